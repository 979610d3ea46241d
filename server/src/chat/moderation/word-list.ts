import type { Span } from './mask-text.ts'

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

const compiled = new WeakMap<readonly string[], { words: Set<string>; longest: number }>()

function compile(list: readonly string[]) {
  const known = compiled.get(list)
  if (known) return known
  const phrases = list.map((entry) => folded(entry).match(WORD) ?? []).filter((words) => words.length > 0)
  const made = {
    words: new Set(phrases.map((words) => words.join(' '))),
    longest: Math.max(0, ...phrases.map((words) => words.length)),
  }
  compiled.set(list, made)
  return made
}

/**
 * Where the text has words or phrases of the list. Only whole words count, in the order of the phrase. The time grows
 * with the length of the text, not with that of the list.
 */
export function findListedWords(text: string, list: readonly string[]): Span[] {
  if (list.length === 0) return []
  const { words, longest } = compile(list)
  const found = [...text.matchAll(WORD_AS_WRITTEN)]
    .map((match) => ({ start: match.index, end: match.index + match[0].length, word: folded(match[0]) }))
    .filter(({ word }) => word !== '')
  return found.flatMap(({ start }, first) => {
    for (let count = Math.min(longest, found.length - first); count >= 1; count--) {
      const phrase = found.slice(first, first + count)
      const last = phrase.at(-1)
      if (last && words.has(phrase.map(({ word }) => word).join(' '))) return [{ start, end: last.end }]
    }
    return []
  })
}

export const hasListedWord = (text: string, list: readonly string[]): boolean => findListedWords(text, list).length > 0
