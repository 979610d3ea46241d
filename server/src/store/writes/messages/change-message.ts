import type { Message } from '@imbachat/protocol'
import { ROOM_TYPE } from '@imbachat/protocol/site'
import { type Compilable, type Kysely, sql } from 'kysely'
import type { ChangeOutcome, Flagged, MaskedText, MessageParts, RestoreMessage } from '../../../chat/ports.ts'
import { refusalOf } from '../../../chat/rooms/rights.ts'
import { closedBy } from '../../../chat/rooms/room-block.ts'
import { together } from '../../fair-queue/together.ts'
import { silencedAmong } from '../../reads/bots.ts'
import {
  editedParts,
  MESSAGE_COLUMNS,
  type MessageRow,
  PRESENT_STATES,
  partsOf,
  storedParts,
  toMessage,
  toRights,
} from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { type Finish, sendAll } from '../../statements/finish.ts'
import { flagMessages } from '../reports/flag-messages.ts'
import { forgetFile, setUnused } from '../set-unused.ts'
import { oneByOne } from '../write.ts'
import { masksInGroup } from './masked-text.ts'
import { changeMentions, mentionedMembers, mentionsGone } from './mentions.ts'

interface OwnMessage {
  widget_id: number
  room_id: number
  seq: number
  sender_id: string
  at: number
}

interface Edit {
  text: string
  parts?: MessageParts
  masked?: MaskedText
  link?: string | null
  flagged?: Flagged
  siteAdmin?: boolean
  since?: number
  keepsVersion?: boolean
}

type Deletion = Omit<OwnMessage, 'sender_id'> & { sender_id: string | null; since?: number; deletion_id?: string }

/** Earlier versions of one message that are kept. */
export const MOST_VERSIONS = 50

/**
 * A user whose request is unanswered or declined must not edit, nor a user who is blocked: editing would let them
 * continue to write. They may delete their message.
 */
export const editMessage = oneByOne<OwnMessage & Edit, ChangeOutcome>(async (db, input, limits, finish) => {
  const found = await findOwn(db, input)
  if (!found) return { kind: 'refused', reason: 'room_not_found' }
  const standing = { ...found, siteAdmin: input.siteAdmin === true }
  const barred = refusalOf('edit', standing)
  if (barred) return { kind: 'refused', reason: barred }
  if (await isSilenced(db, input, found)) return { kind: 'refused', reason: 'handed_over' }
  if (!found.message || found.message.deleted_at !== null) return { kind: 'refused', reason: 'message_not_found' }
  if (found.message.created_at < (input.since ?? 0)) return { kind: 'refused', reason: 'too_late' }
  const { forward, call } = toMessage(found.message)
  if (call) return { kind: 'refused', reason: 'message_not_found' }
  if (forward) return { kind: 'refused', reason: 'forwarded' }
  if (input.text === '' && found.message.attachments === null) return { kind: 'refused', reason: 'message_empty' }
  // while a request waits nobody edits
  const isMasked = found.isDialog ? input.masked?.where === 'dialogs' : await masksInGroup(db, input, found.type)
  const edited = input.masked && isMasked ? input.masked : input
  const before = partsOf(found.message)
  const { preview, card } = before
  const keepsPreview = preview && preview.url === input.link && edited === input
  const newParts = { ...edited.parts, ...editedParts(before).kept }
  const parts = storedParts({ ...newParts, ...(keepsPreview && { preview }), ...(card && { card }) })
  const mentioned = await mentionedMembers(db, [{ ...input, ...(edited.parts && { parts: edited.parts }) }])
  const refusal = mentioned.refusalOf({ ...input, ...(edited.parts && { parts: edited.parts }) }, standing)
  if (refusal) return { kind: 'refused', reason: refusal }
  if (found.message.text === edited.text && Bun.deepEquals(before, partsOf({ parts }))) {
    return { kind: 'unchanged', message: toMessage(found.message) }
  }
  if (input.keepsVersion) await keepVersion(db, input, found.message)
  await changeMentions(db, input, before, newParts)
  if (preview?.picture && !keepsPreview) await forgetFile(db, input, preview.picture.file_id)
  const columns = { text: edited.text, parts, edited_at: input.at }
  if (!input.flagged) return changeRow(db, input, columns, finish)
  const changed = await changeRow(db, input, columns)
  // the report has the message as it is now
  await flagMessages(db, [input], limits.OPEN_FLAGS_PER_USER)
  return changed
})

/** Deleting twice has the effect of one deletion. A moderator (`sender_id` null) deletes anybody's message. */
export const deleteMessage = oneByOne<Deletion, ChangeOutcome>(async (db, input, _limits, finish) => {
  const { sender_id } = input
  const found =
    sender_id === null ? { message: await findMessage(db, input) } : await findOwn(db, { ...input, sender_id })
  if (!found) return { kind: 'refused', reason: 'room_not_found' }
  if (!found.message) return { kind: 'refused', reason: 'message_not_found' }
  const isLate = sender_id !== null && found.message.created_at < (input.since ?? 0)
  if (found.message.deleted_at !== null) {
    if (!isLate) await deleteForGood(db, input, found.message)
    return { kind: 'unchanged', message: toMessage(found.message) }
  }
  if (isLate) return { kind: 'refused', reason: 'too_late' }
  const before = partsOf(found.message)
  const { preview } = before
  const nothing = { text: null, reactions: null, attachments: null, parts: null, pinned_at: null }
  const deletion = { deleted_at: input.at, deletion_id: input.deletion_id ?? null }
  if (found.message.attachments !== null) await forgetFiles(db, input)
  if (preview?.picture) await forgetFile(db, input, preview.picture.file_id)
  return changeRow(
    db,
    input,
    { ...nothing, ...deletion },
    finish,
    reactionsGone(db, input),
    ...(found.message.edited_at !== null ? [versionsGone(db, input)] : []),
    ...mentionsGone(db, { ...input, sender_id: found.message.sender_id }, before),
    // counted in the table, after the change
    ...(found.message.pinned_at !== null ? [pinsCounted(db, input)] : []),
  )
})

type Place = Pick<OwnMessage, 'widget_id' | 'room_id' | 'seq'>

const reactionsGone = (db: Kysely<Database>, { widget_id, room_id, seq }: Place) =>
  db.deleteFrom('reaction').where('widget_id', '=', widget_id).where('room_id', '=', room_id).where('seq', '=', seq)

async function forgetFiles(db: Kysely<Database>, place: Place & Pick<OwnMessage, 'at'>): Promise<void> {
  const files = await db
    .deleteFrom('attachment')
    .where('widget_id', '=', place.widget_id)
    .where('room_id', '=', place.room_id)
    .where('seq', '=', place.seq)
    .returning(['blob_id', 'poster_blob_id'])
    .execute()
  await setUnused(
    db,
    place,
    files.flatMap((file) => [file.blob_id, file.poster_blob_id]),
  )
}

/** A decision deleted it before: undoing that decision must not undo this deletion. */
async function deleteForGood(
  db: Kysely<Database>,
  { widget_id, room_id, seq, deletion_id }: Deletion,
  before: { deletion_id: string | null },
): Promise<void> {
  if (before.deletion_id === null || before.deletion_id === deletion_id) return
  await db
    .updateTable('message')
    .set({ deletion_id: null })
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '=', seq)
    .execute()
}

/** Stores the message's text from before the edit. */
export async function keepVersion(
  db: Kysely<Database>,
  { widget_id, room_id, seq }: Pick<OwnMessage, 'widget_id' | 'room_id' | 'seq'>,
  before: MessageRow,
) {
  const { rev, text, created_at, edited_at } = before
  const parts = keepableParts(before)
  await db
    .insertInto('message_version')
    .values({
      widget_id,
      room_id,
      seq,
      rev,
      text: text ?? '',
      parts: storedParts(parts),
      said_at: edited_at ?? created_at,
    })
    .execute()
  const oldest = await db
    .selectFrom('message_version')
    .select('rev')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '=', seq)
    .orderBy('rev', 'desc')
    .offset(MOST_VERSIONS)
    .limit(1)
    .executeTakeFirst()
  if (oldest) await versionsGone(db, { widget_id, room_id, seq }, oldest.rev).execute()
}

/** A preview belongs to the old text; a card stays the same after the edit. */
export function keepableParts(before: Pick<MessageRow, 'parts'>): MessageParts {
  const { preview: _, card: __, ...parts } = editedParts(partsOf(before)).replaced
  return parts
}

/** @param upTo missing: all of them */
const versionsGone = (db: Kysely<Database>, { widget_id, room_id, seq }: Place, upTo = Number.MAX_SAFE_INTEGER) =>
  db
    .deleteFrom('message_version')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '=', seq)
    .where('rev', '<=', upTo)

/**
 * A moderator takes a deletion back. Reactions, files and previews are gone. A message that was not deleted stays as it
 * is, and so does one that its author, or another decision, deleted too.
 */
export const restoreMessage = oneByOne<RestoreMessage, ChangeOutcome>(async (db, input, _limits, finish) => {
  const message = await findMessage(db, input)
  if (!message) return { kind: 'refused', reason: 'message_not_found' }
  if (message.deleted_at === null || message.deletion_id !== input.deletion_id) {
    return { kind: 'unchanged', message: toMessage(message) }
  }
  const { preview: _, ...parts } = partsOf(input)
  const { text, edited_at } = input
  const restored = { deleted_at: null, deletion_id: null }
  return changeRow(db, input, { text, parts: storedParts(parts), edited_at, ...restored }, finish)
})

export async function findOwn(db: Kysely<Database>, { widget_id, room_id, seq, sender_id }: OwnMessage) {
  const [member, message] = await together(
    db
      .selectFrom('member as m')
      .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'm.widget_id').onRef('r.id', '=', 'm.room_id'))
      .select(['m.state', 'm.role', 'r.type', 'r.rights', 'r.blocked', 'r.handover'])
      .where('m.widget_id', '=', widget_id)
      .where('m.room_id', '=', room_id)
      .where('m.user_id', '=', sender_id)
      .where('m.state', 'in', PRESENT_STATES)
      .executeTakeFirst(),
    findMessage(db, { widget_id, room_id, seq }),
  )
  if (!member) return null
  const own = message?.sender_id === sender_id ? message : undefined
  const { state, role, rights, blocked, type, handover } = member
  const isDialog = type === ROOM_TYPE.dialog
  const place = { state, role, type, isDialog, closedBy: closedBy(type, blocked), handover }
  return { ...place, rights: toRights(rights), message: own }
}

/** A bot may not write where people answer, and may not edit either. */
export async function isSilenced(
  db: Kysely<Database>,
  { widget_id, sender_id }: { widget_id: number; sender_id: string },
  { handover }: { handover: string | null },
): Promise<boolean> {
  return (await silencedAmong(db, widget_id, [sender_id], handover)).size > 0
}

export const findMessage = (
  db: Kysely<Database>,
  { widget_id, room_id, seq }: Pick<OwnMessage, 'widget_id' | 'room_id' | 'seq'>,
) =>
  db
    .selectFrom('message')
    .select([...MESSAGE_COLUMNS, 'deletion_id'])
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '=', seq)
    .where('system', 'is', null)
    .executeTakeFirst()

type ChangedColumns = Omit<
  MessageRow,
  'seq' | 'rev' | 'client_id' | 'sender_id' | 'created_at' | 'system' | 'uncounted'
> & { deletion_id: string | null }

/** Changes a message and gives it the room's next `rev`. `after`: statements that run behind the change. */
export async function changeRow(
  db: Kysely<Database>,
  place: Place,
  columns: Partial<ChangedColumns>,
  finish: Finish = sendAll(db),
  ...after: readonly Compilable[]
): Promise<{ kind: 'changed'; message: Message }> {
  const [, [row]] = await finish(takeRev(db, place), setColumns(db, place, columns), ...after)
  if (!row) throw new Error('the message is not there any more')
  return { kind: 'changed', message: toMessage(row) }
}

const takeRev = (db: Kysely<Database>, { widget_id, room_id }: Place) =>
  db
    .updateTable('room')
    .set((eb) => ({ last_rev: eb('last_rev', '+', 1) }))
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)

const setColumns = (
  db: Kysely<Database>,
  { widget_id, room_id, seq }: Place,
  columns: Partial<ChangedColumns>,
): Compilable<MessageRow> =>
  db
    .updateTable('message')
    .set((eb) => ({
      ...columns,
      rev: eb
        .selectFrom('room')
        .select('last_rev')
        .where('widget_id', '=', widget_id)
        .where('id', '=', room_id)
        .$asScalar()
        .$notNull(),
    }))
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '=', seq)
    .returning(MESSAGE_COLUMNS)

/** Counts again, from the index of pinned messages: whatever deletes one, the number is right after the next pin. */
export const pinsCounted = (db: Kysely<Database>, { widget_id, room_id }: Omit<Place, 'seq'>) =>
  db
    .updateTable('room')
    .set((eb) => ({
      pins: eb
        .selectFrom('message')
        .select(sql<number>`count(*)`.as('pins'))
        .where('widget_id', '=', widget_id)
        .where('room_id', '=', room_id)
        .where('pinned_at', 'is not', null),
    }))
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
