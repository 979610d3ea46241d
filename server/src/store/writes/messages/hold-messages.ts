import type { Attachment, HeldMessage, Message } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import { HELD_UPLOAD_EXPIRES } from '../../../chat/attachments/file.ts'
import { markKey } from '../../../chat/own-state/own-item.ts'
import type { AppendMessage, Hold, OwnItemRow } from '../../../chat/ports.ts'
import type { Limits } from '../../../config/limits.ts'
import { fromStored } from '../../../input/old-names.ts'
import { partsOf, storedParts } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { reportHeld } from '../reports/flag-messages.ts'
import { endDraft } from '../users/put-draft.ts'
import { putItem } from '../users/put-own-item.ts'
import type { HeldRow } from './own-copy.ts'
import { ownCopyOf, placeAfter, storedCopy } from './own-copy.ts'

/**
 * Most characters of one user's held messages. All of a room go to each of the user's devices and to each node at once,
 * and must stay below the size that NATS takes.
 */
const MOST_CHARS = 200_000

interface OfSender {
  widget_id: number
  room_id: number
  sender_id: string
}

/** The messages that one batch holds, and those of its senders that are held already. */
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
 */
export async function holdingOf<Input extends AppendMessage>(
  db: Kysely<Database>,
  inputs: readonly Input[],
  hasHeld: (input: Input) => boolean,
  { HELD_PER_USER: most }: Pick<Limits, 'HELD_PER_USER'>,
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
    waitsIn: (input) => mine(input).some((row) => row.room_id === input.room_id),
    isFull: (input) =>
      most > 0 && input.hold.reason !== 'shadow' && isOver([...mine(input), { ...NO_PARTS, text: input.text }], most),
    add(row) {
      const place = { widget_id: row.widget_id, room_id: row.room_id, sender_id: row.sender_id }
      rows.set(keyOf({ ...place, client_id: row.client_id }), row)
      waiting.set(userKey(place), [...mine(place), row])
    },
  }
}

/** For a batch without a message to hold, whose senders have no held messages. */
export const NOTHING_HELD: Holding = {
  find: () => undefined,
  waitsIn: () => false,
  isFull: () => false,
  add: () => undefined,
}

const NO_PARTS = { parts: null, attachments: null, own_copy: null }

type Held = Pick<HeldRow, 'text' | 'parts' | 'attachments' | 'own_copy'>

const isOver = (rows: readonly Held[], most: number): boolean =>
  rows.length > most || rows.reduce((sum, row) => sum + charsOf(row), 0) > MOST_CHARS

const charsOf = ({ text, parts, attachments, own_copy }: Held): number =>
  text.length + (parts?.length ?? 0) + (attachments?.length ?? 0) + (own_copy?.length ?? 0)

const userKey = ({ widget_id, sender_id }: OfSender) => `${widget_id}/${sender_id}`
const keyOf = ({ widget_id, room_id, sender_id, client_id }: OfSender & { client_id: string }) =>
  `${widget_id}/${room_id}/${client_id}/${sender_id}`

export const heldRow = (
  db: Kysely<Database>,
  { widget_id, room_id, sender_id, client_id }: OfSender & { client_id: string },
): Promise<HeldRow | undefined> =>
  db
    .selectFrom('held_message')
    .selectAll()
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('sender_id', '=', sender_id)
    .where('client_id', '=', client_id)
    .executeTakeFirst()

/** The user's messages that wait, in all rooms, the oldest first. */
const waitingOf = (
  db: Kysely<Database>,
  { widget_id, sender_id }: Pick<OfSender, 'widget_id' | 'sender_id'>,
): Promise<HeldRow[]> =>
  db
    .selectFrom('held_message')
    .selectAll()
    .where('widget_id', '=', widget_id)
    .where('sender_id', '=', sender_id)
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
    widget_id,
    room_id,
    sender_id,
    client_id,
    text,
    reply_to,
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
  place: { last_seq: number; heldBefore: number },
): HeldRow {
  const seq = placeAfter(place.last_seq, place.heldBefore)
  return {
    widget_id,
    room_id,
    sender_id,
    client_id,
    text,
    reply_to,
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
  const place = { widget_id: row.widget_id, room_id: row.room_id, sender_id: row.sender_id }
  const { widget_id, room_id, sender_id: user_id } = place
  await db.insertInto('held_message').values(row).execute()
  await db
    .updateTable('member')
    .set((eb) => ({ held: eb(eb.fn.coalesce('held', eb.lit(0)), '+', 1) }))
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', user_id)
    .execute()
  if (row.uploads !== null) await keepUploads(db, row)
  const { reason } = hold
  if (reason !== 'shadow') await reportHeld(db, row, { source: reason, found: hold.found })
  const items = await makePlace(db, row, most)
  items.push(await putHeldItem(db, place))
  const ended = draftRev === undefined ? undefined : await endDraft(db, { widget_id, room_id, user_id, rev: draftRev })
  return ended ? [...items, ended] : items
}

/** A user who was shadow-banned for long writes on: the server keeps their newest messages. */
async function makePlace(db: Kysely<Database>, row: HeldRow, most: number): Promise<OwnItemRow[]> {
  if (row.reason !== 'shadow' || most === 0) return []
  const waiting = await waitingOf(db, { widget_id: row.widget_id, sender_id: row.sender_id })
  const items: OwnItemRow[] = []
  while (waiting.length > 1 && isOver(waiting, most)) {
    const old = waiting.shift()
    if (!old) break
    await emptyHeldRow(db, old, { at: row.held_at })
    const place = { widget_id: old.widget_id, room_id: old.room_id, sender_id: old.sender_id }
    if (old.room_id !== row.room_id) items.push(await putHeldItem(db, place))
  }
  return items
}

/** The remains of a message that is not published: its client id can't be used again. */
export async function emptyHeldRow(
  db: Kysely<Database>,
  row: HeldRow,
  { at, deletion_id = null }: { at: number; deletion_id?: string | null },
): Promise<void> {
  if (row.uploads !== null) await endUploads(db, row)
  const copy = ownCopyOf(row)
  await db
    .updateTable('held_message')
    .set({ ...NOTHING_SAID, own_copy: copy && storedCopy({ seq: copy.seq }) })
    .set({ removed_at: at, deletion_id })
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
  fromStored<{ upload_id: string; poster_id: string | null }[]>(uploads ?? '[]')

const uploadIdsOf = (row: HeldRow) =>
  uploadsOf(row).flatMap(({ upload_id, poster_id }) => (poster_id === null ? [upload_id] : [upload_id, poster_id]))

/** The user's messages that wait in a room, the oldest first. */
export const heldIn = (db: Kysely<Database>, { widget_id, room_id, sender_id }: OfSender): Promise<HeldRow[]> =>
  db
    .selectFrom('held_message')
    .selectAll()
    .where('widget_id', '=', widget_id)
    .where('sender_id', '=', sender_id)
    .where('room_id', '=', room_id)
    .where('removed_at', 'is', null)
    .orderBy('held_at')
    .orderBy('client_id')
    .execute()

/** The held messages of a room that the sender's devices show. */
export async function putHeldItem(
  db: Kysely<Database>,
  { widget_id, room_id, sender_id: user_id }: OfSender,
): Promise<OwnItemRow> {
  const rows = await heldIn(db, { widget_id, room_id, sender_id: user_id })
  const value = rows.length === 0 ? null : JSON.stringify(rows.map(asShown))
  return (await putItem(db, { widget_id, user_id, key: markKey('held', room_id), value })).item
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

/** The message in the form that its sender receives: without `seq`. */
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
