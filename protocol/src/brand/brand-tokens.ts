import { type Brand, cleanBrand, type Palette } from './branding.ts'
import { contrast, contrasting, mix, textOn } from './colours.ts'

/** Backgrounds of the chat's accent, and colours beside it; the frame's `tokens.css` has the same. */
const GROUNDS = {
  light: {
    surface: '#ffffff',
    bubble: '#ffffff',
    others: ['#f3f5f9', '#f0f3f9', '#edf1f7'],
    text: '#171c26',
    tint: 0.16,
    selected: 0.12,
  },
  dark: {
    surface: '#171b22',
    bubble: '#222934',
    others: ['#222833', '#1f2530', '#0f1318'],
    text: '#e9edf4',
    tint: 0.45,
    selected: 0.22,
  },
} as const

export type Ground = keyof typeof GROUNDS

/** Share of the accent in the background of a quote. */
const QUOTE = 0.1

/**
 * Contrast of text with its bubble. It is higher than AA requires, because the time and links have the same background.
 */
const IN_BUBBLE = 7

/** Contrast of a background with the theme's own text: a light theme stays light, and a dark one dark. */
const BACKGROUND = 12

/** The chat's own stack, after a font of the owner's. The same is in the frame's `tokens.css`. */
const FONTS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif'

type Tokens = Record<string, string>

/** Backgrounds of the accent. */
interface Surfaces {
  surface: string
  bubble: string
  others: readonly string[]
  text: string
}

/**
 * The chat's colours as custom properties, made of one accent. Where the accent carries text, the text is black or
 * white; where it is text, or a line, it is made darker or lighter until it can be read.
 */
export function accentTokens(accent: string, name: Ground, on: Surfaces = GROUNDS[name]): Tokens {
  const { surface, bubble, others, text } = on
  const { tint, selected } = GROUNDS[name]
  const onAccent = textOn(accent)
  const rowSelected = contrasting(mix(surface, accent, selected), [text], IN_BUBBLE)
  const bubbleOwn = contrasting(mix(surface, accent, tint), [text], IN_BUBBLE)
  const quotes = [mix(bubble, accent, QUOTE), mix(bubbleOwn, accent, QUOTE)]
  const link = contrasting(accent, [surface, bubble, ...others, rowSelected, bubbleOwn, ...quotes])
  return {
    '--accent': accent,
    '--accent-strong': mix(accent, onAccent === '#ffffff' ? '#000000' : '#ffffff', 0.12),
    '--on-accent': onAccent,
    '--mark': contrasting(accent, [surface, ...others, rowSelected], 3),
    '--surface-selected': rowSelected,
    '--bubble-own': bubbleOwn,
    '--bubble-own-meta': contrasting(mix(text, bubbleOwn, 0.35), [bubbleOwn]),
    '--link': link,
    '--read': link,
    '--lively': link,
  }
}

/** The chat's own accents; the same are in `tokens.css`. */
const ACCENTS = { light: '#2a5fe0', dark: '#396ae4' }

/** Colours that nobody chose, and that have to be read on the surfaces all the same. */
const DANGER = { light: '#c4291f', dark: '#ff8b82' }

/** One theme with the owner's colours. Each pair of text and ground that is drawn has a contrast of AA. */
export function paletteTokens(given: Palette, name: Ground): { root: Tokens; own: Tokens | null } {
  const { accent, background, text, bubble } = given
  if (background === null && text === null && bubble === null) {
    return { root: accent === null ? {} : accentTokens(accent, name), own: null }
  }
  const surfaces = surfacesOf(background, text, accent ?? ACCENTS[name], name)
  const { surface, others, text: ink } = surfaces
  const [second = surface, hover = surface, log = surface] = others
  const root: Tokens = {
    ...accentTokens(accent ?? ACCENTS[name], name, surfaces),
    '--surface': surface,
    '--surface-2': second,
    '--surface-hover': hover,
    '--log': log,
    '--line': mix(surface, textOn(surface), 0.12),
    '--bubble': surfaces.bubble,
    '--day': `${surfaces.bubble}e6`,
    '--text': ink,
    '--danger': contrasting(DANGER[name], [surface, surfaces.bubble, ...others]),
  }
  const soft = [surface, ...others, surfaces.bubble, root['--surface-selected'] ?? surface]
  root['--text-2'] = contrasting(mix(ink, surface, 0.3), soft)
  root['--bubble-meta'] = root['--text-2']
  if (bubble === null) return { root, own: null }

  const onBubble = contrast(ink, bubble) >= IN_BUBBLE ? ink : textOn(bubble)
  const quote = mix(bubble, accent ?? ACCENTS[name], QUOTE)
  const shades = [bubble, quote]
  const readable = (colour: string) => {
    const one = contrasting(colour, shades)
    return contrast(one, quote) >= 4.5 ? one : textOn(bubble)
  }
  root['--bubble-own'] = bubble
  root['--bubble-own-meta'] = readable(mix(onBubble, bubble, 0.2))
  const words = readable(onBubble)
  return { root, own: { '--text': words, '--text-2': words, '--link': words, '--read': words, color: words } }
}

function surfacesOf(background: string | null, text: string | null, accent: string, name: Ground): Surfaces {
  const ground = GROUNDS[name]
  let surfaces: Surfaces = ground
  if (background !== null) {
    const surface = contrasting(background, [ground.text], BACKGROUND)
    const end = textOn(surface)
    const kept = (colour: string) => contrasting(colour, [ground.text], BACKGROUND)
    // bubbles stand out from the log: white ones from a tint of the accent, dark ones from what is darker
    const log = kept(name === 'light' ? mix(surface, accent, 0.08) : mix(surface, '#000000', 0.35))
    const bubble = name === 'light' ? '#ffffff' : kept(mix(surface, end, 0.08))
    const near = [0.05, 0.04].map((share) => kept(mix(surface, end, share)))
    surfaces = { surface, bubble, others: [...near, log], text: ground.text }
  }
  if (text === null) return surfaces
  return { ...surfaces, text: contrasting(text, [surfaces.surface, surfaces.bubble, ...surfaces.others], IN_BUBBLE) }
}

/** Rows and messages closer to each other; what fingers touch keeps its size. */
const COMPACT = `.row{padding-block:5px;gap:10px}.row .avatar{inline-size:40px;block-size:40px}
body{font-size:14px}.bubble{padding:4px 10px}.message{margin-block-start:1px}.window-header{min-block-size:52px}`

/** A style sheet for the frame, over its own. Made of numbers, checked colours and a checked name only. */
export function brandStyle(given: Partial<Brand>): string {
  const { accent, background, text, bubble, dark, radius, font, density } = cleanBrand(given)
  const rule = (selector: string, tokens: Tokens) =>
    Object.keys(tokens).length > 0 &&
    `${selector}{${Object.entries(tokens)
      .map(([name, value]) => `${name}:${value}`)
      .join(';')}}`
  const light = paletteTokens({ accent, background, text, bubble }, 'light')
  const night = paletteTokens(
    { background: null, text: null, bubble: null, ...dark, accent: dark?.accent ?? accent },
    'dark',
  )
  const fonts = font === null ? {} : { '--font': `"${font}",${FONTS}` }
  return [
    rule(':root', { '--radius': `${radius}px`, ...fonts, ...light.root }),
    light.own && rule(':root:not([data-theme="dark"]) .own .bubble', light.own),
    rule(':root[data-theme="dark"]', night.root),
    night.own && rule(':root[data-theme="dark"] .own .bubble', night.own),
    density === 'compact' && COMPACT,
  ]
    .filter(Boolean)
    .join('')
}
