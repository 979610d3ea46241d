import { z } from 'zod'
import { requestId, roomId } from '../ids.ts'
import type { RoomSummary } from './shapes.ts'

export const roomsGetFrame = z.strictObject({ t: z.literal('rooms.get'), id: requestId, room_id: roomId })

export interface RoomsGetResult {
  room: RoomSummary
}
