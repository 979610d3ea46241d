import { z } from 'zod'
import { uploadId } from '../ids.ts'
import { attachment } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * All bytes are sent: the server checks the file, makes its small picture and stores it durably. The reply is what a
 * message will carry. Asking again is harmless.
 */
export const uploadFinish = defineRequest({
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
})
