import { type Word, wordsOf } from './words.ts'

/**
 * The terms that a message must have: each of the stems, and a word that is or begins with the last one, which may be
 * typed in part.
 */
export interface Terms {
  stems: readonly string[]
  last: { stem: string; prefix: string } | null
}

/** More words make the query slower and never the answer better. */
const MOST_WORDS = 10

/** Shorter beginnings would match a large part of all words. */
const LEAST_PREFIX = 3

/** @returns null: nothing in the query can be found */
export function termsOf(query: string): Terms | null {
  const words = [...wordsOf(query)].slice(0, MOST_WORDS)
  const end = words.at(-1)
  if (end === undefined) return null
  const mayBeginSo = end.folded.length >= LEAST_PREFIX
  const whole = mayBeginSo ? words.slice(0, -1) : words
  return {
    stems: [...new Set(whole.map(({ stem }) => stem))],
    last: mayBeginSo ? { stem: end.stem, prefix: end.folded } : null,
  }
}

/** Places of a message that a client highlights at most. */
const MOST_RANGES = 50

/**
 * Finds the words of the query in a text, `[offset, length]` in UTF-16.
 * @returns null: the text does not have all of them
 */
export function rangesOf(text: string, { stems, last }: Terms): [number, number][] | null {
  const missing = new Set(stems)
  let lastMissing = last !== null
  const ranges: [number, number][] = []
  for (const word of wordsOf(text)) {
    const isLast = last !== null && matchesLast(word, last)
    if (!isLast && !stems.includes(word.stem)) continue
    missing.delete(word.stem)
    if (isLast) lastMissing = false
    if (ranges.length < MOST_RANGES) ranges.push([word.offset, word.length])
  }
  return missing.size > 0 || lastMissing ? null : ranges
}

/** Matches like the index, whose entries are stems. */
const matchesLast = ({ stem }: Word, last: NonNullable<Terms['last']>) =>
  stem === last.stem || stem.startsWith(last.prefix)
