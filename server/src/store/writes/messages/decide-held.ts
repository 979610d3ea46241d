import type { Kysely } from 'kysely'
import { markKey, standingOf, starsOf } from '../../../chat/own-state/own-item.ts'
import type { DecideHeld, ForwardedMessage, HeldOutcome, OwnItemRow } from '../../../chat/ports.ts'
import type { Limits } from '../../../config/limits.ts'
import { ownItemsAt } from '../../reads/own-items.ts'
import { MESSAGE_COLUMNS, partsOf, toMessage } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { putItem } from '../users/put-own-item.ts'
import { oneByOne } from '../write.ts'
import { appendMessages } from './append-messages.ts'
import { emptyHeldRow, heldIn, heldRow, putHeldItem, uploadsOf } from './hold-messages.ts'
import type { HeldRow } from './own-copy.ts'
import { ownCopyOf, storedCopy } from './own-copy.ts'

type Act<Name extends DecideHeld['act']> = Extract<DecideHeld, { act: Name }>

/** Each act has its effect once: of two moderators at the same moment, the second finds the message gone. */
export const decideHeld = oneByOne<DecideHeld, HeldOutcome>(async (db, input, limits) => {
  const row = await heldRow(db, input)
  switch (input.act) {
    case 'publish':
      return row ? publish(db, input, row, limits) : published(db, input)
    case 'remove':
      return row ? remove(db, input, row) : { kind: 'gone' }
    case 'restore':
      return row ? restore(db, input, row) : { kind: 'gone' }
  }
})

/** Takes the room's next `seq` by the way of every other message; rules of the widget are not asked again. */
async function publish(
  db: Kysely<Database>,
  input: Act<'publish'>,
  row: HeldRow,
  limits: Limits,
): Promise<HeldOutcome> {
  if (row.removed_at !== null || row.deleted_at !== null) return { kind: 'gone' }
  const { widget_id, room_id, sender_id, client_id, at, siteAdmin, isCounted } = input
  if (await isBanned(db, input)) return { kind: 'refused', reason: 'banned' }
  const forwarded = row.forwarded === null ? undefined : (JSON.parse(row.forwarded) as ForwardedMessage)
  const content = { text: row.text, reply_to: row.reply_to, parts: partsOf(row), uploads: uploadsOf(row), forwarded }
  const message = { widget_id, room_id, sender_id, client_id, ...content, siteAdmin, isCounted, at, wasHeld: true }
  const [appended] = await appendMessages(db, [message], limits)
  switch (appended?.kind) {
    case 'appended':
    case 'repeated':
      break
    case 'refused':
      if (appended.reason === 'slow_mode') throw new Error('a message that was held does not wait for slow mode')
      return { kind: 'refused', reason: appended.reason }
    case 'held':
    case undefined:
      throw new Error('a message that is published can not be held')
  }
  await db
    .deleteFrom('held_message')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('sender_id', '=', sender_id)
    .where('client_id', '=', client_id)
    .execute()
  const items = row.own_copy === null ? [] : await renumber(db, input, ownCopyOf(row)?.seq, appended.message.seq)
  return { kind: 'published', appended, items: [...items, await putHeldItem(db, input)] }
}

/**
 * Moves the author's own data to the message's new `seq`: their replies and their star name the old one, which only
 * they saw.
 */
async function renumber(
  db: Kysely<Database>,
  { widget_id, room_id, sender_id }: Act<'publish'>,
  before: number | undefined,
  seq: number,
): Promise<OwnItemRow[]> {
  for (const row of await heldIn(db, { widget_id, room_id, sender_id })) {
    const { reply_to, ...copy } = ownCopyOf(row) ?? { seq: 0 }
    if (reply_to === undefined || reply_to !== before) continue
    await db
      .updateTable('held_message')
      .set({ reply_to: seq, own_copy: storedCopy(copy) })
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where('sender_id', '=', sender_id)
      .where('client_id', '=', row.client_id)
      .execute()
  }
  const key = markKey('star', room_id)
  const [item] = await ownItemsAt(db, widget_id, sender_id, [key])
  const stars = starsOf(item?.value ?? null)
  if (!stars.some(([star]) => star === before)) return []
  const moved = stars
    .map(([star, at]): [number, number] => [star === before ? seq : star, at])
    .sort(([a], [b]) => a - b)
  return [(await putItem(db, { widget_id, user_id: sender_id, key, value: JSON.stringify(moved) })).item]
}

/** It was published before, maybe by this same write, whose commit had no answer. */
async function published(db: Kysely<Database>, input: Act<'publish'>): Promise<HeldOutcome> {
  const row = await db
    .selectFrom('message')
    .select(MESSAGE_COLUMNS)
    .where('widget_id', '=', input.widget_id)
    .where('client_id', '=', input.client_id)
    .where('sender_id', '=', input.sender_id)
    .where('room_id', '=', input.room_id)
    .executeTakeFirst()
  if (!row) return { kind: 'gone' }
  const appended = { kind: 'repeated' as const, message: toMessage(row) }
  return { kind: 'published', appended, items: [await putHeldItem(db, input)] }
}

async function remove(db: Kysely<Database>, input: Act<'remove'>, row: HeldRow): Promise<HeldOutcome> {
  const { text, parts, attachments } = row
  const hasFiles = attachments !== null
  // a message that a decision removed is removed for good when another decision, or the sender, removes it too
  if (row.removed_at === null || (row.deletion_id !== null && row.deletion_id !== input.deletion_id)) {
    await emptyHeldRow(db, row, input)
  }
  if (input.isWithdrawn) await closeReports(db, input)
  const before = row.removed_at !== null || hasFiles || row.forwarded !== null ? null : { text, parts, attachments }
  return { kind: 'removed', before, items: [await putHeldItem(db, input)] }
}

/** A moderator closes the reports that they decide. */
async function closeReports(db: Kysely<Database>, { widget_id, room_id, sender_id, client_id, at }: Act<'remove'>) {
  await db
    .updateTable('report')
    // without the messages around it: the author could otherwise fill the table with copies of the room
    .set({ closed_at: at, outcome: 'withdrawn', messages: '[]' })
    .where('widget_id', '=', widget_id)
    .where('held_client_id', '=', client_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', sender_id)
    .where('closed_at', 'is', null)
    .execute()
}

async function restore(
  db: Kysely<Database>,
  input: Act<'restore'>,
  { widget_id, room_id, sender_id, client_id, removed_at, deletion_id }: HeldRow,
): Promise<HeldOutcome> {
  const { text, parts, attachments } = input
  if (removed_at !== null && deletion_id !== input.deletion_id) return { kind: 'gone' }
  await db
    .updateTable('held_message')
    .set({ text, parts, attachments, removed_at: null, deletion_id: null })
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('sender_id', '=', sender_id)
    .where('client_id', '=', client_id)
    .execute()
  return { kind: 'restored', items: [await putHeldItem(db, input)] }
}

async function isBanned(db: Kysely<Database>, { widget_id, sender_id, at }: Act<'publish'>): Promise<boolean> {
  const user = await db
    .selectFrom('chat_user')
    .select('standing')
    .where('widget_id', '=', widget_id)
    .where('id', '=', sender_id)
    .executeTakeFirst()
  const { ban } = standingOf(user?.standing ?? null)
  return ban !== null && (ban.until === null || ban.until > at)
}
