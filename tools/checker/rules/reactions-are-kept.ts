import type { Message } from '@imbachat/protocol'
import type { Entry } from '../history.ts'
import { isOut, messageKey, type Run } from '../run.ts'
import { type Switch, switches, type Turn } from '../switches.ts'
import type { Rule } from './rule.ts'

/**
 * An acked reaction is in the store and on every client that caught up, until its user takes it back; one that was
 * taken back is in neither. A reaction changes no `seq`.
 */
export const reactionsAreKept: Rule = {
  promises: 'REACT-1 REACT-2',
  *check(run) {
    for (const { client, entries } of run.clients) {
      for (const entry of entries) {
        if (entry.t !== 'reaction_acked' || entry.message.seq === entry.input.seq) continue
        yield `${client} reacted to seq ${entry.input.seq} and was answered with seq ${entry.message.seq}`
      }
    }
    for (const reaction of switches(run, turnOf)) yield* kept(run, reaction)
  },
}

interface Subject {
  room: number
  seq: number
  emoji: string
}

function turnOf(entry: Entry): Turn<Subject> | null {
  switch (entry.t) {
    case 'reaction_sent':
    case 'reaction_refused':
    case 'reaction_acked': {
      const { room, seq, emoji, on } = entry.input
      const turned = { subject: { room, seq, emoji }, on }
      if (entry.t === 'reaction_acked') return { ...turned, t: 'acked', rev: entry.message.rev }
      return { ...turned, t: entry.t === 'reaction_sent' ? 'sent' : 'refused' }
    }
    default:
      return null
  }
}

function* kept(run: Run, { widget, user, subject, last, unknown }: Switch<Subject>) {
  const { room, seq, emoji } = subject
  const key = messageKey(widget, room, seq)
  const row = run.stored.get(key)
  // Deleting a message deletes its reactions.
  if (!last || unknown.has(!last.on) || !row || row.deleted_at !== null) return
  const acked = `${last.client} got the ack at rev ${last.rev} that ${user} ${last.on ? 'added' : 'took back'} ${emoji}`
  const isStored = run.reactions.get(key)?.some((one) => one.user === user && one.emoji === emoji) ?? false
  const wrong = last.on ? 'lacks it' : 'still has it'
  if (isStored !== last.on || names(row, user, emoji) === !last.on) yield `${acked} on ${key}, but the store ${wrong}`
  for (const client of run.clients) {
    if (!client.ended || client.widget !== widget || isOut(run, client, room)) continue
    const held = client.replay.views.get(room)?.messages.get(seq)
    if (held && names(held, user, emoji) === !last.on) yield `${acked} on ${key}, but ${client.client} ${wrong}`
  }
}

/**
 * True if the message has the user's reaction.
 * @returns null: the message does not list all users of this emoji
 */
function names({ reactions = [] }: Message, user: string, emoji: string): boolean | null {
  const reaction = reactions.find((one) => one.emoji === emoji)
  if (!reaction || reaction.user_ids.includes(user)) return reaction !== undefined
  return reaction.count > reaction.user_ids.length ? null : false
}
