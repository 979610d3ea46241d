import { z } from 'zod'
import { anyUserId, roomId, seq } from '../ids.ts'
import { APPEAL_MAX } from '../moderation/moderation.ts'
import { REPORT_COMMENT_MAX, REPORT_REASONS } from '../moderation/reports.ts'
import { isVisible } from '../text/visible-text.ts'
import { ownItem } from '../users/own-item.ts'
import { defineRequest, done } from './define-request.ts'

export const appealText = z.string().trim().max(APPEAL_MAX).refine(isVisible, 'must have visible characters')

export const safetyRequests = [
  /**
   * Reports a message (`seq`) or a user (`user_id`) to the moderators, with the messages around it as they are now. The
   * same user's second report of it changes nothing while the first is open.
   */
  defineRequest({
    name: 'report.send',
    audience: 'writers',
    fields: {
      /** where the message is, or where the user is or was a member */
      room_id: roomId,
      /** `seq` of the message; absent: the user is reported */
      seq: seq.exactOptional(),
      /** id of the reported user; absent: the message is reported */
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
  }),

  /** The user has read a warning of the widget's moderators; no device shows it again. Another id changes nothing. */
  defineRequest({
    name: 'warning.confirm',
    audience: 'writers',
    fields: { warning_id: z.string().max(100) },
    /** the item as stored; the user's other connections get it by the `own` event */
    reply: z.object({ item: ownItem }),
    errors: [],
  }),

  /**
   * A note of a muted user to the moderators of the widget: one for each mute. `forbidden`: the user is not muted, or
   * has sent one already.
   */
  defineRequest({
    name: 'appeal.send',
    audience: 'writers',
    fields: { text: appealText },
    /** the item as stored; the user's other connections get it by the `own` event */
    reply: z.object({ item: ownItem }),
    errors: ['forbidden'],
    cost: 5,
  }),
] as const
