import type { MessageParts } from '../../chat/ports/messages.ts'

/** A part of a text, in UTF-16 units; `end` is behind it. */
export interface Span {
  start: number
  end: number
}

export interface MessageText {
  text: string
  parts: MessageParts
}

/**
 * Replaces parts of a text. Formatting stays at the words that it was at.
 * @param spans in any order; they may overlap
 */
export function maskText(message: MessageText, spans: readonly Span[], mask: (found: string) => string): MessageText {
  let text = ''
  let done = 0
  const masks = joined(spans).map(({ start, end }) => {
    const before = message.text.slice(done, start)
    const at = text.length + before.length
    text += before + mask(message.text.slice(start, end))
    done = end
    return { start, end, at, behind: text.length }
  })
  text += message.text.slice(done)
  /** A range that begins or ends inside a mask is widened to the whole mask. */
  const moved = (place: number, side: 'at' | 'behind') => {
    const last = masks.findLast(({ start }) => start < place)
    if (!last) return place
    return place < last.end ? last[side] : place - last.end + last.behind
  }
  const { entities, ...others } = message.parts
  if (!entities) return { text, parts: others }
  const kept = entities.map((entity) => {
    const offset = moved(entity.offset, 'at')
    return { ...entity, offset, length: moved(entity.offset + entity.length, 'behind') - offset }
  })
  return { text, parts: { ...others, entities: kept } }
}

/** In order, without overlaps. */
export function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end)
    else result.push({ ...span })
  }
  return result
}
