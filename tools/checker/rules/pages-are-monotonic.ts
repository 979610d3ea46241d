import { type Entry, messagesIn } from '../history.ts'
import { type ClientRun, type Run, roomKey } from '../run.ts'
import type { Rule } from './rule.ts'

/** A page is complete and in order, and shows nothing older than what its reader knew when requesting it. */
export const pagesAreMonotonic: Rule = {
  promises: 'SYNC-1 SYNC-3',
  *check(run) {
    const changes = knownChanges(run)
    for (const client of run.clients) {
      const changesOf = (room: number) => changes.get(roomKey(client.widget, room)) ?? []
      for (const fault of readPages(client, changesOf)) yield `${client.client}, ${fault}`
    }
  },
}

interface Change {
  rev: number
  seq: number
}

/** Every change of a room that a client saw or that is stored, by `rev`. */
function knownChanges({ clients, messages }: Run): Map<string, Change[]> {
  const rooms = new Map<string, Map<number, number>>()
  const learn = (widget: number, room: number, { rev, seq }: Change) => {
    const key = roomKey(widget, room)
    const revs = rooms.get(key) ?? new Map()
    rooms.set(key, revs.set(rev, seq))
  }
  for (const row of messages) learn(row.widget, row.room, row)
  for (const { widget, entries } of clients) {
    for (const entry of entries)
      if ('room' in entry) for (const message of messagesIn(entry)) learn(widget, entry.room, message)
  }
  const sorted = [...rooms].map(([key, revs]) => {
    const changes = [...revs].map(([rev, seq]) => ({ rev, seq }))
    return [key, changes.sort((a, b) => a.rev - b.rev)] as const
  })
  return new Map(sorted)
}

interface Known {
  /** of the room */
  rev: number
  /** of each message */
  revs: Map<number, number>
  highest: number
}

function* readPages({ entries }: ClientRun, changesOf: (room: number) => readonly Change[]) {
  const known = new Map<number, Known>()
  const questions = new Map<number, Question>()
  const knownOf = (room: number) => known.get(room) ?? { rev: 0, revs: new Map(), highest: 0 }

  for (const entry of entries) {
    if (entry.t === 'asked') {
      const { rev, revs, highest } = knownOf(entry.room)
      questions.set(entry.ask, { asked: entry, known: { rev, revs: new Map(revs), highest } })
    }
    if (entry.t === 'listed' || entry.t === 'synced') {
      const question = questions.get(entry.ask)
      questions.delete(entry.ask)
      if (question) {
        const wrong = entry.t === 'listed' ? listed(entry, question) : synced(entry, question, changesOf(entry.room))
        for (const fault of wrong) yield `room ${entry.room}: ${fault}`
        for (const { seq, rev } of entry.messages) {
          const newest = question.known.revs.get(seq) ?? 0
          if (rev < newest) yield `room ${entry.room}: seq ${seq} was read at rev ${rev} after rev ${newest}`
        }
      }
    }
    if ('room' in entry) known.set(entry.room, learn(knownOf(entry.room), entry))
  }
}

function learn({ rev, revs, highest }: Known, entry: Entry): Known {
  let [newRev, newHighest] = [rev, highest]
  if (entry.t === 'acked') {
    newRev = Math.max(newRev, entry.rev)
    newHighest = Math.max(newHighest, entry.seq)
  }
  if (entry.t === 'synced') newRev = Math.max(newRev, entry.rev)
  for (const message of messagesIn(entry)) {
    revs.set(message.seq, Math.max(revs.get(message.seq) ?? 0, message.rev))
    newRev = Math.max(newRev, message.rev)
    newHighest = Math.max(newHighest, message.seq)
  }
  return { rev: newRev, revs, highest: newHighest }
}

interface Question {
  asked: Entry & { t: 'asked' }
  known: Known
}

function* listed(
  { messages, last_seq, last_rev }: Entry & { t: 'listed' },
  { asked, known }: Question,
): Generator<string> {
  if (!('page' in asked)) return yield 'a page answers a sync request'
  const { before, limit } = asked.page
  const first = messages[0]?.seq ?? 0
  const hole = messages.findIndex(({ seq }, index) => seq !== first + index)
  if (hole >= 0) yield `a page goes from seq ${messages[hole - 1]?.seq} to seq ${messages[hole]?.seq}`
  if (last_rev < known.rev) yield `a page of rev ${last_rev} was read by a client that knew rev ${known.rev}`
  const end = messages.at(-1)?.seq ?? 0
  const newest = Math.max(last_seq, known.highest)
  const mustReach = before === null ? newest : Math.min(before - 1, newest)
  if (end < mustReach) yield `a page ends at seq ${end}, before seq ${mustReach}`
  if (before !== null && end >= before) yield `a page before seq ${before} has seq ${end}`
  if (messages.length > limit) yield `a page of ${limit} has ${messages.length} messages`
  if (messages.length < limit && first > 1)
    yield `a page of ${limit} begins at seq ${first} with ${messages.length} messages`
}

/** A message that changed in the answered span is in the answer, in the state after that change or a later one. */
function* synced(
  { messages, rev, more }: Entry & { t: 'synced' },
  { asked, known }: Question,
  changes: readonly Change[],
): Generator<string> {
  if (!('rev' in asked)) return yield 'a sync answers a page request'
  let last = asked.rev
  for (const message of messages) {
    if (message.rev <= last) yield `a sync has rev ${message.rev} after rev ${last}`
    last = message.rev
  }
  if (more ? rev !== last : rev < last) yield `a sync up to rev ${last} claims to end at rev ${rev}`
  if (!more && rev < known.rev) yield `a sync ends at rev ${rev} for a client that knew rev ${known.rev}`
  const brought = new Map(messages.map((message) => [message.seq, message.rev]))
  for (let at = firstAfter(changes, asked.rev); at < changes.length; at++) {
    const change = changes[at]
    if (change === undefined || change.rev > rev) break
    if (more && !brought.has(change.seq)) continue
    if ((brought.get(change.seq) ?? 0) < change.rev) {
      yield `a sync from rev ${asked.rev} to rev ${rev} lacks seq ${change.seq}, changed at rev ${change.rev}`
    }
  }
  if (!more && rev > last) yield `a sync that contains rev ${last} claims to end at rev ${rev}`
}

function firstAfter(changes: readonly Change[], rev: number): number {
  let [low, high] = [0, changes.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((changes[middle]?.rev ?? 0) > rev) high = middle
    else low = middle + 1
  }
  return low
}
