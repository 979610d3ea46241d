import { type Kysely, sql } from 'kysely'
import type { Database } from '../../store/schema/schema.ts'
import { type Counted, type Counters, hourOf } from './counters.ts'

/** Rows per statement: takes a few milliseconds of the writer's time. */
const ROWS = 100

/** Writes what was counted; what fails is put back. Adds to what other nodes wrote. */
export async function storeCounted(control: Kysely<Database>, counters: Counters, now: number): Promise<void> {
  const counted = counters.take()
  const left: Counted = { hours: [...counted.hours], active: [...counted.active], signs: [...counted.signs] }
  try {
    while (left.active.length > 0) {
      const rows = left.active.slice(0, ROWS)
      for (const [widget_id, count] of await storeActive(control, rows)) {
        counters.newlyActive(widget_id, hourOf(now), count)
      }
      left.active.splice(0, rows.length)
    }
    // With the users that turned out to be new today. What was counted meanwhile besides is for the next time: one
    // insert may not have a widget twice.
    const { hours, ...meanwhile } = counters.take()
    left.hours.push(...hours)
    counters.putBack({ hours: [], ...meanwhile })
    while (left.hours.length > 0) {
      const rows = left.hours.slice(0, ROWS)
      await addHours(control, rows)
      left.hours.splice(0, rows.length)
    }
    while (left.signs.length > 0) {
      const rows = left.signs.slice(0, ROWS)
      await storeSigns(control, rows)
      left.signs.splice(0, rows.length)
    }
  } finally {
    counters.putBack(left)
  }
}

/** @returns for each widget, how many of the users had not been active on their day before, on whatever node */
async function storeActive(control: Kysely<Database>, rows: Counted['active']): Promise<Map<number, number>> {
  const changed = await control
    .insertInto('active_user')
    .values(rows.map(({ widget_id, user_id, day }) => ({ widget_id, user_id, day })))
    .onConflict((conflict) =>
      conflict
        .columns(['widget_id', 'user_id'])
        .doUpdateSet((eb) => ({ day: eb.ref('excluded.day') }))
        .whereRef('active_user.day', '<', 'excluded.day'),
    )
    .returning('widget_id')
    .execute()
  const counts = new Map<number, number>()
  for (const { widget_id } of changed) counts.set(widget_id, (counts.get(widget_id) ?? 0) + 1)
  return counts
}

/** One row an hour: an insert may not meet the same row twice. */
async function addHours(control: Kysely<Database>, rows: Counted['hours']): Promise<void> {
  const merged = Map.groupBy(rows, ({ widget_id, hour }) => `${widget_id} ${hour}`)
  const sum = (list: Counted['hours'], name: 'messages' | 'dialogs' | 'active_users') =>
    list.reduce((total, row) => total + row[name], 0)
  await control
    .insertInto('statistic')
    .values(
      [...merged.values()].flatMap((list) =>
        list.slice(0, 1).map(({ widget_id, hour }) => ({
          widget_id,
          hour,
          messages: sum(list, 'messages'),
          dialogs: sum(list, 'dialogs'),
          active_users: sum(list, 'active_users'),
        })),
      ),
    )
    .onConflict((conflict) =>
      conflict.columns(['widget_id', 'hour']).doUpdateSet((eb) => ({
        messages: eb('statistic.messages', '+', eb.ref('excluded.messages')),
        dialogs: eb('statistic.dialogs', '+', eb.ref('excluded.dialogs')),
        active_users: eb('statistic.active_users', '+', eb.ref('excluded.active_users')),
      })),
    )
    .execute()
}

/** The first user and message stay what they were; the script's last load is the newest of all nodes. */
async function storeSigns(control: Kysely<Database>, rows: Counted['signs']): Promise<void> {
  const newer = sql<boolean>`coalesce(excluded.script_at, 0) > coalesce(sign_of_life.script_at, 0)`
  await control
    .insertInto('sign_of_life')
    .values(
      rows.map(({ widget_id, script_at, script_origin, user_at, message_at }) => ({
        widget_id,
        script_at,
        script_origin,
        user_at,
        message_at,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('widget_id').doUpdateSet({
        script_at: sql`case when ${newer} then excluded.script_at else sign_of_life.script_at end`,
        script_origin: sql`case when ${newer} then excluded.script_origin else sign_of_life.script_origin end`,
        user_at: sql`coalesce(sign_of_life.user_at, excluded.user_at)`,
        message_at: sql`coalesce(sign_of_life.message_at, excluded.message_at)`,
      }),
    )
    .execute()
}
