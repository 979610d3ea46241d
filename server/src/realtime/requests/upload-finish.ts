import { finishUpload } from '../../chat/attachments/finish-upload.ts'
import type { Handler } from './handler.ts'

export const uploadFinish: Handler<'upload.finish'> = async ({ deps, principal }, { upload_id }) => ({
  attachment: await finishUpload(deps, principal, upload_id),
})
