import type { StatisticPoint } from '@imbachat/protocol/http/statistics'
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema/schema.ts'
import { dayOf } from './counters.ts'

/** At most 24 rows a day, out of the primary key; empty hours and days have no row and no point. */
export async function readPoints(
  readDb: Kysely<Database>,
  widget_id: number,
  { from, to, by }: { from: number; to: number; by: 'hour' | 'day' },
): Promise<StatisticPoint[]> {
  const rows = await readDb
    .selectFrom('statistic')
    .select(['hour', 'messages', 'dialogs', 'active_users'])
    .where('widget_id', '=', widget_id)
    .where('hour', '>=', from)
    .where('hour', '<', to)
    .orderBy('hour')
    .execute()
  const points = new Map<number, StatisticPoint>()
  for (const { hour, messages, dialogs, active_users } of rows) {
    const at = by === 'hour' ? hour : dayOf(hour)
    const point = points.get(at) ?? { at, messages: 0, dialogs: 0, active_users: 0 }
    point.messages += messages
    point.dialogs += dialogs
    point.active_users += active_users
    points.set(at, point)
  }
  return [...points.values()]
}

/** How many users were active last on which day, out of the index of days. */
export async function readActive(
  readDb: Kysely<Database>,
  widget_id: number,
  since: number,
): Promise<{ day: number; users: number }[]> {
  const rows = await readDb
    .selectFrom('active_user')
    .select((eb) => ['day', eb.fn.countAll().as('users')])
    .where('widget_id', '=', widget_id)
    .where('day', '>=', since)
    .groupBy('day')
    .execute()
  return rows.map(({ day, users }) => ({ day, users: Number(users) }))
}

export async function readSign(readDb: Kysely<Database>, widget_id: number) {
  const row = await readDb.selectFrom('sign_of_life').selectAll().where('widget_id', '=', widget_id).executeTakeFirst()
  return {
    script_at: row?.script_at ?? null,
    script_origin: row?.script_origin ?? null,
    user_at: row?.user_at ?? null,
    message_at: row?.message_at ?? null,
  }
}
