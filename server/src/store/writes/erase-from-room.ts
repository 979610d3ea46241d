import { type Message, type Reaction, ROOM_TYPE } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { ErasedFromRoom, EraseFromRoom } from '../../chat/ports.ts'
import { MESSAGE_COLUMNS, partsOf, storedParts, toMessage } from '../rows.ts'
import type { Database } from '../schema.ts'
import { findMessage } from './change-message.ts'
import { oneByOne } from './write.ts'

/** Reactions that one step takes the name of. */
const REACTIONS = 100

/**
 * Takes a user's id out of one room, a part at a time: deleted messages keep their place under an alias, reactions
 * keep their count, and the membership stays with the alias, so that the other one of a dialog keeps the dialog.
 */
export const eraseFromRoom = oneByOne<EraseFromRoom, ErasedFromRoom>(async (db, input) => {
  switch (input.part) {
    case 'messages':
      return { messages: await renameSender(db, input, input.seqs), more: false, peerIds: [] }
    case 'presses':
      return { messages: await renamePresses(db, input), more: false, peerIds: [] }
    case 'reactions':
      return renameReactions(db, input)
    case 'member':
      return { messages: [], more: false, peerIds: await renameMember(db, input) }
  }
})

async function renameSender(db: Kysely<Database>, input: EraseFromRoom, seqs: readonly number[]): Promise<Message[]> {
  const messages: Message[] = []
  for (const seq of seqs) {
    // a client id may say when and on which device a message was written
    const unnamed = { sender_id: input.alias, client_id: crypto.randomUUID() }
    // no decision of a moderator brings the words back
    messages.push(await change(db, input, seq, { ...unnamed, deletion_id: null }))
  }
  return messages
}

async function renamePresses(db: Kysely<Database>, input: EraseFromRoom): Promise<Message[]> {
  const messages: Message[] = []
  for (const seq of input.seqs) {
    const found = await findMessage(db, { ...input, seq })
    const { card, ...parts } = found ? partsOf(found) : {}
    if (card?.pressed?.user_id !== input.userId) continue
    const pressed = { ...card.pressed, user_id: input.alias, client_id: crypto.randomUUID() }
    messages.push(await change(db, input, seq, { parts: storedParts({ ...parts, card: { ...card, pressed } }) }))
  }
  return messages
}

async function renameReactions(db: Kysely<Database>, input: EraseFromRoom): Promise<ErasedFromRoom> {
  const { widgetId, roomId, userId, alias } = input
  const found = await db
    .selectFrom('reaction')
    .select('seq')
    .distinct()
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .limit(REACTIONS)
    .execute()
  const messages: Message[] = []
  for (const { seq } of found) {
    await db
      .updateTable('reaction')
      .set({ user_id: alias })
      .where('widget_id', '=', widgetId)
      .where('room_id', '=', roomId)
      .where('seq', '=', seq)
      .where('user_id', '=', userId)
      .execute()
    const { reactions } = await db
      .selectFrom('message')
      .select('reactions')
      .where('widget_id', '=', widgetId)
      .where('room_id', '=', roomId)
      .where('seq', '=', seq)
      .executeTakeFirstOrThrow()
    const renamed = (JSON.parse(reactions ?? '[]') as Reaction[]).map((reaction) => ({
      ...reaction,
      user_ids: reaction.user_ids.map((id) => (id === userId ? alias : id)),
    }))
    messages.push(await change(db, input, seq, { reactions: reactions === null ? null : JSON.stringify(renamed) }))
  }
  return { messages, more: found.length === REACTIONS, peerIds: [] }
}

async function renameMember(db: Kysely<Database>, input: EraseFromRoom): Promise<string[]> {
  const { widgetId, roomId, userId, alias } = input
  await db
    .deleteFrom('mention')
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .execute()
  await db
    .updateTable('member')
    .set({ user_id: alias })
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .execute()
  const room = await db
    .selectFrom('room')
    .select(['type', 'dialog_key'])
    .where('widget_id', '=', widgetId)
    .where('id', '=', roomId)
    .executeTakeFirstOrThrow()
  if (room.type !== ROOM_TYPE.dialog || room.dialog_key === null) return []
  const [one = '', other = '', ...about] = JSON.parse(room.dialog_key) as string[]
  const peerId = one === userId ? other : one
  await db
    .updateTable('room')
    // nobody reads what the other one would write
    .set({ dialog_key: JSON.stringify([...[alias, peerId].sort(), ...about]), blocked: 1 })
    .where('widget_id', '=', widgetId)
    .where('id', '=', roomId)
    .execute()
  return [peerId]
}

/** Changes a row and gives it the room's next `rev`. */
async function change(
  db: Kysely<Database>,
  { widgetId, roomId }: EraseFromRoom,
  seq: number,
  columns:
    | { sender_id: string; client_id: string; deletion_id: null }
    | { reactions: string | null }
    | { parts: string | null },
): Promise<Message> {
  const { last_rev } = await db
    .updateTable('room')
    .set((eb) => ({ last_rev: eb('last_rev', '+', 1) }))
    .where('widget_id', '=', widgetId)
    .where('id', '=', roomId)
    .returning('last_rev')
    .executeTakeFirstOrThrow()
  const row = await db
    .updateTable('message')
    .set({ ...columns, rev: last_rev })
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('seq', '=', seq)
    .returning(MESSAGE_COLUMNS)
    .executeTakeFirstOrThrow()
  return toMessage(row)
}
