import type { Attachment, ReportReason } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { Flagged } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'
import type { HeldRow } from '../messages/own-copy.ts'
import { messagesAround } from './put-report.ts'

interface FlaggedMessage {
  widget_id: number
  room_id: number
  seq: number
  sender_id: string
  at: number
  flagged?: Flagged
}

const REASONS: Record<Flagged['source'], ReportReason> = {
  words: 'other',
  patterns: 'other',
  links: 'spam',
  new_user: 'other',
  same_text: 'spam',
  before_send: 'other',
}

/**
 * Puts messages into the moderators' queue in the transaction that stores them. An edited message whose report is open
 * is there already. A user who writes on while nobody decides fills the queue only up to `mostFlags`; 0: no limit.
 */
export async function flagMessages(
  db: Kysely<Database>,
  list: readonly FlaggedMessage[],
  mostFlags: number,
): Promise<void> {
  for (const { widget_id, room_id, seq, sender_id, at, flagged } of list) {
    if (!flagged) continue
    const open = db
      .selectFrom('report')
      .select('id')
      .where('widget_id', '=', widget_id)
      .where('reporter_id', '=', NOBODY)
      .where('user_id', '=', sender_id)
      .where('closed_at', 'is', null)
    if (await open.where('room_id', '=', room_id).where('seq', '=', seq).executeTakeFirst()) continue
    if (mostFlags > 0 && (await open.limit(mostFlags).execute()).length >= mostFlags) continue
    await db
      .insertInto('report')
      .values({
        widget_id,
        id: Bun.randomUUIDv7(),
        room_id,
        seq,
        user_id: sender_id,
        reporter_id: NOBODY,
        reason: REASONS[flagged.source],
        comment: '',
        messages: await messagesAround(db, { widget_id, room_id, seq }),
        created_at: at,
        source: flagged.source,
        flagged: flagged.found,
      })
      .execute()
  }
}

/** Puts a held message into the queue, with the messages that it would follow. */
export async function reportHeld(db: Kysely<Database>, row: HeldRow, { source, found }: Flagged): Promise<void> {
  const { widget_id, room_id, sender_id, client_id, text, held_at } = row
  const before = await messagesAround(db, { widget_id, room_id, seq: null })
  const files = (JSON.parse(row.attachments ?? '[]') as Attachment[]).map(({ name }) => name)
  const kept = [...(JSON.parse(before) as object[]), { seq: null, sender_id, text, created_at: held_at, files }]
  await db
    .insertInto('report')
    .values({
      widget_id,
      id: Bun.randomUUIDv7(),
      room_id,
      seq: null,
      user_id: sender_id,
      reporter_id: NOBODY,
      reason: REASONS[source],
      comment: '',
      messages: JSON.stringify(kept),
      created_at: held_at,
      source,
      flagged: found,
      held_client_id: client_id,
    })
    .execute()
}

/** A rule reports, no user. */
const NOBODY = ''

/** Counts the messages of new users. */
export async function countMessages(
  db: Kysely<Database>,
  list: readonly { widget_id: number; sender_id: string }[],
): Promise<void> {
  for (const { widget_id, sender_id } of list) {
    await db
      .updateTable('chat_user')
      .set((eb) => ({ written: eb('written', '+', 1) }))
      .where('widget_id', '=', widget_id)
      .where('id', '=', sender_id)
      .execute()
  }
}
