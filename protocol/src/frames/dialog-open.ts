import { z } from 'zod'
import { requestId, userId } from '../ids.ts'
import type { RoomSummary } from './shapes.ts'

/** Opens the one dialog with that user, making it when missing. `permission` is the site's dialog permission token. */
export const dialogOpenFrame = z.strictObject({
  t: z.literal('dialog.open'),
  id: requestId,
  user_id: userId,
  permission: z.string().max(8192).optional(),
})

export interface DialogOpenResult {
  room: RoomSummary
}
