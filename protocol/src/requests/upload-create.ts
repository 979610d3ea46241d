import { z } from 'zod'
import { roomId } from '../ids.ts'
import { ATTACHMENT_KINDS, VOICE_BARS } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

const pixels = z.int().min(1).max(100_000)

/**
 * Begins the upload of a file for a message in this room. The reply names a tus 1.0 resource: send the bytes there by
 * `PATCH`, continue by `HEAD`, give up by `DELETE`, each with `Authorization: Bearer TOKEN`.
 */
export const uploadCreate = defineRequest({
  name: 'upload.create',
  audience: 'writers',
  fields: {
    room_id: roomId,
    name: z.string().max(1_000, 'must have at most 1,000 characters'),
    /** bytes, exactly */
    size: z.int().min(0),
    /** MIME type as the client knows it; the server looks at the content */
    type: z.string().max(200, 'must have at most 200 characters').default(''),
    /** what the file is to be shown as; `file` sends a picture or a video as it is. Default: by its content */
    kind: z.enum(ATTACHMENT_KINDS).optional(),
    /** of a video; the server measures pictures itself */
    width: pixels.optional(),
    height: pixels.optional(),
    /** of a video or a voice message */
    duration_ms: z.int().min(0).max(86_400_000).optional(),
    /** of a voice message: how loud it is, from its begin to its end */
    bars: z.array(z.int().min(0).max(31)).max(VOICE_BARS).optional(),
  },
  reply: z.object({
    upload_id: z.string(),
    /** path of the tus resource on this server */
    url: z.string(),
    token: z.string(),
    /** when the server forgets the upload unless a message has it, milliseconds since 1970 */
    expires_at: z.int(),
  }),
  errors: [
    'room_not_found',
    'forbidden',
    'not_permitted',
    'muted',
    'request_pending',
    'request_declined',
    'frozen',
    'file_empty',
    'file_too_large',
    'file_type_refused',
    'too_many_uploads',
    'quota_exceeded',
    'storage_unavailable',
    'words_refused',
  ],
  cost: 3,
})
