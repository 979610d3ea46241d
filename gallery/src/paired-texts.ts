/** Pairs the texts of two catalogs of the same shape. */
export function pairedWords(catalogs: readonly (readonly [english: unknown, other: unknown])[]) {
  const found = new Map<string, string>()
  const pair = (english: unknown, other: unknown): void => {
    if (typeof english === 'string' && typeof other === 'string') found.set(english, found.get(english) ?? other)
    else if (typeof english === 'object' && english !== null)
      for (const [key, value] of Object.entries(english)) pair(value, (other as Record<string, unknown>)?.[key])
  }
  for (const [english, other] of catalogs) pair(english, other)
  /** A text that is in no catalog, such as a name, is the same in each language. */
  return (english: string): string => found.get(english) ?? english
}
