import { z } from 'zod'
import { MOST_ENTITIES } from '../entities.ts'
import { clientId, rev, roomId, seq, uploadId } from '../ids.ts'
import { attachment, entity, givenEntities, MASKS } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Sends a message. The reply means: committed and fsynced. Sending the same `client_id` again answers with the same
 * `seq`, forever. The server checks `text` against the widget's limits (`message_too_long`, `message_empty`,
 * `message_text_invalid`).
 */
export const messageSend = defineRequest({
  name: 'message.send',
  audience: 'writers',
  fields: {
    room_id: roomId,
    client_id: clientId,
    /** may be empty where there are attachments */
    text: z.string(),
    /** formatting of the text; the server cuts and joins them where they cross or touch */
    entities: givenEntities.max(MOST_ENTITIES).optional(),
    reply_to: seq.optional(),
    /** `rev` of the user's draft in this room, if there is one: the commit that stores the message removes it */
    draft: rev.optional(),
    /** the user's own finished uploads for this room, up to 10; `poster_id` is the upload of a video's still picture */
    attachments: z
      .array(z.strictObject({ upload_id: uploadId, poster_id: uploadId.optional() }))
      .min(1)
      .max(100)
      .optional(),
  },
  reply: z.object({
    client_id: z.string(),
    seq: z.int(),
    rev: z.int(),
    created_at: z.int(),
    attachments: z.array(attachment).exactOptional(),
    /** present where the server masked parts of the text: what it stored instead of what was sent */
    stored: z
      .object({ text: z.string(), entities: z.array(entity).exactOptional(), masked: z.enum(MASKS) })
      .exactOptional(),
    /** others do not see it until a moderator publishes it: `seq` and `rev` are 0, and the own item `held` has it */
    held: z.literal(true).exactOptional(),
  }),
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
    'too_many_files',
    'upload_not_found',
    'upload_unfinished',
    'blocked',
    'frozen',
    'words_refused',
    'managers_only',
    'slow_mode',
    'too_many_held',
  ],
})
