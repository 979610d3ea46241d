/** The first letters of the first two words: whole characters, also when they are made of several code points. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean).slice(0, 2)
  const segmenter = new Intl.Segmenter()
  const letters = words.map((word) => segmenter.segment(word)[Symbol.iterator]().next().value?.segment ?? '')
  return letters.join('').toUpperCase()
}
