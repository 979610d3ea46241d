import { z } from 'zod'
import { anyUserId, roomId, seq } from '../ids.ts'
import { REPORT_COMMENT_MAX, REPORT_REASONS } from '../reports.ts'
import { defineRequest, done } from './define-request.ts'

/**
 * Reports a message (`seq`) or a user (`user_id`) to the moderators, with the messages around it as they are now. The
 * same user's second report of it changes nothing while the first is open.
 */
export const reportSend = defineRequest({
  name: 'report.send',
  audience: 'writers',
  fields: {
    /** where the message is, or where the user is or was a member */
    room_id: roomId,
    /** of the message; absent: the user is reported */
    seq: seq.exactOptional(),
    /** of the reported user; absent: the message is reported */
    user_id: anyUserId.exactOptional(),
    reason: z.enum(REPORT_REASONS),
    comment: z
      .string()
      .trim()
      .max(REPORT_COMMENT_MAX, `must have at most ${REPORT_COMMENT_MAX} characters`)
      .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be well-formed Unicode')
      .default(''),
  },
  reply: done,
  errors: ['room_not_found', 'message_not_found', 'user_unknown', 'not_permitted'],
  cost: 3,
})
