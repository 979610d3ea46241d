import type { MessageHit } from '@imbachat/sdk/message-search'

/**
 * Marks the found words in the messages that are drawn, by the browser's own highlights: the messages are not drawn
 * again for it. A browser without them shows the message without marks.
 * @param current the hit that is looked at
 */
export function markWords(log: Element, hits: readonly MessageHit[], current: MessageHit | undefined): void {
  if (!('highlights' in CSS)) return
  const all: Range[] = []
  const now: Range[] = []
  for (const hit of hits) {
    const words = log.querySelector(`[data-seq="${hit.message.seq}"] .words`)
    if (words) (hit === current ? now : all).push(...rangesIn(words, hit.ranges))
  }
  CSS.highlights.set('found', new Highlight(...all))
  CSS.highlights.set('found-now', new Highlight(...now))
}

export function unmarkWords(): void {
  if (!('highlights' in CSS)) return
  CSS.highlights.delete('found')
  CSS.highlights.delete('found-now')
}

/** The text stands in several nodes where it has links. */
function rangesIn(words: Element, places: MessageHit['ranges']): Range[] {
  const nodes: { node: Text; from: number }[] = []
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT)
  let length = 0
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push({ node: node as Text, from: length })
    length += (node as Text).length
  }
  const at = (offset: number) => nodes.findLast(({ from }) => from <= offset)
  return places.flatMap(([offset = 0, size = 0]) => {
    const [start, end] = [at(offset), at(offset + size - 1)]
    if (!start || !end || offset + size > length) return []
    const range = new Range()
    range.setStart(start.node, offset - start.from)
    range.setEnd(end.node, offset + size - end.from)
    return [range]
  })
}
