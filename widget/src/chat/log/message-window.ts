/**
 * The loaded messages that are in the document. While a reader scrolls through ten thousand messages, a few hundred are
 * drawn: the window moves with the reader. Bounds are `seq`s; if `to` is null, the window follows the newest message.
 */
export interface MessageWindow {
  from: number
  to: number | null
}

/** Most messages in the document. */
export const WINDOW_MAX = 300
/**
 * Most messages in the document of a log that follows the newest. Beyond, it is cut to one step: not at each message.
 */
const FOLLOWING_MAX = 120
/** Messages that are drawn at first, and that are added when the reader comes near an edge. */
export const WINDOW_STEP = 60

interface Numbered {
  seq: number
}

/** The messages inside the window; `messages` are ordered by `seq`. */
export function inWindow<T extends Numbered>(messages: readonly T[], window: MessageWindow): readonly T[] {
  const start = indexFrom(messages, window.from)
  const end = window.to === null ? messages.length : indexFrom(messages, window.to + 1)
  return messages.slice(start, end)
}

/** The newest messages; as many more as it takes to show the first unread one with something before it. */
export function openingWindow(messages: readonly Numbered[], unreadFrom: number | null): MessageWindow {
  const newest = Math.max(0, messages.length - WINDOW_STEP)
  if (unreadFrom === null) return { from: seqAt(messages, newest), to: null }
  const start = Math.max(0, Math.min(newest, indexFrom(messages, unreadFrom) - WINDOW_STEP / 2))
  return bounded(messages, start, messages.length, 'start')
}

/** Further back; null when everything that is loaded before is already shown. */
export function olderWindow(messages: readonly Numbered[], window: MessageWindow): MessageWindow | null {
  const start = indexFrom(messages, window.from)
  if (start === 0) return null
  const end = window.to === null ? messages.length : indexFrom(messages, window.to + 1)
  return bounded(messages, Math.max(0, start - WINDOW_STEP), end, 'start')
}

/** Further on; null when it follows the newest already. */
export function newerWindow(messages: readonly Numbered[], window: MessageWindow): MessageWindow | null {
  if (window.to === null) return null
  const end = Math.min(messages.length, indexFrom(messages, window.to + 1) + WINDOW_STEP)
  return bounded(messages, indexFrom(messages, window.from), end, 'end')
}

/** With `seq` in the middle. */
export function windowAround(messages: readonly Numbered[], seq: number): MessageWindow {
  const middle = indexFrom(messages, seq)
  return bounded(messages, Math.max(0, middle - WINDOW_STEP), Math.min(messages.length, middle + WINDOW_STEP), 'start')
}

/** A window that follows the newest grows with each message; this cuts it. Null: nothing to cut. */
export function trimmedWindow(
  messages: readonly Numbered[],
  window: MessageWindow,
  keep: 'start' | 'end',
): MessageWindow | null {
  const start = indexFrom(messages, window.from)
  const end = window.to === null ? messages.length : indexFrom(messages, window.to + 1)
  if (keep === 'end' && window.to === null) return end - start <= FOLLOWING_MAX ? null : openingWindow(messages, null)
  return end - start <= WINDOW_MAX ? null : bounded(messages, start, end, keep)
}

/** Cuts [start, end) to the greatest size, keeping the named side. */
function bounded(messages: readonly Numbered[], start: number, end: number, keep: 'start' | 'end'): MessageWindow {
  const from = keep === 'end' ? Math.max(start, end - WINDOW_MAX) : start
  const until = keep === 'start' ? Math.min(end, start + WINDOW_MAX) : end
  return { from: seqAt(messages, from), to: until >= messages.length ? null : seqAt(messages, until - 1) }
}

function seqAt(messages: readonly Numbered[], index: number): number {
  return messages[index]?.seq ?? 0
}

/** Index of the first message with this `seq` or above. */
function indexFrom(messages: readonly Numbered[], seq: number): number {
  let low = 0
  let high = messages.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((messages[middle]?.seq ?? 0) < seq) low = middle + 1
    else high = middle
  }
  return low
}

export function findBySeq<T extends Numbered>(messages: readonly T[], seq: number): T | undefined {
  const found = messages[indexFrom(messages, seq)]
  return found?.seq === seq ? found : undefined
}
