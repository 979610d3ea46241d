/** Values with more characters of JSON than this are recorded as changed, without the values. */
const LONGEST = 500

export type Changes = Record<string, { from: unknown; to: unknown } | { changed: true }>

/** The fields that differ, for the audit log: nested objects and lists as a whole, and `settings` not at all. */
export function changesOf(before: object, after: object): Changes {
  const old = before as Record<string, unknown>
  const changes: Changes = {}
  for (const [name, to] of Object.entries(after)) {
    const from = old[name]
    if (name === 'settings' || JSON.stringify(from) === JSON.stringify(to)) continue
    const length = JSON.stringify([from, to]).length
    changes[name] = length > LONGEST ? { changed: true } : { from, to }
  }
  return changes
}
