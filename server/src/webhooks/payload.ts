import type { LoggedEvent } from '../chat/ports.ts'

/** Standard Webhooks advises less than 20 kB: receivers read the body before they verify it. */
const MOST_BYTES = 20_000

/**
 * An event as programs of the site get it, whichever way. Where it is too large, its longest texts are cut, and
 * `truncated` says so.
 */
export function payloadOf({ id, type, at, data }: Pick<LoggedEvent, 'id' | 'type' | 'at' | 'data'>): string {
  const write = (content: unknown) =>
    JSON.stringify({ id: String(id), type, timestamp: new Date(at).toISOString(), data: content })
  let body = write(data)
  if (Buffer.byteLength(body) <= MOST_BYTES) return body
  const copy: Record<string, unknown> = { ...structuredClone(data), truncated: true }
  for (;;) {
    body = write(copy)
    const excess = Buffer.byteLength(body) - MOST_BYTES
    if (excess <= 0) return body
    const longest = longestText(copy)
    // nothing but numbers and structure is left: the event is known by its id
    if (longest === null) return write({ truncated: true })
    longest.holder[longest.key] = shorter(longest.text, excess)
  }
}

interface Text {
  holder: Record<string, unknown>
  key: string
  text: string
}

function longestText(value: unknown): Text | null {
  let longest: Text | null = null
  const visit = (holder: Record<string, unknown>) => {
    for (const [key, inner] of Object.entries(holder)) {
      if (typeof inner === 'string') {
        if (inner.length > (longest?.text.length ?? 0)) longest = { holder, key, text: inner }
      } else if (typeof inner === 'object' && inner !== null) visit(inner as Record<string, unknown>)
    }
  }
  visit(value as Record<string, unknown>)
  return longest
}

/** Cut by what a unit of this text takes in JSON. */
function shorter(text: string, excess: number): string {
  const perUnit = Buffer.byteLength(JSON.stringify(text)) / text.length
  const kept = text.slice(0, Math.max(0, text.length - Math.ceil(excess / perUnit)))
  // never half of a pair
  return /[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept
}
