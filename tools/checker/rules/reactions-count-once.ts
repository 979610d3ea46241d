import type { Message } from '@imbachat/protocol'
import { messagesIn } from '../history.ts'
import { messageKey, type Run } from '../run.ts'
import type { Rule } from './rule.ts'

/** Users that a message names of one emoji. */
const NAMED = 20

/**
 * A message counts each user once for an emoji, only users who reacted, and names the first of them. A deleted message
 * has no reactions.
 */
export const reactionsCountOnce: Rule = {
  promises: 'REACT-1 REACT-4 REACT-6',
  *check(run) {
    const sent = reacted(run)

    function* counted(key: string, message: Message, who: string) {
      const { reactions, deleted_at } = message
      if (reactions === undefined) return
      if (deleted_at !== null) yield `${who} has reactions of ${key}, which is deleted`
      if (reactions.length === 0) yield `${who} has an empty list of reactions of ${key}`
      if (new Set(reactions.map(({ emoji }) => emoji)).size < reactions.length)
        yield `${who} has an emoji of ${key} twice`
      for (const { emoji, count, user_ids } of reactions) {
        const users = `${emoji} of ${user_ids.join(', ')}`
        if (new Set(user_ids).size < user_ids.length) yield `${who} has ${key} with a user twice: ${users}`
        if (user_ids.length !== Math.min(count, NAMED) || count < 1)
          yield `${who} has ${key} with ${count} times ${users}`
        for (const user of user_ids) {
          if (!sent.has([key, emoji, user].join(' ')))
            yield `${who} has ${key} with ${emoji} of ${user}, who never sent it`
        }
      }
    }

    for (const row of run.messages) {
      const key = messageKey(row.widget, row.room, row.seq)
      yield* counted(key, row, 'the store')
      yield* summed(run, key, row)
    }
    for (const { client, widget, entries } of run.clients) {
      for (const entry of entries) {
        if (!('room' in entry)) continue
        for (const message of messagesIn(entry))
          yield* counted(messageKey(widget, entry.room, message.seq), message, client)
      }
    }
  },
}

/** The summary of a stored message has as many users as there are stored reactions. */
function* summed(run: Run, key: string, { reactions = [] }: Message) {
  const rows = Map.groupBy(run.reactions.get(key) ?? [], ({ emoji }) => emoji)
  for (const emoji of new Set([...rows.keys(), ...reactions.map((reaction) => reaction.emoji)])) {
    const count = reactions.find((reaction) => reaction.emoji === emoji)?.count ?? 0
    const stored = rows.get(emoji)?.length ?? 0
    if (count !== stored) yield `${key} counts ${count} times ${emoji}, and ${stored} reactions are stored`
  }
}

function reacted({ clients }: Run): Set<string> {
  const sent = new Set<string>()
  for (const { user, widget, entries } of clients) {
    for (const entry of entries) {
      if (entry.t !== 'reaction_sent' || !entry.input.on) continue
      const { room, seq, emoji } = entry.input
      sent.add([messageKey(widget, room, seq), emoji, user].join(' '))
    }
  }
  return sent
}
