import type { Attachment } from '@imbachat/protocol'
import type { HeldFile } from '@imbachat/protocol/http/moderation/held-file'

/** @param row as `held_message` has it */
export function heldFilesOf(row: { attachments: string | null; forwarded: string | null }): HeldFile[] {
  const attachments = JSON.parse(row.attachments ?? '[]') as Attachment[]
  return attachments.map(({ file_id, name, size }) => ({
    file_id: row.forwarded === null ? file_id : null,
    name,
    size,
  }))
}
