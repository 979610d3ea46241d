import type { RoomSummary } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import type { ContextGiven } from '../types.ts'
import type { Rooms } from './room-list.ts'

/** A client's operations on dialogs, except for messages. Both methods reject with a ChatRequestError. */
export interface Dialogs {
  /** @param permission the site's permission token */
  open(peerId: string | number, permission?: string, context?: ContextGiven): Promise<RoomSummary>
  answer(room_id: number, accept: boolean): Promise<RoomSummary>
}

/** @param request waits for a connection that is being opened, and asks again if it is lost before the reply */
export function createDialogs(request: Request, rooms: Rooms): Dialogs {
  return {
    async open(peerId, permission, context) {
      const { room } = await request('dialog.open', { user_id: peerId, permission, context })
      rooms.keep(room.room_id)
      return rooms.put(room)
    },
    async answer(room_id, accept) {
      const { room } = await request('dialog.answer', { room_id, accept })
      return rooms.put(room)
    },
  }
}
