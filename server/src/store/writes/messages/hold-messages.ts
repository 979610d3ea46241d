import type { Attachment, HeldMessage, Message } from '@imbachat/protocol'
import type { Kysely, Selectable } from 'kysely'
import { HELD_UPLOAD_EXPIRES } from '../../../chat/attachments/file.ts'
import { markKey } from '../../../chat/own-state/own-item.ts'
import type { AppendMessage, Hold, OwnItemRow } from '../../../chat/ports.ts'
import { partsOf, storedParts } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { endDraft } from '../users/put-draft.ts'
import { putItem } from '../users/put-own-item.ts'
import { reportHeld } from './flag-messages.ts'
import { ownCopyOf, placeAfter, storedCopy } from './own-copy.ts'

export type HeldRow = Selectable<Database['held_message']>

/**
 * Most characters of one user's held messages. All of a room go to each of the user's devices and to each node at once,
 * and must stay below the size that NATS takes.
 */
const MOST_CHARS = 200_000

interface OfSender {
  widgetId: number
  roomId: number
  senderId: string
}

/** What one batch holds, and what its senders hold already. */
export interface Holding {
  /** the message with this client id, however it was decided */
  find(input: AppendMessage): HeldRow | undefined
  /** a message of the sender waits in this room */
  waitsIn(input: OfSender): boolean
  /** the sender has as many as the server holds for a user; of a shadow-banned user the oldest makes place */
  isFull(input: AppendMessage & { hold: Hold }): boolean
  add(row: HeldRow): void
}

/**
 * Held messages are rare: only a sender who has some in a room, or whose message is to be held, costs statements.
 * @param most held messages of one user; 0: no limit
 */
export async function holdingOf<Input extends AppendMessage>(
  db: Kysely<Database>,
  inputs: readonly Input[],
  hasHeld: (input: Input) => boolean,
  most: number,
): Promise<Holding> {
  const rows = new Map<string, HeldRow>()
  const waiting = new Map<string, HeldRow[]>()
  for (const input of inputs) {
    if (!hasHeld(input) && !input.hold) continue
    const row = await heldRow(db, input)
    if (row) rows.set(keyOf(input), row)
    if (!waiting.has(userKey(input))) waiting.set(userKey(input), await waitingOf(db, input))
  }
  const mine = (input: OfSender) => waiting.get(userKey(input)) ?? []
  return {
    find: (input) => rows.get(keyOf(input)),
    waitsIn: (input) => mine(input).some((row) => row.room_id === input.roomId),
    isFull: (input) =>
      most > 0 && input.hold.reason !== 'shadow' && isOver([...mine(input), { ...NO_PARTS, text: input.text }], most),
    add(row) {
      const place = { widgetId: row.widget_id, roomId: row.room_id, senderId: row.sender_id }
      rows.set(keyOf({ ...place, clientId: row.client_id }), row)
      waiting.set(userKey(place), [...mine(place), row])
    },
  }
}

const NO_PARTS = { parts: null, attachments: null, own_copy: null }

type Held = Pick<HeldRow, 'text' | 'parts' | 'attachments' | 'own_copy'>

const isOver = (rows: readonly Held[], most: number): boolean =>
  rows.length > most || rows.reduce((sum, row) => sum + charsOf(row), 0) > MOST_CHARS

const charsOf = ({ text, parts, attachments, own_copy }: Held): number =>
  text.length + (parts?.length ?? 0) + (attachments?.length ?? 0) + (own_copy?.length ?? 0)

const userKey = ({ widgetId, senderId }: OfSender) => `${widgetId}/${senderId}`
const keyOf = ({ widgetId, roomId, senderId, clientId }: OfSender & { clientId: string }) =>
  `${widgetId}/${roomId}/${clientId}/${senderId}`

export const heldRow = (
  db: Kysely<Database>,
  { widgetId, roomId, senderId, clientId }: OfSender & { clientId: string },
): Promise<HeldRow | undefined> =>
  db
    .selectFrom('held_message')
    .selectAll()
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('sender_id', '=', senderId)
    .where('client_id', '=', clientId)
    .executeTakeFirst()

/** The user's messages that wait, in all rooms, the oldest first. */
const waitingOf = (
  db: Kysely<Database>,
  { widgetId, senderId }: Pick<OfSender, 'widgetId' | 'senderId'>,
): Promise<HeldRow[]> =>
  db
    .selectFrom('held_message')
    .selectAll()
    .where('widget_id', '=', widgetId)
    .where('sender_id', '=', senderId)
    .where('removed_at', 'is', null)
    .orderBy('held_at')
    .orderBy('client_id')
    .execute()

/**
 * The row of a message that is held, with its files as its sender sees them.
 * @param place of one that is shown as sent: the room's newest message, and how many of the sender were held before
 */
export function toHeldRow(
  {
    widgetId,
    roomId,
    senderId,
    clientId,
    text,
    replyTo,
    replyToHeld,
    parts,
    uploads = [],
    forwarded,
    ...input
  }: AppendMessage & {
    hold: Hold
    at: number
  },
  attachments: readonly Attachment[],
  place: { lastSeq: number; heldBefore: number },
): HeldRow {
  const seq = placeAfter(place.lastSeq, place.heldBefore)
  return {
    widget_id: widgetId,
    room_id: roomId,
    sender_id: senderId,
    client_id: clientId,
    text,
    reply_to: replyTo,
    parts: storedParts(parts),
    attachments: attachments.length > 0 ? JSON.stringify(attachments) : null,
    uploads: uploads.length > 0 ? JSON.stringify(uploads) : null,
    forwarded: forwarded ? JSON.stringify(forwarded) : null,
    reason: input.hold.reason,
    held_at: input.at,
    removed_at: null,
    deletion_id: null,
    own_copy:
      input.hold.reason === 'shadow' ? storedCopy({ seq, ...(replyToHeld && { reply_to: replyToHeld }) }) : null,
    deleted_at: null,
  }
}

/** Stores it where others do not see it. @returns the sender's own state that changed with it */
export async function holdMessage(
  db: Kysely<Database>,
  { hold, draftRev }: Pick<AppendMessage, 'draftRev'> & { hold: Hold },
  row: HeldRow,
  most: number,
): Promise<OwnItemRow[]> {
  const place = { widgetId: row.widget_id, roomId: row.room_id, senderId: row.sender_id }
  const { widgetId, roomId, senderId: userId } = place
  await db.insertInto('held_message').values(row).execute()
  await db
    .updateTable('member')
    .set((eb) => ({ held: eb(eb.fn.coalesce('held', eb.lit(0)), '+', 1) }))
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .execute()
  if (row.uploads !== null) await keepUploads(db, row)
  const { reason } = hold
  if (reason !== 'shadow') await reportHeld(db, row, { source: reason, found: hold.found })
  const items = await makePlace(db, row, most)
  items.push(await putHeldItem(db, place))
  const ended = draftRev === undefined ? undefined : await endDraft(db, { widgetId, roomId, userId, rev: draftRev })
  return ended ? [...items, ended] : items
}

/** A user who was shadow-banned for long writes on: the server keeps their newest messages. */
async function makePlace(db: Kysely<Database>, row: HeldRow, most: number): Promise<OwnItemRow[]> {
  if (row.reason !== 'shadow' || most === 0) return []
  const waiting = await waitingOf(db, { widgetId: row.widget_id, senderId: row.sender_id })
  const items: OwnItemRow[] = []
  while (waiting.length > 1 && isOver(waiting, most)) {
    const old = waiting.shift()
    if (!old) break
    await emptyHeldRow(db, old, { at: row.held_at })
    const place = { widgetId: old.widget_id, roomId: old.room_id, senderId: old.sender_id }
    if (old.room_id !== row.room_id) items.push(await putHeldItem(db, place))
  }
  return items
}

/** What stays of a message that is not published: nobody sends its client id again. */
export async function emptyHeldRow(
  db: Kysely<Database>,
  row: HeldRow,
  { at, deletionId = null }: { at: number; deletionId?: string | null },
): Promise<void> {
  if (row.uploads !== null) await endUploads(db, row)
  const copy = ownCopyOf(row)
  await db
    .updateTable('held_message')
    .set({ ...NOTHING_SAID, own_copy: copy && storedCopy({ seq: copy.seq }) })
    .set({ removed_at: at, deletion_id: deletionId })
    .where('widget_id', '=', row.widget_id)
    .where('room_id', '=', row.room_id)
    .where('sender_id', '=', row.sender_id)
    .where('client_id', '=', row.client_id)
    .execute()
}

export const NOTHING_SAID = { text: '', parts: null, attachments: null, uploads: null, forwarded: null }

const keepUploads = (db: Kysely<Database>, row: HeldRow) => setExpiry(db, row, HELD_UPLOAD_EXPIRES)
/** The clean-up removes them, as it removes uploads that nobody sent. */
export const endUploads = (db: Kysely<Database>, row: HeldRow) => setExpiry(db, row, 0)

async function setExpiry(db: Kysely<Database>, row: HeldRow, at: number): Promise<void> {
  await db
    .updateTable('upload')
    .set({ expires_at: at })
    .where('widget_id', '=', row.widget_id)
    .where('id', 'in', uploadIdsOf(row))
    .where('user_id', '=', row.sender_id)
    .execute()
}

export const uploadsOf = ({ uploads }: Pick<HeldRow, 'uploads'>) =>
  JSON.parse(uploads ?? '[]') as { uploadId: string; posterId: string | null }[]

const uploadIdsOf = (row: HeldRow) =>
  uploadsOf(row).flatMap(({ uploadId, posterId }) => (posterId === null ? [uploadId] : [uploadId, posterId]))

/** The user's messages that wait in a room, the oldest first. */
export const heldIn = (db: Kysely<Database>, { widgetId, roomId, senderId }: OfSender): Promise<HeldRow[]> =>
  db
    .selectFrom('held_message')
    .selectAll()
    .where('widget_id', '=', widgetId)
    .where('sender_id', '=', senderId)
    .where('room_id', '=', roomId)
    .where('removed_at', 'is', null)
    .orderBy('held_at')
    .orderBy('client_id')
    .execute()

/** What the sender's devices show of a room: all that waits in it. */
export async function putHeldItem(
  db: Kysely<Database>,
  { widgetId, roomId, senderId: userId }: OfSender,
): Promise<OwnItemRow> {
  const rows = await heldIn(db, { widgetId, roomId, senderId: userId })
  const value = rows.length === 0 ? null : JSON.stringify(rows.map(asShown))
  return (await putItem(db, { widgetId, userId, key: markKey('held', roomId), value })).item
}

function asShown(row: HeldRow): HeldMessage {
  const { entities, masked, forward } = partsOf(row)
  return {
    client_id: row.client_id,
    text: row.text,
    reply_to: row.reply_to,
    created_at: row.held_at,
    waiting: row.reason !== 'shadow',
    ...(row.attachments !== null && { attachments: attachmentsOf(row) }),
    ...(entities && { entities }),
    ...(masked && { masked }),
    ...(forward && { forward }),
    ...ownCopyOf(row),
    ...(row.deleted_at !== null && { deleted_at: row.deleted_at }),
  }
}

const attachmentsOf = ({ attachments }: Pick<HeldRow, 'attachments'>) => JSON.parse(attachments ?? '[]') as Attachment[]

/** As its sender receives it: it has no `seq`. */
export function heldAsMessage(row: HeldRow): Message {
  return {
    seq: 0,
    rev: 0,
    client_id: row.client_id,
    sender_id: row.sender_id,
    text: row.text,
    reply_to: row.reply_to,
    created_at: row.held_at,
    edited_at: null,
    deleted_at: null,
    ...(row.attachments !== null && { attachments: attachmentsOf(row) }),
    ...partsOf(row),
  }
}
