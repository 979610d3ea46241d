import type { Message } from '@imbachat/protocol'
import { isPresent } from '@imbachat/protocol/rooms/membership'
import type { Kysely } from 'kysely'
import type { PutReport, PutReportOutcome } from '../../../chat/ports.ts'
import { partsToShow } from '../../../moderation/reports/message-content.ts'
import { messageAt, messagesBefore } from '../../reads/messages.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'

type Input = PutReport & { at: number }

/** Messages that are kept before and after the reported one. */
const AROUND = 10
/** Characters that are kept of each of the other messages. */
const EXCERPT = 1_000

/**
 * Keeps the report with a copy of the messages around it. A second one of the same reporter changes nothing while the
 * first is open.
 */
export const putReport = oneByOne<Input, PutReportOutcome>(async (db, input) => {
  const { widget_id, id, room_id, seq, reporter_id, reason, comment, at } = input
  const reporter = await memberOf(db, input, reporter_id)
  if (reporter === undefined || !isPresent(reporter)) return { kind: 'refused', reason: 'room_not_found' }
  const message = seq === null ? null : await messageAt(db, widget_id, room_id, seq)
  if (seq !== null && (message === null || message.deleted_at !== null || seq <= reporter.cleared_seq)) {
    return { kind: 'refused', reason: 'message_not_found' }
  }
  const user_id = message?.sender_id ?? input.user_id
  if (user_id === null || (message === null && !(await memberOf(db, input, user_id)))) {
    return { kind: 'refused', reason: 'user_unknown' }
  }
  if (user_id === reporter_id) return { kind: 'refused', reason: 'own' }
  if (await isReported(db, input, user_id)) return { kind: 'stored', repeated: true }
  const messages = await messagesAround(db, { widget_id, room_id, seq })
  await db
    .insertInto('report')
    .values({
      widget_id,
      id,
      room_id,
      seq,
      user_id,
      reporter_id,
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
  { widget_id, room_id, seq }: Pick<Input, 'widget_id' | 'room_id' | 'seq'>,
): Promise<string> {
  const last = seq === null ? null : seq + AROUND + 1
  const around = await messagesBefore(db, widget_id, room_id, last, 2 * AROUND + 1)
  const near = around.filter((one) => seq === null || one.seq >= seq - AROUND)
  return JSON.stringify(near.map((one) => kept(one, seq)))
}

const memberOf = (db: Kysely<Database>, { widget_id, room_id }: Input, user_id: string) =>
  db
    .selectFrom('member')
    .select(['state', 'cleared_seq'])
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', user_id)
    .executeTakeFirst()

async function isReported(
  db: Kysely<Database>,
  { widget_id, room_id, seq, reporter_id }: Input,
  user_id: string,
): Promise<boolean> {
  const open = await db
    .selectFrom('report')
    .select('seq')
    .where('widget_id', '=', widget_id)
    .where('reporter_id', '=', reporter_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', user_id)
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
