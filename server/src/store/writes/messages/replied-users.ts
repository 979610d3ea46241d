import { ROOM_TYPE, type RoomType } from '@imbachat/protocol/site'
import type { Kysely } from 'kysely'
import type { AppendMessage } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'
import { forRows } from '../../statements/row-statements.ts'

type Reply = Pick<AppendMessage, 'widget_id' | 'room_id' | 'sender_id' | 'reply_to'>

const COLUMNS = { widget_id: 'integer', room_id: 'bigint', seq: 'bigint' } as const

/**
 * The authors of the messages that these reply to. In a dialog each message is for the other user anyway, so its
 * replies cost no statement.
 */
export async function repliedUsers<T extends Reply>(
  db: Kysely<Database>,
  messages: readonly T[],
  typeOf: (message: T) => RoomType | undefined,
) {
  const inGroup = (message: T) => {
    const type = typeOf(message)
    return type !== undefined && type !== ROOM_TYPE.dialog
  }
  const wanted = messages.flatMap((message) => {
    const { widget_id, room_id, reply_to } = message
    return reply_to !== null && inGroup(message) ? [{ widget_id, room_id, seq: reply_to }] : []
  })
  const rows = await forRows(db, 'replied users', COLUMNS, wanted, (wanted) =>
    db
      .with('wanted(widget_id, room_id, seq)', () => wanted)
      .selectFrom('wanted')
      .crossJoin('message as m')
      .whereRef('m.widget_id', '=', 'wanted.widget_id')
      .whereRef('m.room_id', '=', 'wanted.room_id')
      .whereRef('m.seq', '=', 'wanted.seq')
      // a notice has no author
      .where('m.system', 'is', null)
      .where('m.deleted_at', 'is', null)
      .select(['m.widget_id', 'm.room_id', 'm.seq', 'm.sender_id']),
  )
  const authors = new Map(rows.map((row) => [`${row.widget_id}/${row.room_id}/${row.seq}`, row.sender_id]))
  /** @returns undefined: the reply is to an own message, a notice or a deleted message */
  return ({ widget_id, room_id, sender_id, reply_to }: T): string | undefined => {
    const author = authors.get(`${widget_id}/${room_id}/${reply_to}`)
    return author === sender_id ? undefined : author
  }
}
