import { isColour } from './colours.ts'

export const LAUNCHER_ICONS = [
  'chat',
  'bubbles',
  'dots',
  'lines',
  'question',
  'support',
  'people',
  'smile',
  'heart',
  'star',
  'plane',
  'mail',
  'bell',
] as const
export type LauncherIcon = (typeof LAUNCHER_ICONS)[number]

export const LAUNCHER_TEXT_MAX = 24
export const TITLE_MAX = 40
export const RADIUS_MAX = 24
export const DENSITIES = ['comfortable', 'compact'] as const
export type Density = (typeof DENSITIES)[number]

/** `#rrggbb` each; null: the chat's own */
export interface Palette {
  accent: string | null
  /** background of the list and the bars; the conversation's background is close to it */
  background: string | null
  text: string | null
  /** background of the reader's own messages */
  bubble: string | null
}

const NO_COLOURS: Palette = { accent: null, background: null, text: null, bubble: null }

/** The look of one widget beside light and dark. Has no schemas: the loader and the frame use it. */
export interface Brand extends Palette {
  /** over the others while the chat is dark; null: only the accent goes over into the dark */
  dark: Palette | null
  /** a family that the visitor's device has, or whose files the page gives; null: the device's own */
  font: string | null
  density: Density
  launcherIcon: LauncherIcon
  launcherText: string | null
  /** title of the window; null: "Chat" in the visitor's language */
  title: string | null
  /** of corners, px */
  radius: number
}

export const DEFAULT_BRAND: Brand = {
  ...NO_COLOURS,
  dark: null,
  font: null,
  density: 'comfortable',
  launcherIcon: 'chat',
  launcherText: null,
  title: null,
  radius: 16,
}

/** One line of readable text, or what stood there before. */
function line(value: unknown, before: string | null, max: number): string | null {
  if (typeof value !== 'string') return before
  return (
    value
      .replace(/\p{C}+/gu, ' ')
      .trim()
      .slice(0, max) || before
  )
}

/** Letters, digits and spaces: nothing that could end a string in a style sheet. */
export const isFont = (value: unknown): value is string =>
  typeof value === 'string' && /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,59}$/u.test(value)

function palette(value: unknown, before: Palette): Palette {
  const given = Object(value) as { [K in keyof Palette]?: unknown }
  const one = (name: keyof Palette) => {
    const colour = given[name]
    return isColour(colour) ? colour : before[name]
  }
  return { accent: one('accent'), background: one('background'), text: one('text'), bubble: one('bubble') }
}

/** Never throws: values that are invalid or empty count as not given. */
export function cleanBrand(value: unknown, before: Partial<Brand> = {}): Brand {
  const given = Object(value) as { [K in keyof Brand]?: unknown }
  const base = { ...DEFAULT_BRAND, ...before }
  const radius = given.radius === null || given.radius === '' ? Number.NaN : Number(given.radius)
  return {
    ...palette(given, base),
    dark: given.dark || base.dark ? palette(given.dark, base.dark ?? NO_COLOURS) : null,
    font: isFont(given.font) ? given.font : base.font,
    density: DENSITIES.find((density) => density === given.density) ?? base.density,
    launcherIcon: LAUNCHER_ICONS.find((icon) => icon === given.launcherIcon) ?? base.launcherIcon,
    launcherText: line(given.launcherText, base.launcherText, LAUNCHER_TEXT_MAX),
    title: line(given.title, base.title, TITLE_MAX),
    radius: radius >= 0 && radius <= RADIUS_MAX ? radius : base.radius,
  }
}

/** Only what differs from the default, so that most widgets' scripts carry nothing. */
export const ownBrand = (brand: Brand): Partial<Brand> =>
  Object.fromEntries(Object.entries(brand).filter(([name, value]) => DEFAULT_BRAND[name as keyof Brand] !== value))
