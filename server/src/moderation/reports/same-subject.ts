import { type ExpressionBuilder, type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../../store/schema/schema.ts'
import type { OfReport } from './report-row.ts'

type Subject = Pick<OfReport, 'user_id' | 'room_id' | 'seq' | 'held_client_id'>

/**
 * The subject of a report, as in the index `report_open_subject`: a message, held or not, or a user and no
 * message. Reports about a user are one subject, whatever their room.
 */
export const subjectIn = (table: 'report' | 'older') => {
  const column = (name: string) => sql.ref(`${table}.${name}`)
  const [room, seq, held] = [column('room_id'), column('seq'), column('held_client_id')]
  return {
    room: sql<number>`case when ${seq} is null and ${held} is null then 0 else ${room} end`,
    seq: sql<number>`coalesce(${seq}, 0)`,
    held: sql<string>`coalesce(${held}, '')`,
  }
}

/** The same of a row that was read. */
const subjectOfRow = ({ room_id, seq, held_client_id: held }: Subject) => ({
  room: seq === null && held === null ? 0 : room_id,
  seq: seq ?? 0,
  held: held ?? '',
})

/** Names the subject of a report within its widget. */
export const subjectKey = (row: Subject): string => {
  const { room, seq, held } = subjectOfRow(row)
  return JSON.stringify([row.user_id, Number(room), Number(seq), held])
}

/** Reports about the same message, held or not, or about the same user and no message. */
export const sameSubject =
  (row: Subject & Pick<OfReport, 'widget_id'>) =>
  ({ and, eb }: ExpressionBuilder<Database, 'report'>) => {
    const [is, wanted] = [subjectIn('report'), subjectOfRow(row)]
    return and([
      eb('report.widget_id', '=', row.widget_id),
      eb('report.user_id', '=', row.user_id),
      eb(is.room, '=', wanted.room),
      eb(is.seq, '=', wanted.seq),
      eb(is.held, '=', wanted.held),
    ])
  }

/** Entries of the queue are counted up to here. */
export const MOST_COUNTED = 1_000

/** It waits for a moderator: nobody has put it off. */
export const isAwake = ({ or, eb }: ExpressionBuilder<Database, 'report'>, now: number) =>
  or([eb('snoozed_until', 'is', null), eb('snoozed_until', '<=', now)])

/** The number of messages and users that wait for a moderator, or that are open about one user. */
export async function countOpenSubjects(
  readDb: Kysely<Database>,
  widget_id: number,
  of: { user_id: string } | { waitingAt: number },
): Promise<number> {
  const { room, seq, held } = subjectIn('report')
  const subjects = readDb
    .selectFrom('report')
    .select(sql<number>`1`.as('one'))
    .where('widget_id', '=', widget_id)
    .where('closed_at', 'is', null)
    .where((eb) => ('user_id' in of ? eb('user_id', '=', of.user_id) : isAwake(eb, of.waitingAt)))
    .groupBy(['user_id', room, seq, held] as ('user_id' | RawBuilder<string>)[])
    .limit(MOST_COUNTED)
  const { count } = await readDb
    .selectFrom(subjects.as('subject'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}
