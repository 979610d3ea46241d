import { isPresent, type Message } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { PutReport, PutReportOutcome } from '../../../chat/ports.ts'
import { partsToShow } from '../../../moderation/reports/carried.ts'
import { messageAt, messagesBefore } from '../../reads/messages.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'

type Input = PutReport & { at: number }

/** Messages that are kept before and after the reported one. */
const AROUND = 10
/** Of the other messages, this many characters are kept. */
const EXCERPT = 1_000

/**
 * Keeps the report with a copy of the messages around it. A second one of the same reporter changes nothing while the
 * first is open.
 */
export const putReport = oneByOne<Input, PutReportOutcome>(async (db, input) => {
  const { widgetId, id, roomId, seq, reporterId, reason, comment, at } = input
  const reporter = await memberOf(db, input, reporterId)
  if (reporter === undefined || !isPresent(reporter)) return { kind: 'refused', reason: 'room_not_found' }
  const message = seq === null ? null : await messageAt(db, widgetId, roomId, seq)
  if (seq !== null && (message === null || message.deleted_at !== null || seq <= reporter.cleared_seq)) {
    return { kind: 'refused', reason: 'message_not_found' }
  }
  const userId = message?.sender_id ?? input.userId
  if (userId === null || (message === null && !(await memberOf(db, input, userId)))) {
    return { kind: 'refused', reason: 'user_unknown' }
  }
  if (userId === reporterId) return { kind: 'refused', reason: 'own' }
  if (await isReported(db, input, userId)) return { kind: 'stored' }
  const messages = await messagesAround(db, { widgetId, roomId, seq })
  await db
    .insertInto('report')
    .values({
      widget_id: widgetId,
      id,
      room_id: roomId,
      seq,
      user_id: userId,
      reporter_id: reporterId,
      reason,
      comment,
      messages,
      created_at: at,
    })
    .execute()
  return { kind: 'stored' }
})

/** A copy of the reported message, or the newest one, and of those around it, as JSON. */
export async function messagesAround(
  db: Kysely<Database>,
  { widgetId, roomId, seq }: Pick<Input, 'widgetId' | 'roomId' | 'seq'>,
): Promise<string> {
  const last = seq === null ? null : seq + AROUND + 1
  const around = await messagesBefore(db, widgetId, roomId, last, 2 * AROUND + 1)
  const near = around.filter((one) => seq === null || one.seq >= seq - AROUND)
  return JSON.stringify(near.map((one) => kept(one, seq)))
}

const memberOf = (db: Kysely<Database>, { widgetId, roomId }: Input, userId: string) =>
  db
    .selectFrom('member')
    .select(['state', 'cleared_seq'])
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .executeTakeFirst()

async function isReported(
  db: Kysely<Database>,
  { widgetId, roomId, seq, reporterId }: Input,
  userId: string,
): Promise<boolean> {
  const open = await db
    .selectFrom('report')
    .select('seq')
    .where('widget_id', '=', widgetId)
    .where('reporter_id', '=', reporterId)
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .where('closed_at', 'is', null)
    .execute()
  return open.some((report) => report.seq === seq)
}

/** A message of which only the reported one is kept whole. */
function kept(message: Message, reported: number | null) {
  const { seq, sender_id, text, created_at, attachments = [] } = message
  const whole = seq === reported || text === null
  return {
    seq,
    sender_id,
    text: whole ? text : text.slice(0, EXCERPT),
    created_at,
    files: attachments.map(({ name }) => name),
    carries: partsToShow(message),
  }
}
