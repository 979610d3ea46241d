import { z } from 'zod'
import { rev, roomId, seq } from '../ids.ts'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Stores what the user has begun to write in a room, for their other devices; an empty `text` without `reply_to`
 * removes it. `rev` is that of the draft which it replaces, 0 if there was none: any other is refused as `draft_stale`.
 */
export const draftSet = defineRequest({
  name: 'draft.set',
  audience: 'writers',
  fields: {
    room_id: roomId,
    /** at most as long as a message */
    text: z.string(),
    reply_to: seq.nullable(),
    rev,
  },
  /** the item as stored; the user's other connections get it by the `own` event */
  reply: z.object({ item: ownItem }),
  errors: ['room_not_found', 'message_too_long', 'message_text_invalid', 'draft_stale'],
})
