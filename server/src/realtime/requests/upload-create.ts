import { createUpload } from '../../chat/attachments/create-upload.ts'
import type { Handler } from './handler.ts'

export const uploadCreate: Handler<'upload.create'> = ({ deps, principal, session }, frame) =>
  createUpload(deps, principal, frame, session.address)
