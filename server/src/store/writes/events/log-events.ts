import type { Kysely } from 'kysely'
import type { NewEvent } from '../../../chat/ports.ts'
import { NOTHING, together } from '../../fair-queue/together.ts'
import type { Database } from '../../schema/schema.ts'
import { forRows } from '../../statements/row-statements.ts'
import type { Columns, Row } from '../../statements/rows-form.ts'
import { declarationOf, type Operation, type WriteName } from '../index.ts'
import { EVENTS_OF } from './events-of.ts'

const WAITING = {
  widget_id: 'integer',
  type: 'text',
  room_id: 'bigint',
  user_id: 'text',
  at: 'bigint',
  data: 'text',
} as const

const EVENT = { ...WAITING, id: 'bigint' } as const

type SayAny = (input: unknown, output: unknown) => NewEvent[]

/** An event of a widget, as its row has it. */
type EventRow = Omit<NewEvent, 'data'> & { widget_id: number; at: number; data: string }

/**
 * The events that these writes add to the logs of their widgets.
 * @param logged the widgets that may have a log
 */
function eventsOf(
  operations: readonly Operation[],
  outputs: readonly unknown[],
  logged: ReadonlySet<number>,
): EventRow[] {
  return operations.flatMap((operation, index) => {
    const { name, input } = operation as { name: WriteName; input: unknown }
    const say = EVENTS_OF[name] as SayAny | undefined
    const widget_id = declarationOf(operation).queue(input)
    if (!say || !logged.has(widget_id)) return []
    const at = timeOf(input)
    return say(input, outputs[index]).map(({ data, ...event }) => ({
      ...{ widget_id, ...event, at },
      data: JSON.stringify(data),
    }))
  })
}

/**
 * On SQLite: writes the events of these writes into the logs of their widgets, in the transaction of the writes and
 * after them.
 * @returns the widgets with new events
 */
export async function logEvents(
  db: Kysely<Database>,
  operations: readonly Operation[],
  outputs: readonly unknown[],
  logged: ReadonlySet<number>,
): Promise<number[]> {
  const widget_ids: number[] = []
  for (const [widget_id, events] of Map.groupBy(eventsOf(operations, outputs, logged), (event) => event.widget_id)) {
    const head = await db
      .updateTable('event_head')
      .set((eb) => ({ last_id: eb('last_id', '+', events.length) }))
      .where('widget_id', '=', widget_id)
      .returning('last_id')
      .executeTakeFirst()
    // the log was ended
    if (!head) continue
    const before = head.last_id - events.length
    const rows = events.map((event, index) => ({ ...event, id: before + index + 1 }))
    await insertRows(db, 'event', EVENT, rows)
    widget_ids.push(widget_id)
  }
  return widget_ids
}

/** Rows of one statement. */
const MOST = 1_000

/** True if `leaveEvents` may have something to leave. */
export const mayLeaveEvents = (operations: readonly Operation[], logged: ReadonlySet<number>): boolean =>
  logged.size > 0 &&
  operations.some((operation) => {
    const { name, input } = operation
    return name in EVENTS_OF && logged.has(declarationOf(operation).queue(input))
  })

export const NO_EVENTS = { waiting: new Set<number>(), left: NOTHING } as const

/**
 * On PostgreSQL: leaves the events of these writes for `numberEvents`, in the transaction of the writes and after them.
 * At that moment a transaction has all its locks, so events of one room get their places in the order of its commits.
 * All statements are sent at once: the commit may follow without waiting for `left`.
 * @returns `waiting`: the widgets with new events
 */
export function leaveEvents(
  db: Kysely<Database>,
  operations: readonly Operation[],
  outputs: readonly unknown[],
  logged: ReadonlySet<number>,
): { waiting: ReadonlySet<number>; left: Promise<unknown> } {
  const rows = logged.size > 0 ? eventsOf(operations, outputs, logged) : []
  const left: Promise<void>[] = []
  for (let from = 0; from < rows.length; from += MOST) {
    left.push(insertRows(db, 'event_waiting', WAITING, rows.slice(from, from + MOST)))
  }
  return { waiting: new Set(rows.map(({ widget_id }) => widget_id)), left: together(...left) }
}

async function insertRows<C extends Columns>(
  db: Kysely<Database>,
  table: 'event' | 'event_waiting',
  columns: C,
  rows: readonly Row<C>[],
): Promise<void> {
  const names = Object.keys(columns) as (keyof typeof WAITING)[]
  await forRows(db, `insert ${table}`, columns, rows, (wanted) =>
    db
      .with(`wanted(${names.join(', ')})`, () => wanted)
      .insertInto(table)
      .columns(names)
      .expression((eb) => eb.selectFrom('wanted').selectAll()),
  )
}

const timeOf = (input: unknown): number =>
  typeof input === 'object' && input !== null && 'at' in input && typeof input.at === 'number' ? input.at : Date.now()
