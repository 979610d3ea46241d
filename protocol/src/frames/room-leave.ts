import { z } from 'zod'
import { requestId, roomId } from '../ids.ts'

/** Leaves a room of many. Leaving twice is leaving once. */
export const roomLeaveFrame = z.strictObject({ t: z.literal('room.leave'), id: requestId, room_id: roomId })

export type RoomLeaveResult = Record<string, never>
