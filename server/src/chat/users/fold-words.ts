/** Text as a search of users compares it: without case, accents and ё. */
export const foldWords = (...words: (string | null)[]): string =>
  words
    .filter((word) => word !== null)
    .join('\n')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()

/** The words of a query, each to be searched for in folded words. */
export const foldedWords = (query: string): string[] => foldWords(query).split(/\s+/).filter(Boolean)
