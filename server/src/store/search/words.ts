import { newStemmer } from 'snowball-stemmers'

/** A word of a text: where it stands (UTF-16), as it is compared, and its stem. */
export interface Word {
  offset: number
  length: number
  folded: string
  stem: string
}

const WORD = /[\p{L}\p{N}\p{M}]+/gu
const NOT_OF_WORD = /[^\p{L}\p{N}\p{M}]/gu
const CYRILLIC = /\p{Script=Cyrillic}/u
const LATIN = /\p{Script=Latin}/u
const NOT_ASCII = /[^a-z0-9]/

/** Longer words are data, such as a key in base 64: nobody searches for them. */
const MOST_CHARS = 64

export function* wordsOf(text: string): Generator<Word> {
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const folded = fold(word.slice(0, MOST_CHARS))
    if (folded !== '') yield { offset: index, length: word.length, folded, stem: stemOf(folded) }
  }
}

/** Latin letters lose their accents; ё becomes е. The accent of й is a part of the letter. */
function fold(word: string): string {
  const lower = word.toLowerCase()
  if (!NOT_ASCII.test(lower)) return lower
  // Some characters become several with spaces or brackets between them, which are syntax in a query of the index.
  const composed = lower.normalize('NFKC').replace(NOT_OF_WORD, '').replaceAll('ё', 'е')
  return LATIN.test(composed) ? composed.normalize('NFKD').replace(/\p{M}/gu, '') : composed
}

const english = newStemmer('english')
const russian = newStemmer('russian')

/** A stemmer takes microseconds a word, and a chat uses few words. */
const stems = new Map<string, string>()
const MOST_STEMS = 50_000

function stemOf(folded: string): string {
  const known = stems.get(folded)
  if (known !== undefined) return known
  const stemmer = CYRILLIC.test(folded) ? russian : LATIN.test(folded) ? english : null
  const stem = stemmer?.stem(folded) || folded
  if (stems.size >= MOST_STEMS) stems.clear()
  stems.set(folded, stem)
  return stem
}
