import { EMOJI_LIST } from './emoji-list.ts'

/** Place of a skin tone in an emoji: no tone, after its first character, or after each person. */
type Tones = '' | '+' | '#'

export interface Emoji {
  /** its place in the list, and of its words */
  index: number
  emoji: string
  tones: Tones
}

let index = 0

/** All emoji of the picker, by group. */
export const EMOJI_GROUPS: readonly (readonly Emoji[])[] = EMOJI_LIST.trim()
  .split('\n')
  .map((line) =>
    line.split(' ').map((written) => {
      const [, emoji = '', tones = ''] = /^(.+?)([+#]?)$/u.exec(written) ?? []
      return { index: index++, emoji, tones: tones as Tones }
    }),
  )

export const ALL_EMOJI: readonly Emoji[] = EMOJI_GROUPS.flat()

/** The modifiers of the Fitzpatrick scale; the first means no modifier. */
export const SKIN_TONES = ['', '\u{1f3fb}', '\u{1f3fc}', '\u{1f3fd}', '\u{1f3fe}', '\u{1f3ff}'] as const

/** @param tone index of `SKIN_TONES` */
export function inTone({ emoji, tones }: Emoji, tone: number): string {
  const modifier = SKIN_TONES[tone]
  if (!modifier || tones === '') return emoji
  if (tones === '#') return emoji.replace(/[\u{1f468}\u{1f469}\u{1f9d1}]/gu, `$&${modifier}`)
  const [first = '', ...rest] = emoji
  return first + modifier + rest.join('').replace(/^\ufe0f/, '')
}
