/** Has the name every word of the query, wherever it stands? Case and ё against е make no difference. */
export function matchesWords(name: string, query: string): boolean {
  const haystack = folded(name)
  return folded(query)
    .split(/\s+/)
    .every((word) => haystack.includes(word))
}

const folded = (text: string): string => text.trim().toLowerCase().replaceAll('ё', 'е')
