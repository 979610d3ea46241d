import type { Span } from '../masking/mask-text.ts'

/** Text as words are compared: case, ё against е, accents, forms of width and what nobody sees make no difference. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[\p{M}\p{Cf}]/gu, '')

const WORD = /[\p{L}\p{N}_]+/gu
/** Like `WORD`, with the characters that folding removes. */
const WORD_AS_WRITTEN = /[\p{L}\p{N}\p{M}\p{Cf}_]+/gu

/** The words of a text in a form that is equal for texts which differ only in case, accents or signs. */
export const foldedText = (text: string): string => (folded(text).match(WORD) ?? []).join(' ')

/** Words and phrases, each with its lists. */
export interface WordIndex<List> {
  phrases: ReadonlyMap<string, readonly List[]>
  /** words of the longest phrase */
  longest: number
}

export function indexWords<List>(lists: readonly { entries: readonly string[]; list: List }[]): WordIndex<List> {
  const phrases = new Map<string, List[]>()
  let longest = 0
  for (const { entries, list } of lists) {
    for (const entry of entries) {
      const words = folded(entry).match(WORD) ?? []
      if (words.length === 0) continue
      const phrase = words.join(' ')
      const known = phrases.get(phrase) ?? []
      phrases.set(phrase, known)
      if (!known.includes(list)) known.push(list)
      longest = Math.max(longest, words.length)
    }
  }
  return { phrases, longest }
}

/** Words between two yields, so that other work can run. */
const STEP = 200

/** Selects the findings of a list. */
export interface Wanted<List> {
  most: number
  /** True for a list that masks: all of its findings are needed. Other lists stop after `most` findings. */
  mustFindAll(list: List): boolean
}

/**
 * Finds words and phrases of the lists in the text. Only whole words count, in the order of the phrase; if a list has
 * several at one word, the longest counts. The time grows with the length of the text, not of the lists. Other work may
 * run between two steps.
 */
export function* findWords<List>(
  text: string,
  { phrases, longest }: WordIndex<List>,
  { most, mustFindAll }: Wanted<List>,
): Generator<void, (Span & { list: List })[]> {
  if (longest === 0) return []
  const words: (Span & { word: string })[] = []
  for (const match of text.matchAll(WORD_AS_WRITTEN)) {
    const [written] = match
    const word = folded(written)
    if (word !== '') words.push({ start: match.index, end: match.index + written.length, word })
    if (words.length % STEP === STEP - 1) yield
  }
  const found: (Span & { list: List })[] = []
  const counts = new Map<List, number>()
  /** end of the last needed finding */
  let covered = 0
  for (const [first, { start }] of words.entries()) {
    let here: Map<List, number> | undefined
    let phrase = ''
    for (const { word, end } of words.slice(first, first + longest)) {
      phrase = phrase === '' ? word : `${phrase} ${word}`
      for (const list of phrases.get(phrase) ?? []) {
        here ??= new Map()
        here.set(list, end)
      }
    }
    for (const [list, end] of here ?? []) {
      const count = counts.get(list) ?? 0
      const mustBeFound = mustFindAll(list) && end > covered
      if (count >= most && !mustBeFound) continue
      counts.set(list, count + 1)
      if (mustBeFound) covered = end
      found.push({ start, end, list })
    }
    if (first % STEP === STEP - 1) yield
  }
  return found
}
