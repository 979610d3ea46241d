/** Text as words are compared: case, ё against е, accents and forms of width make no difference. */
const folded = (text: string): string =>
  text.normalize('NFKD').toLowerCase().replaceAll('ё', 'е').replace(/\p{M}/gu, '')

const WORD = /[\p{L}\p{N}_]+/gu

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
 * Has the text a word or phrase of the list? Only whole words count, in the order of the phrase. The time grows with the
 * length of the text, not with that of the list.
 */
export function hasListedWord(text: string, list: readonly string[]): boolean {
  if (list.length === 0) return false
  const { words, longest } = compile(list)
  const found = folded(text).match(WORD) ?? []
  return found.some((_, start) => {
    for (let count = 1; count <= longest && start + count <= found.length; count++) {
      if (words.has(found.slice(start, start + count).join(' '))) return true
    }
    return false
  })
}
