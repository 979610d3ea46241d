import { z } from 'zod'
import { MOST_ENTITIES } from '../entities.ts'
import { roomId, seq } from '../ids.ts'
import { givenEntities, message } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Replaces the text of the user's own message, and its formatting. */
export const messageEdit = defineRequest({
  name: 'message.edit',
  audience: 'writers',
  fields: { room_id: roomId, seq, text: z.string(), entities: givenEntities.max(MOST_ENTITIES).optional() },
  reply: z.object({ message }),
  errors: [
    'message_empty',
    'message_too_long',
    'message_text_invalid',
    'too_many_mentions',
    'mention_unknown',
    'mention_all_forbidden',
    'message_not_found',
    'room_not_found',
    'not_permitted',
    'muted',
    'request_pending',
    'request_declined',
    'blocked',
    'frozen',
    'words_refused',
    'edit_needs_review',
    'managers_only',
    'forbidden',
    'too_late',
  ],
})
