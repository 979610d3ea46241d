import type { fileRequests } from '@imbachat/protocol/requests/files'
import { createUpload } from '../../../chat/attachments/create-upload.ts'
import { finishUpload } from '../../../chat/attachments/finish-upload.ts'
import { issueTickets } from '../../../chat/attachments/issue-tickets.ts'
import type { HandlersOf } from '../handler.ts'

export const fileHandlers: HandlersOf<typeof fileRequests> = {
  'upload.create': ({ deps, principal, session }, frame) => createUpload(deps, principal, frame, session.address),

  'upload.finish': async ({ deps, principal }, { upload_id }) => ({
    attachment: await finishUpload(deps, principal, upload_id),
  }),

  'files.tickets': ({ deps, principal }, wanted) => issueTickets(deps, principal, wanted),
}
