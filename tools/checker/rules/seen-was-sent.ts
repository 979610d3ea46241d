import type { Message } from '@imbachat/protocol'
import { messagesIn } from '../history.ts'
import { messageKey, type Run, roomKey } from '../run.ts'
import type { Rule } from './rule.ts'

/**
 * Every text that a client sees or the store holds is exactly what its sender wrote in that room. Only its sender
 * deleted a deleted message. Notices are sent by no client.
 */
export const seenWasSent: Rule = {
  promises: 'MSG-7 MSG-8 MSG-9',
  *check(run) {
    const { written, changed } = sent(run)

    function* mustBeSent(widget: number, room: number, message: Message, who: string) {
      if (message.system) return
      const { seq, client_id, sender_id, text, edited_at, deleted_at } = message
      const texts = written.get([roomKey(widget, room), sender_id, client_id].join(' '))
      const changes = changed.get([messageKey(widget, room, seq), sender_id].join(' '))
      const key = messageKey(widget, room, seq)
      if (!texts) yield `${who} has ${key}: ${client_id} of ${sender_id}, who never sent it`
      else if (text === null ? deleted_at === null || !changes?.has(null) : deleted_at !== null) {
        yield `${who} has ${key} fully or partly deleted, but ${sender_id} did not delete it`
      } else if (text !== null && !(edited_at === null ? texts : changes)?.has(text)) {
        yield `${who} has ${key} with a text that ${sender_id} did not write: ${JSON.stringify(text.slice(0, 80))}`
      }
    }

    for (const row of run.messages) yield* mustBeSent(row.widget, row.room, row, 'the store')
    for (const { client, widget, entries } of run.clients) {
      for (const entry of entries) {
        if (!('room' in entry)) continue
        for (const message of messagesIn(entry)) yield* mustBeSent(widget, entry.room, message, client)
      }
    }
  },
}

function sent({ clients }: Run) {
  const written = new Map<string, Set<string>>()
  const changed = new Map<string, Set<string | null>>()
  for (const { user, widget, entries } of clients) {
    for (const entry of entries) {
      if (entry.t === 'sent') add(written, [roomKey(widget, entry.room), user, entry.client_id], entry.text)
      if (entry.t === 'change_sent') add(changed, [messageKey(widget, entry.room, entry.seq), user], entry.text)
    }
  }
  return { written, changed }
}

function add<T>(sets: Map<string, Set<T>>, key: string[], value: T): void {
  const set = sets.get(key.join(' ')) ?? new Set()
  sets.set(key.join(' '), set.add(value))
}
