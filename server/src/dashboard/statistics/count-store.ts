import type { Clock } from '../../chat/clock.ts'
import type { ChatStore } from '../../chat/ports.ts'
import type { Counters } from './counters.ts'

/**
 * The store, with its outcomes counted. Every way to send a message or open a dialog comes through here; a repeated
 * request does not count. It costs one lookup in a map.
 */
export const countStore = (store: ChatStore, counters: Counters, clock: Clock): ChatStore => ({
  ...store,
  // the store's own promise: another one for each message costs more than the count
  appendMessage(input) {
    const stored = store.appendMessage(input)
    stored.then((outcome) => {
      if (outcome.kind !== 'appended') return
      counters.message(input.widget_id, input.sender_id, outcome.message.created_at)
    }, ignored)
    return stored
  },
  async pressButton(input) {
    const outcome = await store.pressButton(input)
    const isSent = outcome.kind === 'pressed' && outcome.appended?.kind === 'appended'
    if (isSent) counters.message(input.widget_id, input.user_id, clock.now())
    return outcome
  },
  async openDialog(input) {
    const opened = await store.openDialog(input)
    if (opened.created) counters.dialog(input.widget_id, clock.now())
    return opened
  },
  async setLastSeen(list) {
    await store.setLastSeen(list)
    for (const { widget_id, user_id, at } of list) counters.active(widget_id, user_id, at)
  },
})

/** The caller has the error. */
const ignored = () => undefined
