import { z } from 'zod'
import { anyUserId } from '../ids.ts'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Blocks a user, or unblocks them. In dialogs neither can write to the other; neither sees the other's presence and
 * receipts. In groups and channels the client collapses the blocked user's messages.
 */
export const userBlock = defineRequest({
  name: 'user.block',
  audience: 'writers',
  fields: { user_id: anyUserId, blocked: z.boolean() },
  /** the item as stored; the user's other connections get it by the `own` event */
  reply: z.object({ item: ownItem }),
  errors: ['user_unknown', 'too_many_blocked'],
})
