import { z } from 'zod'
import { requestId, roomId } from '../ids.ts'
import type { RoomSummary } from './shapes.ts'

/** Joins a public room. Joining twice is joining once. */
export const roomJoinFrame = z.strictObject({ t: z.literal('room.join'), id: requestId, room_id: roomId })

export interface RoomJoinResult {
  room: RoomSummary
}
