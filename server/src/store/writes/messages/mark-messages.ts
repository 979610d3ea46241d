import type { Kysely } from 'kysely'
import { hiddenOf, markKey, starsOf } from '../../../chat/own-state/own-item.ts'
import type { MarkMessages, MarkOutcome } from '../../../chat/ports.ts'
import type { Limits } from '../../../config/limits.ts'
import { together } from '../../fair-queue/together.ts'
import { starred } from '../../reads/own-items.ts'
import { PRESENT_STATES } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { itemAt, replaceItem } from '../users/put-own-item.ts'
import { oneByOne } from '../write.ts'

/** `at`: milliseconds */
type Input = MarkMessages & { at: number }

/** Stars or hides messages of one room: all of the room's marks of a kind are one item. */
export const markMessages = oneByOne<Input, MarkOutcome>(async (db, input, limits, finish) => {
  const { widget_id, user_id, room_id, kind, seqs } = input
  const key = markKey(kind, room_id)
  const [membership, stored] = await together(
    db
      .selectFrom('member as m')
      .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'm.widget_id').onRef('r.id', '=', 'm.room_id'))
      .select(['m.cleared_seq', 'r.last_seq'])
      .where('m.widget_id', '=', widget_id)
      .where('m.room_id', '=', room_id)
      .where('m.user_id', '=', user_id)
      .where('m.state', 'in', PRESENT_STATES)
      .executeTakeFirst(),
    itemAt(db, { widget_id, user_id, key }),
  )
  if (!membership) return { kind: 'room_not_found' }
  // `seq` is dense, so every number up to the last one exists
  if (seqs.some((seq) => Math.floor(seq) > membership.last_seq || seq <= membership.cleared_seq))
    return { kind: 'message_not_found' }
  const before = stored?.value ?? null
  const next = kind === 'star' ? await starsAfter(db, input, before, limits) : hiddenAfter(input, before, limits)
  if ('full' in next) return { kind: 'full', most: next.full }
  const value = next.marks.length === 0 ? null : JSON.stringify(next.marks)
  if (!stored && value === null) return { kind: 'put', item: { key, rev: 0, value: null }, changed: false }
  return { kind: 'put', ...(await replaceItem(db, { widget_id, user_id, key, value }, stored, finish)) }
})

type Marks = { marks: [number, number][] } | { full: number }

async function starsAfter(
  db: Kysely<Database>,
  input: Input,
  before: string | null,
  { STARRED_PER_USER: most }: Limits,
): Promise<Marks> {
  const { widget_id, user_id, seqs, on, at } = input
  const stars = new Map(starsOf(before))
  let added = 0
  for (const seq of seqs) {
    if (!on) stars.delete(seq)
    else if (!stars.has(seq)) {
      // one after the other, so that the list has their order
      stars.set(seq, at + added)
      added++
    }
  }
  const isFull = most > 0 && added > 0 && (await starred(db, widget_id, user_id)).length + added > most
  return isFull ? { full: most } : { marks: [...stars].sort(([a], [b]) => a - b) }
}

function hiddenAfter({ seqs }: Input, before: string | null, { HIDDEN_PER_ROOM: most }: Limits): Marks {
  const marks: [number, number][] = []
  const all = [...hiddenOf(before), ...seqs.map((seq): [number, number] => [seq, seq])]
  for (const [from, to] of all.sort(([a], [b]) => a - b)) {
    const last = marks.at(-1)
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else marks.push([from, to])
  }
  return most > 0 && marks.length > most ? { full: most } : { marks }
}
