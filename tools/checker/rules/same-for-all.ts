import type { Message } from '@imbachat/protocol'
import { messagesIn } from '../history.ts'
import { messageKey, roomKey } from '../run.ts'
import type { Rule } from './rule.ts'

/**
 * Every client that sees a message at a `rev`, and the store, have the same content; a `seq` is always the same
 * message.
 */
export const sameForAll: Rule = {
  promises: 'MSG-3 MSG-4',
  *check({ clients, messages }) {
    const versions = new Map<string, string>()
    const identities = new Map<string, string>()

    function* agree(widget: number, room: number, message: Message, who: string) {
      const place = messageKey(widget, room, message.seq)
      yield* differs(
        identities,
        place,
        [message.client_id, message.sender_id, message.created_at, message.reply_to],
        who,
      )
      const { text, edited_at, deleted_at, pinned_at = null, reactions = [], entities = [] } = message
      const { system = null, uncounted = 0, card = null } = message
      const version = [
        message.seq,
        text,
        edited_at,
        deleted_at,
        pinned_at,
        reactions,
        entities,
        system,
        uncounted,
        card,
      ]
      yield* differs(versions, `${roomKey(widget, room)} rev ${message.rev}`, version, who)
    }

    for (const row of messages) yield* agree(row.widget, row.room, row, 'the store')
    for (const { client, widget, entries } of clients) {
      for (const entry of entries) {
        if (!('room' in entry)) continue
        for (const message of messagesIn(entry)) yield* agree(widget, entry.room, message, client)
      }
    }
  },
}

function* differs(known: Map<string, string>, place: string, content: unknown[], who: string) {
  const seen = JSON.stringify(content)
  const before = known.get(place)
  if (before === undefined) known.set(place, seen)
  else if (before !== seen) yield `${place} is ${seen} for ${who} and ${before} for others`
}
