import { ROOM_TYPE, type RoomType } from '@imbachat/protocol/site'
import type { Kysely } from 'kysely'
import type { MaskedText } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'

interface Written {
  widget_id: number
  room_id: number
  sender_id: string
  masked?: MaskedText | undefined
}

/** Newest messages of a group that are read to see whether another member has answered. */
const MESSAGES_READ = 200

/**
 * Are contact details hidden in this closed group? In all closed groups like in all dialogs; and where requests are
 * masked, until a member answers: a group with the same person in it must not get around the request.
 * Read only for a text that has contact details.
 */
export async function masksInGroup(
  db: Kysely<Database>,
  { widget_id, room_id, sender_id, masked }: Written,
  type: RoomType,
): Promise<boolean> {
  if (!masked || type === ROOM_TYPE.dialog) return false
  const room = await db
    .selectFrom('room')
    .select('is_public')
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .executeTakeFirst()
  if (room?.is_public !== 0) return false
  if (masked.where === 'dialogs') return true
  const answer = await db
    .selectFrom(
      db
        .selectFrom('message')
        .select('sender_id')
        .where('widget_id', '=', widget_id)
        .where('room_id', '=', room_id)
        .where('system', 'is', null)
        .orderBy('seq', 'desc')
        .limit(MESSAGES_READ)
        .as('newest'),
    )
    .select('sender_id')
    .where('sender_id', '!=', sender_id)
    .limit(1)
    .executeTakeFirst()
  return answer === undefined
}
