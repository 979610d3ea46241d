import { z } from 'zod'
import { fileId, inviteToken, roomId, uploadId } from '../ids.ts'
import { ATTACHMENT_KINDS, attachment, VOICE_BARS } from '../messages/message.ts'
import { defineRequest } from './define-request.ts'

const pixels = z.int().min(1).max(100_000)

export const fileRequests = [
  /**
   * Begins the upload of a file for a message in this room. The reply names a tus 1.0 resource: send the bytes there by
   * `PATCH`, continue by `HEAD`, give up by `DELETE`, each with `Authorization: Bearer TOKEN`.
   */
  defineRequest({
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
      /** for a video; the server measures pictures itself */
      width: pixels.optional(),
      height: pixels.optional(),
      /** for a video or a voice message */
      duration_ms: z.int().min(0).max(86_400_000).optional(),
      /** for a voice message: its loudness, from its beginning to its end */
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
  }),

  /**
   * All bytes are sent: the server checks the file, makes its small picture and stores it durably. The reply is what a
   * message will carry. Asking again is harmless.
   */
  defineRequest({
    name: 'upload.finish',
    audience: 'writers',
    fields: { upload_id: uploadId },
    reply: z.object({ attachment }),
    errors: [
      'upload_not_found',
      'upload_unfinished',
      'file_type_refused',
      'file_broken',
      'picture_too_large',
      'quota_exceeded',
      'storage_unavailable',
    ],
    cost: 3,
  }),

  /**
   * Tickets to fetch files of a room for some minutes. Files that are not in the room, or that the reader has cleared,
   * are left out. The room's picture is also open to users who see the room in the directory or by a link.
   */
  defineRequest({
    name: 'files.tickets',
    audience: 'readers',
    fields: {
      room_id: roomId,
      file_ids: z.array(fileId).min(1).max(50),
      /** of an invite link to the room, for its picture */
      token: inviteToken.optional(),
    },
    reply: z.object({
      tickets: z.array(z.object({ file_id: z.string(), ticket: z.string() })),
      /** milliseconds since 1970, server time */
      expires_at: z.int(),
    }),
    errors: ['room_not_found'],
    cost: { base: 1, oneMoreForEach: { file_ids: 10 } },
  }),
] as const
