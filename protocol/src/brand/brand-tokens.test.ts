import { expect, test } from 'bun:test'
import { accentTokens, brandStyle, type Ground, paletteTokens } from './brand-tokens.ts'
import { cleanBrand, DEFAULT_BRAND, ownBrand } from './branding.ts'
import { contrast, contrasting, mix, textOn } from './colours.ts'
import { launcherStyle } from './launcher-style.ts'

const ACCENTS = [
  '#000000',
  '#ffffff',
  '#ffd400',
  '#00ff00',
  '#ff0000',
  '#0000ff',
  '#0f766e',
  '#2459e0',
  '#808080',
  '#f97316',
]
const GROUNDS: Record<Ground, string[]> = {
  light: ['#ffffff', '#f3f5f9', '#f0f3f9', '#edf1f7'],
  dark: ['#171b22', '#222934', '#222833', '#1f2530', '#0f1318'],
}
const TEXT: Record<Ground, string> = { light: '#171c26', dark: '#e9edf4' }

test('contrast is what WCAG counts', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

for (const ground of ['light', 'dark'] as const) {
  for (const accent of ACCENTS) {
    test(`PAGE-14 everything that is written in or on the accent ${accent} has a contrast of 4.5 or more (${ground})`, () => {
      const token = accentTokens(accent, ground)
      const own = token['--bubble-own'] ?? ''
      const stands = [...GROUNDS[ground], own, token['--surface-selected'] ?? '', mix(own, accent, 0.1)]
      for (const name of ['--link', '--read', '--lively']) {
        for (const on of stands) expect(contrast(token[name] ?? '', on)).toBeGreaterThanOrEqual(4.5)
      }
      expect(contrast(token['--on-accent'] ?? '', accent)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(token['--on-accent'] ?? '', token['--accent-strong'] ?? '')).toBeGreaterThanOrEqual(4.5)
      expect(contrast(token['--bubble-own-meta'] ?? '', own)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(TEXT[ground], own)).toBeGreaterThanOrEqual(7)
      for (const on of GROUNDS[ground]) expect(contrast(token['--mark'] ?? '', on)).toBeGreaterThanOrEqual(3)
    })
  }
}

test('a colour that can be read stays as it is', () => {
  expect(contrasting('#0f766e', ['#ffffff'])).toBe('#0f766e')
  expect(textOn('#0f766e')).toBe('#ffffff')
  expect(textOn('#ffd400')).toBe('#000000')
})

test("the page's theme is cleaned, and invalid values are left out", () => {
  const before = { accent: '#0f766e', title: 'Help' }
  expect(
    cleanBrand({ accent: 'red;}', launcherIcon: 'skull', launcherText: ' a\nb ', title: '', radius: '99' }, before),
  ).toEqual({
    ...DEFAULT_BRAND,
    accent: '#0f766e',
    launcherIcon: 'chat',
    launcherText: 'a b',
    title: 'Help',
    radius: 16,
  })
  expect(cleanBrand({ accent: '#ABCDEF', radius: '0', launcherIcon: 'heart' })).toEqual({
    ...DEFAULT_BRAND,
    accent: '#ABCDEF',
    radius: 0,
    launcherIcon: 'heart',
  })
  for (const value of [null, undefined, 'dark', 7, [], { radius: null, accent: { toString: null } }]) {
    expect(cleanBrand(value)).toEqual(DEFAULT_BRAND)
  }
})

test('a widget that chose nothing carries nothing', () => {
  expect(ownBrand(DEFAULT_BRAND)).toEqual({})
  expect(ownBrand({ ...DEFAULT_BRAND, radius: 4 })).toEqual({ radius: 4 })
})

test('the words of a launcher can not leave their place in its style', () => {
  const css = launcherStyle(cleanBrand({ launcherText: '"\\"} *{color:red' }))
  expect(css).toContain('content:"\\"\\\\\\"} *{color:red";')
  expect(brandStyle(DEFAULT_BRAND)).toBe(':root{--radius:16px}')
})

const BACKGROUNDS = ['#ffffff', '#fdf2f8', '#000000', '#0b1220', '#ffd400', '#7c3aed', '#808080']
const BUBBLES = [null, '#ffffff', '#000000', '#2459e0', '#ffd400', '#777777', '#be185d']

for (const ground of ['light', 'dark'] as const) {
  test(`PAGE-14 whatever colours an owner chooses, each pair of text and ground has a contrast of 4.5 (${ground})`, () => {
    for (const accent of ACCENTS) {
      for (const background of BACKGROUNDS) {
        for (const text of [null, '#ff0000', '#777777', '#ffffff', '#000000']) {
          for (const bubble of BUBBLES) {
            const { root, own } = paletteTokens({ accent, background, text, bubble }, ground)
            const of = (name: string) => root[name] ?? ''
            const plain = ['--surface', '--surface-2', '--surface-hover', '--log', '--bubble', '--surface-selected']
            const given = JSON.stringify({ accent, background, text, bubble })
            const holds = (words: string, on: string, ratio = 4.5) =>
              expect(`${given} ${words} on ${on}: ${contrast(words, on) >= ratio}`).toEndWith('true')
            for (const on of plain) {
              for (const words of ['--text', '--text-2', '--link', '--lively']) holds(of(words), of(on))
            }
            for (const on of plain.slice(0, 5)) holds(of('--danger'), of(on))
            holds(of('--bubble-meta'), of('--bubble'))
            const bubbleOwn = of('--bubble-own')
            holds(own?.['--text'] ?? of('--text'), bubbleOwn)
            holds(own?.['--link'] ?? of('--link'), bubbleOwn)
            holds(of('--bubble-own-meta'), bubbleOwn)
            holds(of('--on-accent'), of('--accent'))
          }
        }
      }
    }
  })
}

test('PAGE-18 a font is a checked name, and compact looks keep what fingers touch', () => {
  expect(brandStyle({ font: 'Source Sans 3' })).toContain('--font:"Source Sans 3",system-ui')
  expect(cleanBrand({ font: 'x";}body{display:none' }).font).toBeNull()
  expect(brandStyle({ density: 'compact' })).not.toContain('--tap')
  expect(cleanBrand({ dark: { background: '#101010', text: 'red' } }).dark).toEqual({
    accent: null,
    background: '#101010',
    text: null,
    bubble: null,
  })
})
