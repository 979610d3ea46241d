import { z } from 'zod'
import { requestId, roomId } from '../ids.ts'
import type { Presence } from './shapes.ts'

/** Replaces the set of dialogs whose peers this socket wants to see come and go. */
export const presenceWatchFrame = z.strictObject({
  t: z.literal('presence.watch'),
  id: requestId,
  room_ids: z.array(roomId).max(100),
})

export interface PresenceWatchResult {
  users: Presence[]
}
