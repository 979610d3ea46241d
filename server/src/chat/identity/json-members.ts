/** Parsers of JSON differ in which of two members of one name counts, and in numbers that a double can't hold. */
export interface JsonMembers {
  /** the first name that an object has twice; null: none */
  repeated: string | null
  /** numbers of the outermost object by name, as they are written */
  numbers: ReadonlyMap<string, string>
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g

/** @param text JSON that has been parsed without an error */
export function membersOf(text: string): JsonMembers {
  const numbers = new Map<string, string>()
  /** names of the objects around a place, null for an array */
  const around: (Set<string> | null)[] = []
  let isName = false
  let name = ''
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') around.push(token === '{' ? new Set() : null)
    else if (token === '}' || token === ']') around.pop()
    const names = around.at(-1)
    if (isName && names && token.startsWith('"')) {
      name = JSON.parse(token) as string
      if (names.has(name)) return { repeated: name, numbers }
      names.add(name)
    } else if (around.length === 1 && names && /^[-\d]/.test(token)) numbers.set(name, token)
    isName = token === '{' || (token === ',' && names !== null)
  }
  return { repeated: null, numbers }
}
