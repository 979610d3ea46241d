import type { Message, Notice } from '@imbachat/protocol'
import { type Compilable, type Kysely, sql } from 'kysely'
import type { Database } from '../../schema/schema.ts'
import { sendAll } from '../../statements/finish.ts'
import { rowStatements } from '../../statements/row-statements.ts'

/** The numbers of a room, as its next notices take them. */
export interface RoomNumbers {
  widget_id: number
  room_id: number
  last_seq: number
  last_rev: number
  uncounted: number
  active_at: number
}

export interface NewNotice {
  sender_id: string
  notice: Notice
  at: number
  /** for a notice that may be sent again; missing: a new one */
  client_id?: string
}

/** Gives notices the room's next numbers. `storeNotices` stores them; the caller stores the room's. */
export function numbered(room: RoomNumbers, notices: readonly NewNotice[]): Message[] {
  return notices.map(({ sender_id, notice, at, client_id }) => {
    room.active_at = Math.max(room.active_at, at)
    return {
      seq: ++room.last_seq,
      rev: ++room.last_rev,
      client_id: client_id ?? crypto.randomUUID(),
      sender_id,
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

export async function storeNotices(db: Kysely<Database>, notices: readonly StoredNotice[]): Promise<void> {
  await sendAll(db)(...insertions(db, notices))
}

interface StoredNotice {
  widget_id: number
  room_id: number
  message: Message
}

function insertions(db: Kysely<Database>, notices: readonly StoredNotice[]): Compilable[] {
  return rowStatements(
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
    notices.map(({ widget_id, room_id, message }) => ({
      widget_id,
      room_id,
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
  finish = sendAll(db),
): Promise<Message[]> {
  const { widget_id, room_id } = room
  const messages = numbered(room, notices)
  if (messages.length === 0) return []
  await finish(
    ...insertions(
      db,
      messages.map((message) => ({ widget_id, room_id, message })),
    ),
    db
      .updateTable('room')
      .set({ last_seq: room.last_seq, last_rev: room.last_rev, uncounted: room.uncounted, active_at: room.active_at })
      .where('widget_id', '=', widget_id)
      .where('id', '=', room_id),
  )
  return messages
}
