import { type Attachment, type HeldMessage, type Message, ROOM_TYPE } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { MessageParts } from '../../chat/ports.ts'
import type { Database } from '../../store/schema/schema.ts'
import { dialogsOf, type Pair } from './pair.ts'
import type { MonitorFilter, PlacedMessage } from './watched.ts'

const UNNUMBERED = { seq: 0, rev: 0, edited_at: null, deleted_at: null } as const

/** @param held as the own state of its sender has it */
export function asPlaced(room_id: number, sender_id: string, held: HeldMessage): PlacedMessage {
  const { waiting, seq: _, pin_notice: __, reacted: ___, versions: ____, ...content } = held
  const message: Message = { ...content, sender_id, ...UNNUMBERED }
  return { room_id, message, held: waiting ? 'waiting' : 'shadow' }
}

/** Held messages, which others do not see, the newest first. */
export async function heldMessages(
  readDb: Kysely<Database>,
  widget_id: number,
  { filter, pair, limit }: { filter: MonitorFilter; pair: Pair | null; limit: number },
): Promise<PlacedMessage[]> {
  const { user, room, hasFile, flagged, since, until } = filter
  const rows = await readDb
    .selectFrom('held_message as h')
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'h.widget_id').onRef('r.id', '=', 'h.room_id'))
    .select(['h.room_id', 'h.sender_id', 'h.client_id', 'h.text', 'h.reply_to', 'h.parts', 'h.attachments'])
    .select(['h.reason', 'h.held_at'])
    .where('h.widget_id', '=', widget_id)
    .where('h.removed_at', 'is', null)
    .where('h.deleted_at', 'is', null)
    .where('h.held_at', '>=', since ?? 0)
    .where('h.held_at', '<=', until ?? Number.MAX_SAFE_INTEGER)
    .where('r.type', '!=', ROOM_TYPE.support)
    .$if(user !== null, (query) => query.where('h.sender_id', 'in', pair ?? [user as string]))
    .$if(pair !== null, (query) =>
      query.where('h.room_id', 'in', dialogsOf(readDb, widget_id, pair as Pair).select('d.id')),
    )
    .$if(room !== null, (query) => query.where('h.room_id', '=', room ?? 0))
    .$if(hasFile, (query) => query.where('h.attachments', 'is not', null))
    .$if(flagged, (query) => query.where('h.reason', '!=', 'shadow'))
    .orderBy('h.held_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    room_id: row.room_id,
    message: {
      ...UNNUMBERED,
      client_id: row.client_id,
      sender_id: row.sender_id,
      text: row.text,
      reply_to: row.reply_to,
      created_at: row.held_at,
      ...(row.attachments !== null && { attachments: JSON.parse(row.attachments) as Attachment[] }),
      ...(JSON.parse(row.parts ?? '{}') as MessageParts),
    },
    held: row.reason === 'shadow' ? 'shadow' : 'waiting',
  }))
}
