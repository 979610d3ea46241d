import type { MessageHit } from '@imbachat/sdk/message-search'

export interface SnippetPart {
  text: string
  found: boolean
}

/** Characters before the first found word, and of the whole. */
const BEFORE = 30
const MOST = 160

/** The part of a message's text that shows its first found word, cut into what was found and what was not. */
export function snippetOf({ message, ranges }: Pick<MessageHit, 'message' | 'ranges'>): SnippetPart[] {
  const text = message.text ?? ''
  const first = ranges[0]?.[0] ?? 0
  const start = first <= BEFORE ? 0 : startOfWord(text, first - BEFORE)
  const end = Math.min(text.length, start + MOST)
  const parts: SnippetPart[] = []
  let at = start
  const add = (until: number, found: boolean) => {
    if (until > at) parts.push({ text: text.slice(at, until).replace(/\s+/g, ' '), found })
    at = Math.max(at, until)
  }
  for (const [offset = 0, length = 0] of ranges) {
    if (offset + length > end) break
    add(offset, false)
    add(offset + length, true)
  }
  add(end, false)
  if (start > 0) parts.unshift({ text: '…', found: false })
  if (end < text.length) parts.push({ text: '…', found: false })
  return parts
}

/** Moves the start so that it is not within a word or a surrogate pair. */
function startOfWord(text: string, from: number): number {
  const space = text.slice(from, from + BEFORE).search(/\s/)
  if (space >= 0) return from + space + 1
  return /[\udc00-\udfff]/.test(text[from] ?? '') ? from + 1 : from
}
