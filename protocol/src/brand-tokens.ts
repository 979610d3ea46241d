import { type Brand, cleanBrand } from './branding.ts'
import { contrasting, mix, textOn } from './colours.ts'

/** What the chat's accent stands on, and beside; the same colours are in the frame's `tokens.css`. */
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

/** How much of the accent a quote lays over its bubble. */
const QUOTE = 0.1

/** Contrast of text with the bubble that it stands in; more than AA asks, since the time and links stand there too. */
const IN_BUBBLE = 7

/**
 * The chat's colours as custom properties, made of one accent. Where the accent carries text, the text is black or
 * white; where it is text, or a line, it is made darker or lighter until it can be read.
 */
export function accentTokens(accent: string, name: Ground): Record<string, string> {
  const { surface, bubble, others, text, tint, selected } = GROUNDS[name]
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

/** A style sheet for the frame, over its own. Made of numbers and checked colours only. */
export function brandStyle(given: Partial<Brand>): string {
  const { accent, radius } = cleanBrand(given)
  const rule = (selector: string, tokens: Record<string, string>) =>
    `${selector}{${Object.entries(tokens)
      .map(([name, value]) => `${name}:${value}`)
      .join(';')}}`
  return [
    rule(':root', { '--radius': `${radius}px`, ...(accent && accentTokens(accent, 'light')) }),
    accent && rule(':root[data-theme="dark"]', accentTokens(accent, 'dark')),
  ]
    .filter(Boolean)
    .join('')
}
