import type { Kysely } from 'kysely'
import type { NewEvent } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'
import { forRows } from '../../statements/row-statements.ts'
import { declarationOf, type Operation, type WriteName } from '../index.ts'
import { EVENTS_OF } from './events-of.ts'

const EVENT = {
  widget_id: 'integer',
  id: 'bigint',
  type: 'text',
  room_id: 'bigint',
  user_id: 'text',
  at: 'bigint',
  data: 'text',
} as const

const COLUMNS = Object.keys(EVENT) as (keyof typeof EVENT)[]

type SayAny = (input: unknown, output: unknown) => NewEvent[]

/**
 * Writes the events of these writes into the logs of their widgets, in the transaction of the writes and after them.
 * The row of `event_head` stays locked until the commit: so a widget's events are numbered in the order of their
 * commits, and a reader that has seen a number has seen all before it.
 * @param logged the widgets that may have a log
 * @returns those with new events
 */
export async function logEvents(
  db: Kysely<Database>,
  operations: readonly Operation[],
  outputs: readonly unknown[],
  logged: ReadonlySet<number>,
): Promise<number[]> {
  const said = new Map<number, { at: number; event: NewEvent }[]>()
  operations.forEach((operation, index) => {
    const { name, input } = operation as { name: WriteName; input: unknown }
    const say = EVENTS_OF[name] as SayAny | undefined
    const widget_id = declarationOf(operation).queue(input)
    if (!say || !logged.has(widget_id)) return
    const at = timeOf(input)
    const own = said.get(widget_id) ?? []
    for (const event of say(input, outputs[index])) own.push({ at, event })
    if (own.length > 0) said.set(widget_id, own)
  })
  const told: number[] = []
  // always in this order: batches lock several heads
  for (const [widget_id, events] of [...said].sort(([a], [b]) => a - b)) {
    const head = await db
      .updateTable('event_head')
      .set((eb) => ({ last_id: eb('last_id', '+', events.length) }))
      .where('widget_id', '=', widget_id)
      .returning('last_id')
      .executeTakeFirst()
    // the log was ended
    if (!head) continue
    const before = head.last_id - events.length
    const rows = events.map(({ at, event: { type, room_id, user_id, data } }, index) => ({
      ...{ widget_id, id: before + index + 1, type, room_id, user_id, at },
      data: JSON.stringify(data),
    }))
    await forRows(db, 'insert events', EVENT, rows, (wanted) =>
      db
        .with(`wanted(${COLUMNS.join(', ')})`, () => wanted)
        .insertInto('event')
        .columns(COLUMNS)
        .expression((eb) => eb.selectFrom('wanted').selectAll()),
    )
    told.push(widget_id)
  }
  return told
}

const timeOf = (input: unknown): number =>
  typeof input === 'object' && input !== null && 'at' in input && typeof input.at === 'number' ? input.at : Date.now()
