import type { Message, Notice } from '@imbachat/protocol'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../schema/schema.ts'
import { forRows } from '../../statements/row-statements.ts'

/** The numbers of a room, as its next notices take them. */
export interface RoomNumbers {
  widgetId: number
  roomId: number
  lastSeq: number
  lastRev: number
  uncounted: number
  activeAt: number
}

export interface NewNotice {
  senderId: string
  notice: Notice
  at: number
  /** of a notice that may be sent again; missing: a new one */
  clientId?: string
}

/** Gives notices the room's next numbers. `storeNotices` stores them; the caller stores the room's. */
export function numbered(room: RoomNumbers, notices: readonly NewNotice[]): Message[] {
  return notices.map(({ senderId, notice, at, clientId }) => {
    room.activeAt = Math.max(room.activeAt, at)
    return {
      seq: ++room.lastSeq,
      rev: ++room.lastRev,
      client_id: clientId ?? crypto.randomUUID(),
      sender_id: senderId,
      text: '',
      reply_to: null,
      created_at: at,
      edited_at: null,
      deleted_at: null,
      system: notice,
      uncounted: ++room.uncounted,
    }
  })
}

export async function storeNotices(
  db: Kysely<Database>,
  notices: readonly { widgetId: number; roomId: number; message: Message }[],
): Promise<void> {
  await forRows(
    db,
    'insert notices',
    {
      widget_id: 'integer',
      room_id: 'bigint',
      seq: 'bigint',
      rev: 'bigint',
      client_id: 'text',
      sender_id: 'text',
      created_at: 'bigint',
      system: 'text',
      uncounted: 'bigint',
    },
    notices.map(({ widgetId, roomId, message }) => ({
      widget_id: widgetId,
      room_id: roomId,
      seq: message.seq,
      rev: message.rev,
      client_id: message.client_id,
      sender_id: message.sender_id,
      created_at: message.created_at,
      system: JSON.stringify(message.system),
      uncounted: message.uncounted ?? 0,
    })),
    (wanted) =>
      db
        .with('wanted(widget_id, room_id, seq, rev, client_id, sender_id, created_at, system, uncounted)', () => wanted)
        .insertInto('message')
        .columns([
          'widget_id',
          'room_id',
          'seq',
          'rev',
          'client_id',
          'sender_id',
          'created_at',
          'system',
          'uncounted',
          'text',
        ])
        .expression((eb) => eb.selectFrom('wanted').selectAll().select(sql.lit('').as('text'))),
  )
}

/** Adds notices to one room whose row the caller has read in this transaction. */
export async function addNotices(
  db: Kysely<Database>,
  room: RoomNumbers,
  notices: readonly NewNotice[],
): Promise<Message[]> {
  const { widgetId, roomId } = room
  const messages = numbered(room, notices)
  if (messages.length === 0) return []
  await storeNotices(
    db,
    messages.map((message) => ({ widgetId, roomId, message })),
  )
  await db
    .updateTable('room')
    .set({ last_seq: room.lastSeq, last_rev: room.lastRev, uncounted: room.uncounted, active_at: room.activeAt })
    .where('widget_id', '=', widgetId)
    .where('id', '=', roomId)
    .execute()
  return messages
}
