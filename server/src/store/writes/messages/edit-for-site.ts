import type { Kysely } from 'kysely'
import { changedCard } from '../../../chat/cards/changed-card.ts'
import type { ChangeOutcome, EditForSite, MessageParts, PostNotice, PostNoticeOutcome } from '../../../chat/ports.ts'
import { refusalOf, type Standing } from '../../../chat/rooms/rights.ts'
import { editedParts, MESSAGE_COLUMNS, partsOf, storedParts, toMessage } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { addNotices } from '../rooms/notices.ts'
import { forgetFile } from '../set-unused.ts'
import { oneByOne } from '../write.ts'
import { changeRow, findMessage, findOwn, isSilenced, keepVersion } from './change-message.ts'
import { changeMentions, mentionedMembers } from './mentions.ts'

/**
 * A new text or title is an edit that the message shows; new buttons are not, since the text stays the same. New
 * buttons can be pressed again.
 */
export const editForSite = oneByOne<EditForSite & { at: number }, ChangeOutcome>(async (db, input, _limits, finish) => {
  const room = await roomOf(db, input)
  if (!room) return { kind: 'refused', reason: 'room_not_found' }
  const found = await findMessage(db, input)
  if (!found || found.deleted_at !== null) return { kind: 'refused', reason: 'message_not_found' }
  const editor = await editorOf(db, { ...input, sender_id: found.sender_id }, room)
  if (typeof editor === 'string') return { kind: 'refused', reason: editor }
  const { card: cardBefore, ...before } = partsOf(found)
  if (before.forward) return { kind: 'refused', reason: 'forwarded' }
  const { edit } = input
  const text = edit?.text ?? found.text
  const { preview } = before
  const keepsPreview = preview && (!edit || preview.url === edit.link)
  const newParts = edit ? { ...edit.parts, ...editedParts(before).kept } : withoutPreview(before)
  const card = changedCard(cardBefore, input.card)
  const after = { ...newParts, ...(keepsPreview && { preview }), ...(card && { card }) }
  const parts = storedParts(after)
  if (edit) {
    const message = { ...input, sender_id: found.sender_id, parts: edit.parts }
    const mentioned = await mentionedMembers(db, [message])
    const refusal = mentioned.refusalOf(message, editor)
    if (refusal) return { kind: 'refused', reason: refusal }
  }
  if (found.text === text && Bun.deepEquals(partsOf(found), partsOf({ parts }))) {
    return { kind: 'unchanged', message: toMessage(found) }
  }
  const saysOther =
    found.text !== text || !Bun.deepEquals(before.entities, newParts.entities) || cardBefore?.title !== card?.title
  if (saysOther && input.keepsVersion) await keepVersion(db, input, found)
  if (edit) await changeMentions(db, { ...input, sender_id: found.sender_id }, before, newParts)
  if (preview?.picture && !keepsPreview) await forgetFile(db, input, preview.picture.file_id)
  return changeRow(db, input, { text, parts, ...(saysOther && { edited_at: input.at }) }, finish)
})

/** The site may do as its admins. A bot is bound as a user is: its standing in the room, or why it may not edit. */
async function editorOf(
  db: Kysely<Database>,
  { bot, ...message }: EditForSite & { sender_id: string; at: number },
  { type }: Pick<Standing, 'type'>,
) {
  if (!bot) return { type, role: 'member' as const, siteAdmin: true }
  const author = await findOwn(db, message)
  if (!author) return 'room_not_found'
  const standing = { ...author, ...bot }
  return refusalOf('edit', standing) ?? ((await isSilenced(db, message, author)) ? 'handed_over' : standing)
}

function withoutPreview({ preview: _, ...parts }: MessageParts): MessageParts {
  return parts
}

const roomOf = (db: Kysely<Database>, { widget_id, room_id }: Pick<EditForSite, 'widget_id' | 'room_id'>) =>
  db
    .selectFrom('room')
    .select(['type', 'last_seq', 'last_rev', 'uncounted', 'active_at', 'handover'])
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .executeTakeFirst()

/** The site is not a user. */
const NOBODY = ''

/** The same client id again is the same notice. */
export const postNotice = oneByOne<PostNotice & { at: number }, PostNoticeOutcome>(
  async (db, input, _limits, finish) => {
    const { widget_id, room_id, client_id, text, texts, at } = input
    const room = await roomOf(db, input)
    if (!room) return { kind: 'room_not_found' }
    const stored = await db
      .selectFrom('message')
      .select(MESSAGE_COLUMNS)
      .where('widget_id', '=', widget_id)
      .where('client_id', '=', client_id)
      .where('sender_id', '=', NOBODY)
      .where('room_id', '=', room_id)
      .executeTakeFirst()
    if (stored) return { kind: 'repeated', message: toMessage(stored) }
    const numbers = {
      widget_id,
      room_id,
      last_seq: room.last_seq,
      last_rev: room.last_rev,
      uncounted: room.uncounted,
      active_at: room.active_at,
    }
    const notice = { kind: 'site' as const, user_ids: [], text, ...(texts && { texts }) }
    const [message] = await addNotices(db, numbers, [{ sender_id: NOBODY, notice, at, client_id }], finish)
    if (!message) throw new Error('a notice was not stored')
    return { kind: 'appended', message }
  },
)
