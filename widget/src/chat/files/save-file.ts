import type { Attachment } from '@imbachat/sdk'
import type { RoomFiles } from './room-files.ts'

/** The browser saves the file under its own name. @throws ChatRequestError if it can't be had */
export async function saveFile({ urls }: RoomFiles, { file_id, name }: Attachment): Promise<void> {
  const link = document.createElement('a')
  link.href = await urls.fresh(file_id)
  link.download = name
  link.click()
}
