import { z } from 'zod'
import { APPEAL_MAX } from '../moderation.ts'
import { ownItem } from '../shapes.ts'
import { isVisible } from '../visible-text.ts'
import { defineRequest } from './define-request.ts'

export const appealText = z.string().trim().max(APPEAL_MAX).refine(isVisible, 'must have visible characters')

/**
 * A note of a muted user to the moderators of the widget: one for each mute. `forbidden`: the user is not muted, or has
 * sent one already.
 */
export const appealSend = defineRequest({
  name: 'appeal.send',
  audience: 'writers',
  fields: { text: appealText },
  /** the item as stored; the user's other connections get it by the `own` event */
  reply: z.object({ item: ownItem }),
  errors: ['forbidden'],
  cost: 5,
})
