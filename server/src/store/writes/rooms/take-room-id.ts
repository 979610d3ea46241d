import { ChatError } from '@imbachat/protocol/errors/codes'
import type { Kysely } from 'kysely'
import type { Database } from '../../schema/schema.ts'

/** Takes the number of a new room, the next one of its widget. @throws ChatError widget_unknown */
export async function takeRoomId(db: Kysely<Database>, widget_id: number): Promise<number> {
  const widget = await db
    .updateTable('widget')
    .set((eb) => ({ last_room_id: eb('last_room_id', '+', 1) }))
    .where('id', '=', widget_id)
    .where('deleted_at', 'is', null)
    .returning('last_room_id')
    .executeTakeFirst()
  if (!widget) throw new ChatError('widget_unknown', `There is no widget ${widget_id}.`)
  return widget.last_room_id
}
