import { z } from 'zod'
import { pipe, requestId, roomTitle, userId } from '../ids.ts'
import type { RoomSummary } from './shapes.ts'

/**
 * The room of many that has this name, made when missing: whoever asks becomes its owner, `user_ids` its members. Of one that exists
 * title and publicity stay as they are; a public one is joined.
 */
export const roomOpenFrame = z.strictObject({
  t: z.literal('room.open'),
  id: requestId,
  pipe,
  title: roomTitle.optional(),
  is_public: z.boolean().default(false),
  user_ids: z.array(userId).max(100).default([]),
})

export interface RoomOpenResult {
  room: RoomSummary
  /** it was missing */
  created: boolean
}
