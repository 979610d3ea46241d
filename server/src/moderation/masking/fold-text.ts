import type { Span } from './mask-text.ts'

/** A text in plain characters, with the way back to the original. */
export interface Folded {
  text: string
  /** the place in the original of a part of the folded text */
  written(span: Span): Span
}

/** Characters that NFKC keeps, or folds to something else. */
const OTHERS: Record<string, string> = { '。': '.', '｡': '.', '№': '№', '…': '…', '™': '™' }

/** A longer expansion is a word (ﷺ is 18): a text of them would cost many times its length. */
const MOST_UNITS = 4

/**
 * Replaces each character by its plain form (Unicode's NFKC): ８ by 8, ＠ by @, ․ by a dot. Characters are folded one by
 * one, so that each part has its place in the original. Most texts stay the same.
 */
export function foldText(text: string): Folded {
  if (!text.includes('。') && text.normalize('NFKC') === text) return { text, written: (span) => span }
  let folded = ''
  /** for each unit of the folded text, the character that it is from */
  const from: Span[] = []
  let start = 0
  for (const character of text) {
    const normal = OTHERS[character] ?? character.normalize('NFKC')
    const plain = normal.length > MOST_UNITS ? character : normal
    const place = { start, end: start + character.length }
    for (let unit = 0; unit < plain.length; unit++) from.push(place)
    folded += plain
    start = place.end
  }
  return {
    text: folded,
    written: (span) => ({
      start: from[span.start]?.start ?? text.length,
      end: from[span.end - 1]?.end ?? text.length,
    }),
  }
}
