import type { LoggedEvent } from '../chat/ports.ts'

/** Standard Webhooks advises less than 20 kB: receivers read the body before they verify it. */
const MOST_BYTES = 20_000

/**
 * An event in the form for programs of the site, for webhooks and calls alike. If it is too large, its longest texts
 * are cut and its longest lists of texts are shortened, and `truncated` says so.
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
    const largest = largestPart(copy)
    // only numbers and structure are left: programs read the event by its id
    if (largest === null) return write({ truncated: true })
    const { holder, key, value } = largest
    holder[key] = typeof value === 'string' ? shorter(value, excess) : fewer(value, excess)
  }
}

/** A text, or a list of texts such as the members of a new room: half of an id would be another user's. */
interface Part {
  holder: Record<string, unknown>
  key: string
  value: string | string[]
}

function largestPart(value: unknown): Part | null {
  let largest: Part | null = null
  let most = 0
  const visit = (holder: Record<string, unknown>) => {
    for (const [key, inner] of Object.entries(holder)) {
      if (typeof inner === 'string' || isTexts(inner)) {
        const size = typeof inner === 'string' ? inner.length : inner.reduce((sum, text) => sum + text.length, 0)
        if (size > most) largest = { holder, key, value: inner }
        most = Math.max(most, size)
      } else if (typeof inner === 'object' && inner !== null) visit(inner as Record<string, unknown>)
    }
  }
  visit(value as Record<string, unknown>)
  return largest
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string')

/** Cuts by the size that a unit of this text has in JSON. */
function shorter(text: string, excess: number): string {
  const kept = text.slice(0, text.length - partOf(text, excess))
  // never half of a pair
  return /[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept
}

const fewer = (texts: readonly string[], excess: number): string[] =>
  texts.slice(0, texts.length - partOf(texts, excess))

/** The length of the part that takes this many bytes in JSON; at most all. */
function partOf(value: string | readonly string[], bytes: number): number {
  const perUnit = Buffer.byteLength(JSON.stringify(value)) / value.length
  return Math.min(value.length, Math.ceil(bytes / perUnit))
}
