import type { RoomSummary } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import type { ContextGiven } from '../types.ts'
import type { Rooms } from './room-list.ts'

/** A client's operations on dialogs, except for messages. Both methods reject with a ChatRequestError. */
export interface Dialogs {
  /**
   * @param permission the site's permission token
   * @param profile the user's own name in it; one of several sessions that are used as one decides by it
   */
  open(
    peerId: string | number,
    permission?: string,
    context?: ContextGiven,
    profile?: string | undefined,
  ): Promise<RoomSummary>
  answer(room_id: number, accept: boolean): Promise<RoomSummary>
}

/**
 * Opening a dialog again changes nothing, so it may be sent twice. Declining one twice is refused: the second time the
 * user is not invited any more.
 */
export function createDialogs(requestWhenOnline: Request, requestAgain: Request, rooms: Rooms): Dialogs {
  return {
    async open(peerId, permission, context) {
      const { room } = await requestAgain('dialog.open', { user_id: peerId, permission, context })
      rooms.keep(room.room_id)
      return rooms.put(room)
    },
    async answer(room_id, accept) {
      const { room } = await requestWhenOnline('dialog.answer', { room_id, accept })
      return rooms.put(room)
    },
  }
}
