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
      const { widget_id, room_id, sender_id } = input
      const at = outcome.message.created_at
      counters.message(widget_id, sender_id, at)
      if (!outcome.inGroup) counters.dialogs.wrote(widget_id, room_id, outcome.message, at)
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
    if (opened.created) counters.count(input.widget_id, 'dialogs', clock.now())
    return opened
  },
  async makeRoom(input) {
    const made = await store.makeRoom(input)
    if (made.created) counters.count(input.widget_id, 'rooms', clock.now())
    return made
  },
  async settleUpload(input) {
    const outcome = await store.settleUpload(input)
    if (outcome.kind !== 'settled' || input.outcome.kind === 'refused') return outcome
    const at = clock.now()
    counters.count(input.widget_id, 'files', at)
    counters.count(input.widget_id, 'file_bytes', at, input.outcome.attachment.size)
    return outcome
  },
  async setLastSeen(list) {
    await store.setLastSeen(list)
    for (const { widget_id, user_id, at } of list) counters.active(widget_id, user_id, at)
  },
})

/** The caller has the error. */
const ignored = () => undefined
