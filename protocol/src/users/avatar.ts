/** The colour and the initials of a user without a picture. Has no schemas: the chat's first view and mails use it. */

const HUES = 8

/** The avatar colour of a user: always the same, on every device. */
export function hueOf(id: string): number {
  let hash = 0
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) | 0
  return Math.abs(hash) % HUES
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** First letters of the first and the last word, as people see letters: an emoji or a letter with its marks is one. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word))
  const [first = '', last = ''] = [words[0], words.at(-1)].map((word) => firstLetter(word ?? '').toLocaleUpperCase())
  // two emoji would overlap
  const isAlone = words.length < 2 || [first, last].every((letter) => /\p{Extended_Pictographic}/u.test(letter))
  return (isAlone ? first : first + last) || (name && '?')
}

function firstLetter(word: string): string {
  for (const { segment } of graphemes.segment(word)) {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment
  }
  return ''
}
