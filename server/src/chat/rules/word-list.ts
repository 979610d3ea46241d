import type { Span } from '../moderation/mask-text.ts'

/** Text as words are compared: case, ё against е, accents, forms of width and what nobody sees make no difference. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[\p{M}\p{Cf}]/gu, '')

const WORD = /[\p{L}\p{N}_]+/gu
/** With what folding removes. */
const WORD_AS_WRITTEN = /[\p{L}\p{N}\p{M}\p{Cf}_]+/gu

/** The words of a text without what makes no difference: equal for texts that say the same. */
export const foldedText = (text: string): string => (folded(text).match(WORD) ?? []).join(' ')

/** Words and phrases, each with what its lists are. */
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

/**
 * Where the text has words or phrases of the lists. Only whole words count, in the order of the phrase. The time grows
 * with the length of the text, not with that of the lists.
 */
export function findWords<List>(text: string, { phrases, longest }: WordIndex<List>): (Span & { list: List })[] {
  if (longest === 0) return []
  const words = [...text.matchAll(WORD_AS_WRITTEN)]
    .map((match) => ({ start: match.index, end: match.index + match[0].length, word: folded(match[0]) }))
    .filter(({ word }) => word !== '')
  return words.flatMap(({ start }, first) => {
    const found: (Span & { list: List })[] = []
    let phrase = ''
    for (const { word, end } of words.slice(first, first + longest)) {
      phrase = phrase === '' ? word : `${phrase} ${word}`
      for (const list of phrases.get(phrase) ?? []) found.push({ start, end, list })
    }
    return found
  })
}
