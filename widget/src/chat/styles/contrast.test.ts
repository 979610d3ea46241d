import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'

type Rgb = [number, number, number]

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8')
const sheets = [read('./tokens.css'), read('./later-tokens.css')]
const rules = read('../list/conversations.css')

function tokensOf(selector: string): Record<string, string> {
  const block = sheets.map((css) => css.slice(css.indexOf(`${selector} {`)).split('}', 1)).join()
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  )
}

const light = tokensOf(':root')
const themes = { light, dark: { ...light, ...tokensOf(':root[data-theme="dark"]') } }
const hues = [...rules.matchAll(/--hue: (#\w+);/g)].map(([, hue = '']) => hue)

function rgb(colour: string): Rgb {
  const digits = colour.slice(1)
  const long = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits
  return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16)) as Rgb
}

/** `share` of the first colour over the second, as `color-mix(in srgb)` and layers do it. */
const mix = (first: Rgb, second: Rgb, share: number): Rgb =>
  first.map((value, at) => value * share + (second[at] ?? 0) * (1 - share)) as Rgb

function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(text: Rgb, ground: Rgb): number {
  const [darker = 0, lighter = 0] = [luminance(text), luminance(ground)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

for (const [theme, tokens] of Object.entries(themes)) {
  const of = (name: string): Rgb => rgb(tokens[name] ?? '')
  const onQuote = (bubble: string) => mix(of('accent'), of(bubble), 0.1)
  const pairs: [what: string, text: Rgb, ground: Rgb][] = [
    ...['text', 'text-2', 'link', 'danger', 'lively'].map((name): [string, Rgb, Rgb] => [
      name,
      of(name),
      of('surface'),
    ]),
    ...['text', 'text-2'].flatMap((name) =>
      ['surface-2', 'surface-hover', 'surface-selected', 'log'].map((ground): [string, Rgb, Rgb] => [
        `${name} on ${ground}`,
        of(name),
        of(ground),
      ]),
    ),
    ['text on a bubble', of('text'), of('bubble')],
    ['text on an own bubble', of('text'), of('bubble-own')],
    ['link on a bubble', of('link'), of('bubble')],
    ['link on an own bubble', of('link'), of('bubble-own')],
    ['time on a bubble', of('bubble-meta'), of('bubble')],
    ['time on an own bubble', of('bubble-own-meta'), of('bubble-own')],
    ['author of a quote', of('link'), onQuote('bubble')],
    ['author of a quote in an own bubble', of('bubble-own-meta'), onQuote('bubble-own')],
    ['text of a quote', of('text'), onQuote('bubble')],
    ['text of a quote in an own bubble', of('text'), onQuote('bubble-own')],
    ['button', of('on-accent'), of('accent')],
    ['notice', of('on-notice'), of('notice')],
    ['danger on its surface', of('danger'), of('danger-surface')],
    ...hues.map((hue, n): [string, Rgb, Rgb] => [
      `author ${n}`,
      mix(rgb(hue), [255, 255, 255], Number.parseInt(tokens['name-hue'] ?? '', 10) / 100),
      of('bubble'),
    ]),
  ]
  test.each(pairs)(`%s has a contrast of 4.5:1 in the ${theme} theme`, (_what, text, ground) =>
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5),
  )
}
