import { createUpload } from '../../chat/attachments/create-upload.ts'
import type { Handler } from './handler.ts'

export const uploadCreate: Handler<'upload.create'> = ({ parts, principal }, frame) =>
  createUpload(parts, principal, frame)
