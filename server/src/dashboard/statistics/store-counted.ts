import { noCounts, STATISTIC_COUNTS, type StatisticCounts } from '@imbachat/protocol/http/statistics-limits'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Database } from '../../store/schema/schema.ts'
import { storeAnswers } from './answers.ts'
import { type Counted, type Counters, weekOf } from './counters.ts'

/** Rows per statement: takes a few milliseconds of the writer's time. */
const ROWS = 100

/**
 * Writes the counts and adds them to those of other nodes; a count that could not be written is kept for the next time.
 */
export async function storeCounted(control: Kysely<Database>, counters: Counters, now: number): Promise<void> {
  await storeAnswers(control, counters, now)
  const { hours, active, written, signs, returned } = counters.take()
  const left: Counted = {
    ...{ hours: [...hours], active: [...active], written: [...written] },
    ...{ signs: [...signs], returned: [...returned] },
  }
  try {
    while (left.active.length > 0) {
      const rows = left.active.slice(0, ROWS)
      for (const user of await storeActive(control, rows)) countActive(counters, user, now)
      left.active.splice(0, rows.length)
    }
    // With the users that turned out to be new today. What was counted meanwhile besides is for the next time: one
    // insert may not have a widget twice.
    const { hours: more, returned: alsoReturned, ...meanwhile } = counters.take()
    left.hours.push(...more)
    left.returned.push(...alsoReturned)
    counters.putBack({ hours: [], returned: [], ...meanwhile })
    while (left.hours.length > 0) {
      const rows = left.hours.slice(0, ROWS)
      await addHours(control, rows)
      left.hours.splice(0, rows.length)
    }
    while (left.returned.length > 0) {
      const rows = left.returned.slice(0, ROWS)
      await addReturned(control, rows)
      left.returned.splice(0, rows.length)
    }
    while (left.written.length > 0) {
      const rows = left.written.slice(0, ROWS)
      await addWritten(control, rows)
      left.written.splice(0, rows.length)
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

type ActiveUser = Pick<Selectable<Database['active_user']>, 'widget_id' | 'day' | 'first_day' | 'day_before'>

/** @returns the users who had not been active on their day before, on whatever node */
const storeActive = (control: Kysely<Database>, rows: Counted['active']): Promise<ActiveUser[]> =>
  control
    .insertInto('active_user')
    .values(rows.map(({ widget_id, user_id, day }) => ({ widget_id, user_id, day, first_day: day, day_before: null })))
    .onConflict((conflict) =>
      conflict
        .columns(['widget_id', 'user_id'])
        .doUpdateSet((eb) => ({ day: eb.ref('excluded.day'), day_before: eb.ref('active_user.day') }))
        .whereRef('active_user.day', '<', 'excluded.day'),
    )
    .returning(['widget_id', 'day', 'first_day', 'day_before'])
    .execute()

/** A user who came on a new day, and perhaps in a new week or for the first time. */
function countActive(counters: Counters, { widget_id, day, first_day, day_before }: ActiveUser, now: number): void {
  counters.count(widget_id, 'active_users', now)
  if (day_before === null) counters.count(widget_id, 'new_users', now)
  const week = weekOf(day)
  const isNewWeek = day_before === null || weekOf(day_before) !== week
  if (first_day !== null && isNewWeek) counters.returned({ widget_id, first_week: weekOf(first_day), week, users: 1 })
}

/** One row an hour: an insert may not meet the same row twice. */
async function addHours(control: Kysely<Database>, rows: Counted['hours']): Promise<void> {
  const merged = Map.groupBy(rows, ({ widget_id, hour }) => `${widget_id} ${hour}`)
  const sum = (list: Counted['hours']): StatisticCounts => {
    const counts = noCounts()
    for (const row of list) for (const name of STATISTIC_COUNTS) counts[name] += row[name]
    return counts
  }
  await control
    .insertInto('statistic')
    .values(
      [...merged.values()].flatMap((list) =>
        list.slice(0, 1).map(({ widget_id, hour }) => ({ widget_id, hour, ...sum(list) })),
      ),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['widget_id', 'hour'])
        .doUpdateSet((eb) =>
          Object.fromEntries(
            STATISTIC_COUNTS.map((name) => [
              name,
              eb(`statistic.${name}` as const, '+', eb.ref(`excluded.${name}` as const)),
            ]),
          ),
        ),
    )
    .execute()
}

async function addReturned(control: Kysely<Database>, rows: Counted['returned']): Promise<void> {
  const merged = Map.groupBy(rows, ({ widget_id, first_week, week }) => `${widget_id} ${first_week} ${week}`)
  await control
    .insertInto('returned_users')
    .values(
      [...merged.values()].flatMap((list) =>
        list.slice(0, 1).map((row) => ({ ...row, users: list.reduce((total, { users }) => total + users, 0) })),
      ),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['widget_id', 'first_week', 'week'])
        .doUpdateSet((eb) => ({ users: eb('returned_users.users', '+', eb.ref('excluded.users')) })),
    )
    .execute()
}

async function addWritten(control: Kysely<Database>, rows: Counted['written']): Promise<void> {
  const wanted = sql.join(
    rows.map(
      ({ widget_id, user_id, messages }) =>
        sql`(cast(${widget_id} as integer), cast(${user_id} as text), cast(${messages} as bigint))`,
    ),
  )
  await sql`with counted(widget_id, user_id, more) as (values ${wanted})
    update chat_user set messages = messages + counted.more from counted
    where chat_user.widget_id = counted.widget_id and chat_user.id = counted.user_id`.execute(control)
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
