import { computed, signal } from '@preact/signals'
import type { WatchedMessage } from '../../requests/api.ts'

/** Messages on the page; older ones go as newer ones come. */
export const SHOWN = 200
/** New messages until those go that the moderator asked for. */
const ROOM_FOR_NEW = 1_000

/** The same for a held message and for the published one. */
const clientKeyOf = ({ room_id, sender, client_id }: WatchedMessage) => `${room_id}/${sender.user_id}/${client_id}`
export const keyOf = (message: WatchedMessage) =>
  message.held === null ? `${message.room_id}/${message.seq}` : clientKeyOf(message)
const byTime = (a: WatchedMessage, b: WatchedMessage) =>
  b.created_at - a.created_at || b.room_id - a.room_id || b.seq - a.seq

/** The newer state of a message takes the place of the older one, and a published message that of the held one. */
function joined(known: readonly WatchedMessage[], came: readonly WatchedMessage[]): WatchedMessage[] {
  const all = new Map([...known, ...came].map((message) => [keyOf(message), message]))
  for (const message of [...all.values()]) if (message.held === null) all.delete(clientKeyOf(message))
  return [...all.values()].sort(byTime)
}

/** The messages on the page, newest first, and those that wait while it is paused. */
export function createWatchedList() {
  const messages = signal<readonly WatchedMessage[]>([])
  const held = signal<readonly WatchedMessage[]>([])
  /** messages that came while it was paused, above the newest that are held */
  const above = signal(0)
  const paused = signal(false)
  const more = signal(false)
  let most = SHOWN
  /** the newest message that is counted there */
  let newestAbove: WatchedMessage | undefined

  /** Counts those of these messages, the newest first, that are not shown and not counted yet: others came again. */
  function countAbove(cut: readonly WatchedMessage[]): void {
    const known = newestAbove ?? messages.peek()[0]
    above.value += cut.filter((message) => !known || byTime(message, known) < 0).length
    if (cut[0] && (!known || byTime(cut[0], known) < 0)) newestAbove = cut[0]
  }

  function forgetHeld(): void {
    held.value = []
    above.value = 0
    newestAbove = undefined
  }

  return {
    messages,
    paused,
    /** there are older ones, which the page can ask for */
    more,
    /** messages that came while it was paused */
    waiting: computed(() => {
      const shown = new Set(messages.value.flatMap((message) => [keyOf(message), clientKeyOf(message)]))
      const isNew = (message: WatchedMessage) => !shown.has(keyOf(message)) && !shown.has(clientKeyOf(message))
      return held.value.filter(isNew).length + above.value
    }),
    begin(): void {
      messages.value = []
      forgetHeld()
      most = SHOWN
    },
    /** While it is paused, nothing moves under the pointer. */
    take(came: readonly WatchedMessage[]): void {
      if (paused.peek() && messages.peek().length > 0) {
        const all = joined(held.peek(), came)
        held.value = all.slice(0, SHOWN)
        countAbove(all.slice(SHOWN))
      } else messages.value = joined(messages.peek(), came).slice(0, most)
    },
    pause(on: boolean): void {
      paused.value = on
      if (on) return
      if (above.peek() > 0) {
        // between these and what was shown is a gap, which only the pages of older messages fill
        messages.value = held.peek()
        more.value = true
        most = SHOWN
      } else messages.value = joined(messages.peek(), held.peek()).slice(0, most)
      forgetHeld()
    },
    /** The moderator asked for them: the list may be longer than what comes by itself. */
    older(page: readonly WatchedMessage[]): void {
      messages.value = joined(page, messages.peek())
      most = messages.peek().length + ROOM_FOR_NEW
    },
    deleted(message: WatchedMessage): void {
      messages.value = joined(messages.peek(), [{ ...message, text: null, files: [], carries: {} }])
    },
  }
}
