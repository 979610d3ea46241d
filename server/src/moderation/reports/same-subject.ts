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

/** True if the report waits for a moderator and is not put off. */
export const isAwake = ({ or, eb }: ExpressionBuilder<Database, 'report'>, now: number) =>
  or([eb('snoozed_until', 'is', null), eb('snoozed_until', '<=', now)])

/** All reports, `older`, about the subject of the row `report`. */
export function reportsOfSame(eb: ExpressionBuilder<Database, 'report'>) {
  const [is, same] = [subjectIn('report'), subjectIn('older')]
  return eb
    .selectFrom('report as older')
    .whereRef('older.widget_id', '=', 'report.widget_id')
    .whereRef('older.user_id', '=', 'report.user_id')
    .where(same.room, '=', is.room)
    .where(same.seq, '=', is.seq)
    .where(same.held, '=', is.held)
}

/** An open report about the same that is not put off: it brings back all that are. */
export function awakeReportOfSame(eb: ExpressionBuilder<Database, 'report'>, now: number) {
  return reportsOfSame(eb)
    .select('older.id')
    .where('older.closed_at', 'is', null)
    .where(({ or, eb }) => or([eb('older.snoozed_until', 'is', null), eb('older.snoozed_until', '<=', now)]))
}

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

/** Maximum of open reports that are read to count those of one moderator, or those that are put off. */
const MOST_READ = 10_000

/** The number of messages and users that a moderator works on, or that do not wait yet. */
export async function countOwnSubjects(
  readDb: Kysely<Database>,
  widget_id: number,
  of: { now: number; assigned_to: string | null },
): Promise<number> {
  const { now, assigned_to: account } = of
  const { room, seq, held } = subjectIn('report')
  // The limit keeps SQLite from walking the whole queue in the order of its subjects.
  const reports = readDb
    .selectFrom('report')
    .select(['user_id', room.as('room'), seq.as('of_seq'), held.as('held')])
    .where('widget_id', '=', widget_id)
    .where('closed_at', 'is', null)
    .where((eb) =>
      account === null
        ? eb.and([eb('snoozed_until', '>', now), eb.not(eb.exists(awakeReportOfSame(eb, now)))])
        : eb.and([eb('assigned_to', '=', account), isAwake(eb, now)]),
    )
    .limit(MOST_READ)
  const subjects = readDb
    .selectFrom(reports.as('of_them'))
    .select(['user_id', 'room', 'of_seq', 'held'])
    .distinct()
    .limit(MOST_COUNTED)
  const { count } = await readDb
    .selectFrom(subjects.as('subject'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}
