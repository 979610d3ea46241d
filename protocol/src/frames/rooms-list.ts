import { z } from 'zod'
import { requestId } from '../ids.ts'
import type { RoomSummary } from './shapes.ts'

/** The reader's rooms that have a message, last active first. */
export const roomsListFrame = z.strictObject({
  t: z.literal('rooms.list'),
  id: requestId,
  /** `next` of the page before; opaque */
  cursor: z.string().max(64).optional(),
  limit: z.int().min(1).max(100).default(50),
})

export interface RoomsListResult {
  rooms: RoomSummary[]
  next: string | null
  /** rooms with unread messages, among all of the reader's rooms */
  unread_rooms: number
}
