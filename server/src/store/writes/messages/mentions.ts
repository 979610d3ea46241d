import { ROOM_TYPE, type RoomType } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import { type MentionRefusal, mentionedIn } from '../../../chat/messages/mentioned-in.ts'
import type { AppendMessage, MessageParts } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'
import { forRows } from '../../statements/row-statements.ts'

interface Place {
  widgetId: number
  roomId: number
}

type Message = Place & { senderId: string; parts?: MessageParts }

/** Stands for all members. */
const ALL = ''

const COLUMNS = { widget_id: 'integer', room_id: 'bigint', user_id: 'text' } as const

/**
 * Who of the users that these messages mention is or was in the room. Messages without mentions cost no statement.
 */
export async function mentionedMembers(db: Kysely<Database>, messages: readonly Message[]) {
  const wanted = new Map<string, { widget_id: number; room_id: number; user_id: string }>()
  for (const { widgetId, roomId, parts } of messages) {
    for (const userId of mentionedIn(parts?.entities).userIds) {
      wanted.set(keyOf({ widgetId, roomId }, userId), { widget_id: widgetId, room_id: roomId, user_id: userId })
    }
  }
  const rows = await forRows(db, 'mentioned members', COLUMNS, [...wanted.values()], (wanted) =>
    db
      .with('wanted(widget_id, room_id, user_id)', () => wanted)
      .selectFrom('wanted')
      .crossJoin('member as m')
      .whereRef('m.widget_id', '=', 'wanted.widget_id')
      .whereRef('m.room_id', '=', 'wanted.room_id')
      .whereRef('m.user_id', '=', 'wanted.user_id')
      .select(['m.widget_id', 'm.room_id', 'm.user_id']),
  )
  const known = new Set(rows.map((row) => keyOf({ widgetId: row.widget_id, roomId: row.room_id }, row.user_id)))
  return {
    /** Why the sender, by their membership, may not mention the users that the message mentions. */
    refusalOf(
      message: Message,
      membership: { type: RoomType; role: string; siteAdmin: boolean },
    ): MentionRefusal | null {
      const { userIds, all } = mentionedIn(message.parts?.entities)
      if (userIds.some((userId) => !known.has(keyOf(message, userId)))) return 'mention_unknown'
      const manages = membership.type !== ROOM_TYPE.dialog && (membership.role !== 'member' || membership.siteAdmin)
      return all && !manages ? 'mention_all_forbidden' : null
    },
  }
}

const keyOf = ({ widgetId, roomId }: Place, userId: string) => `${widgetId}/${roomId}/${userId}`

/** Those that it mentions, and the user that it replies to. Nobody is called by themself. */
function calledBy({ senderId, parts = {} }: Pick<Message, 'senderId' | 'parts'>): string[] {
  const { userIds, all } = mentionedIn(parts.entities)
  const named = new Set(userIds)
  if (parts.replied_user_id !== undefined) named.add(parts.replied_user_id)
  named.delete(senderId)
  return [...named, ...(all ? [ALL] : [])]
}

/** Stores the users that new messages call; messages that call nobody cost no statement. */
export async function addMentions(
  db: Kysely<Database>,
  messages: readonly { input: Pick<AppendMessage, 'widgetId' | 'roomId' | 'senderId' | 'parts'>; seq: number }[],
): Promise<void> {
  const rows = messages.flatMap(({ input, seq }) =>
    calledBy(input).map((userId) => ({
      widget_id: input.widgetId,
      room_id: input.roomId,
      user_id: userId,
      seq,
      sender_id: input.senderId,
    })),
  )
  const columns = { ...COLUMNS, seq: 'bigint', sender_id: 'text' } as const
  await forRows(db, 'insert mentions', columns, rows, (wanted) =>
    db
      .with('wanted(widget_id, room_id, user_id, seq, sender_id)', () => wanted)
      .insertInto('mention')
      .columns(['widget_id', 'room_id', 'user_id', 'seq', 'sender_id'])
      .expression((eb) => eb.selectFrom('wanted').selectAll()),
  )
}

/** Removes the users that a message called, and stores those that it calls from now on. */
export async function changeMentions(
  db: Kysely<Database>,
  { widgetId, roomId, seq, senderId }: Place & { seq: number; senderId: string },
  before: MessageParts | undefined,
  after: MessageParts | undefined,
): Promise<void> {
  const called = (parts: MessageParts | undefined) => calledBy({ senderId, ...(parts && { parts }) })
  const gone = called(before)
  if (gone.length > 0) {
    await db
      .deleteFrom('mention')
      .where('widget_id', '=', widgetId)
      .where('room_id', '=', roomId)
      .where('user_id', 'in', gone)
      .where('seq', '=', seq)
      .execute()
  }
  await addMentions(db, [{ input: { widgetId, roomId, senderId, ...(after && { parts: after }) }, seq }])
}
