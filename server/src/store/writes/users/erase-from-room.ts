import type { Message, Reaction } from '@imbachat/protocol'
import { ROOM_TYPE } from '@imbachat/protocol/site'
import { type Kysely, sql } from 'kysely'
import type { ErasedFromRoom, EraseFromRoom } from '../../../chat/ports.ts'
import { MESSAGE_COLUMNS, type MessageRow, partsOf, storedParts, toMessage } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { forRows } from '../../statements/row-statements.ts'
import { findMessage, pinsCounted } from '../messages/change-message.ts'
import { changeMentions } from '../messages/mentions.ts'
import { forgetFile, setUnused } from '../set-unused.ts'
import { oneByOne } from '../write.ts'

/** Reactions that one step takes the name of. */
const REACTIONS = 100

/**
 * Takes a user's id out of one room, a part at a time: deleted messages keep their place under an alias, reactions
 * keep their count, and the membership stays with the alias, so that the other one of a dialog keeps the dialog.
 */
export const eraseFromRoom = oneByOne<EraseFromRoom & { at: number }, ErasedFromRoom>(async (db, input) => {
  switch (input.part) {
    case 'messages':
      return { messages: await eraseMessages(db, input), more: false, peerIds: [] }
    case 'presses':
      return { messages: await renamePresses(db, input), more: false, peerIds: [] }
    case 'reactions':
      return renameReactions(db, input)
    case 'member':
      return { messages: [], more: false, peerIds: await renameMember(db, input) }
  }
})

const ERASED = {
  widget_id: 'integer',
  room_id: 'bigint',
  seq: 'bigint',
  rev: 'bigint',
  sender_id: 'text',
  client_id: 'text',
  at: 'bigint',
} as const

/**
 * Deletes messages of the user and takes their name off them, in one change of each: clients get one event. A constant
 * number of statements, besides those for what few messages have.
 */
async function eraseMessages(db: Kysely<Database>, input: EraseFromRoom & { at: number }): Promise<Message[]> {
  const { widget_id, room_id, alias, at } = input
  const seqs = input.seqs.toSorted((a, b) => a - b)
  if (seqs.length === 0) return []
  await removeParts(db, input)
  const { last_rev } = await db
    .updateTable('room')
    .set((eb) => ({ last_rev: eb('last_rev', '+', seqs.length) }))
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .returning('last_rev')
    .executeTakeFirstOrThrow()
  const rows = seqs.map((seq, n) => ({
    widget_id,
    room_id,
    seq,
    rev: last_rev - seqs.length + 1 + n,
    sender_id: alias,
    // the old id may reveal the time and the device of the message
    client_id: crypto.randomUUID() as string,
    at,
  }))
  // the room's own notices stay: only the name in them is of the user
  const unlessNotice = <T>(column: string, value: string) =>
    sql<T>`case when message.system is null then ${sql.raw(value)} else message.${sql.raw(column)} end`
  const erased = await forRows(db, 'erase messages', ERASED, rows, (wanted) =>
    db
      .with('wanted(widget_id, room_id, seq, rev, sender_id, client_id, at)', () => wanted)
      .updateTable('message')
      .from('wanted')
      .set(({ ref }) => ({
        rev: ref('wanted.rev'),
        sender_id: ref('wanted.sender_id'),
        client_id: ref('wanted.client_id'),
        // no decision of a moderator brings the words back
        deletion_id: null,
        text: unlessNotice<string | null>('text', 'null'),
        reactions: unlessNotice<string | null>('reactions', 'null'),
        attachments: unlessNotice<string | null>('attachments', 'null'),
        parts: unlessNotice<string | null>('parts', 'null'),
        pinned_at: unlessNotice<number | null>('pinned_at', 'null'),
        deleted_at: unlessNotice<number | null>('deleted_at', 'coalesce(message.deleted_at, wanted.at)'),
      }))
      .whereRef('message.widget_id', '=', 'wanted.widget_id')
      .whereRef('message.room_id', '=', 'wanted.room_id')
      .whereRef('message.seq', '=', 'wanted.seq')
      .returning(MESSAGE_COLUMNS.map((column) => `message.${column}` as const)),
  )
  return (erased as MessageRow[]).toSorted((a, b) => a.rev - b.rev).map(toMessage)
}

/** Rows of these messages in other tables. */
async function removeParts(db: Kysely<Database>, input: EraseFromRoom & { at: number }): Promise<void> {
  const { widget_id, room_id, user_id } = input
  const live = await db
    .selectFrom('message')
    .select(['seq', 'edited_at', 'reactions', 'attachments', 'parts', 'pinned_at'])
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', 'in', input.seqs)
    .where('deleted_at', 'is', null)
    .where('system', 'is', null)
    .execute()
  const having = (has: (row: (typeof live)[number]) => boolean) => live.filter(has).map(({ seq }) => seq)
  const of = { edited: having((row) => row.edited_at !== null), files: having((row) => row.attachments !== null) }
  const reacted = having((row) => row.reactions !== null)
  for (const [table, seqs] of [
    ['message_version', of.edited],
    ['reaction', reacted],
  ] as const) {
    if (seqs.length === 0) continue
    await db
      .deleteFrom(table as 'reaction')
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where('seq', 'in', seqs)
      .execute()
  }
  if (of.files.length > 0) {
    const files = await db
      .deleteFrom('attachment')
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where('seq', 'in', of.files)
      .returning(['blob_id', 'poster_blob_id'])
      .execute()
    const blobs = files.flatMap((file) => [file.blob_id, file.poster_blob_id])
    await setUnused(db, input, blobs)
  }
  for (const row of live) {
    if (row.parts === null) continue
    const parts = partsOf(row)
    await changeMentions(db, { widget_id, room_id, seq: row.seq, sender_id: user_id }, parts, undefined)
    if (parts.preview?.picture) await forgetFile(db, input, parts.preview.picture.file_id)
  }
  const pinned = having((row) => row.pinned_at !== null)
  if (pinned.length === 0) return
  await db
    .updateTable('message')
    .set({ pinned_at: null })
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', 'in', pinned)
    .execute()
  await pinsCounted(db, input).execute()
}

async function renamePresses(db: Kysely<Database>, input: EraseFromRoom): Promise<Message[]> {
  const messages: Message[] = []
  for (const seq of input.seqs) {
    const found = await findMessage(db, { ...input, seq })
    const { card, ...parts } = found ? partsOf(found) : {}
    if (card?.pressed?.user_id !== input.user_id) continue
    const pressed = { ...card.pressed, user_id: input.alias, client_id: crypto.randomUUID() }
    messages.push(await change(db, input, seq, { parts: storedParts({ ...parts, card: { ...card, pressed } }) }))
  }
  return messages
}

async function renameReactions(db: Kysely<Database>, input: EraseFromRoom): Promise<ErasedFromRoom> {
  const { widget_id, room_id, user_id, alias } = input
  const found = await db
    .selectFrom('reaction')
    .select('seq')
    .distinct()
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', user_id)
    .limit(REACTIONS)
    .execute()
  const messages: Message[] = []
  for (const { seq } of found) {
    await db
      .updateTable('reaction')
      .set({ user_id: alias })
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where('seq', '=', seq)
      .where('user_id', '=', user_id)
      .execute()
    const { reactions } = await db
      .selectFrom('message')
      .select('reactions')
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where('seq', '=', seq)
      .executeTakeFirstOrThrow()
    const renamed = (JSON.parse(reactions ?? '[]') as Reaction[]).map((reaction) => ({
      ...reaction,
      user_ids: reaction.user_ids.map((id) => (id === user_id ? alias : id)),
    }))
    messages.push(await change(db, input, seq, { reactions: reactions === null ? null : JSON.stringify(renamed) }))
  }
  return { messages, more: found.length === REACTIONS, peerIds: [] }
}

async function renameMember(db: Kysely<Database>, input: EraseFromRoom): Promise<string[]> {
  const { widget_id, room_id, user_id, alias } = input
  await db
    .deleteFrom('mention')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', user_id)
    .execute()
  await db
    .updateTable('member')
    .set({ user_id: alias })
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', user_id)
    .execute()
  const room = await db
    .selectFrom('room')
    .select(['type', 'dialog_key'])
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .executeTakeFirstOrThrow()
  if (room.type !== ROOM_TYPE.dialog || room.dialog_key === null) return []
  const [one = '', other = '', ...about] = JSON.parse(room.dialog_key) as string[]
  const peer_id = one === user_id ? other : one
  await db
    .updateTable('room')
    // nobody would read messages of the other user
    .set({ dialog_key: JSON.stringify([...[alias, peer_id].sort(), ...about]), blocked: 1 })
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .execute()
  return [peer_id]
}

/** Changes a row and gives it the room's next `rev`. */
async function change(
  db: Kysely<Database>,
  { widget_id, room_id }: EraseFromRoom,
  seq: number,
  columns: { reactions: string | null } | { parts: string | null },
): Promise<Message> {
  const { last_rev } = await db
    .updateTable('room')
    .set((eb) => ({ last_rev: eb('last_rev', '+', 1) }))
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .returning('last_rev')
    .executeTakeFirstOrThrow()
  const row = await db
    .updateTable('message')
    .set({ ...columns, rev: last_rev })
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '=', seq)
    .returning(MESSAGE_COLUMNS)
    .executeTakeFirstOrThrow()
  return toMessage(row)
}
