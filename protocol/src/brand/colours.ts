/**
 * Colours as `#rrggbb`, and the contrast between them as WCAG 2 counts it. Free of schemas: the frame and pages load
 * it.
 */

const channels = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

export const isColour = (value: unknown): value is string => typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value)

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour)
    .map((channel) => channel / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** 1 to 21. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** Black or white, whichever contrasts more: always at least 4.58. */
export const textOn = (background: string): string =>
  contrast(background, '#ffffff') >= contrast(background, '#000000') ? '#ffffff' : '#000000'

/** @param share of `other`, 0 to 1 */
export function mix(colour: string, other: string, share: number): string {
  const towards = channels(other)
  const mixed = channels(colour).map((from, at) => Math.round(from + ((towards[at] ?? from) - from) * share))
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

/**
 * The colour itself where it contrasts enough with all of these, else its nearest darker or lighter shade that does.
 * @param others all light or all dark
 */
export function contrasting(colour: string, others: readonly string[], ratio = 4.5): string {
  const end = textOn(others[0] ?? '#ffffff')
  const enough = (shade: string) => others.every((other) => contrast(shade, other) >= ratio)
  for (let share = 0; share < 1; share += 0.02) {
    const shade = mix(colour, end, share)
    if (enough(shade)) return shade
  }
  return end
}
