import type { ReplyTo } from '@imbachat/protocol'
import type { FileForUser } from '../../../chat/messages/send-for-user.ts'

interface FileGiven {
  url?: string | undefined
  name?: string | undefined
  file_id?: string | undefined
}

/** @param given one of the two, by the schema */
export const filesGiven = ({ url, name, file_id = '' }: FileGiven): FileForUser =>
  url === undefined ? { file_id } : { url, name }

export const uploadPlaceOf = (
  { upload_id, url, token, expires_at }: ReplyTo<'upload.create'>,
  { publicUrl }: { publicUrl: string },
) => ({ file_id: upload_id, url: `${publicUrl}${url}`, token, expires_at })
