import type { LinkPreview, Message } from '@imbachat/protocol'
import type { BlobFacts } from '../attachments/file.ts'
import type { ChangeOutcome } from './messages.ts'

export interface PutPreview {
  widget_id: number
  room_id: number
  seq: number
  at: number
  /** edit time of the text that has the link */
  edited_at: number | null
  preview: LinkPreview
  /** a reserved blob, whose bytes are stored; `file_id`: as the preview names it */
  picture: { blob_id: string; file_id: string; content: string; facts: BlobFacts } | null
}

/** `gone`: the message has another text now. `blob_gone`: the clean-up removed the picture */
export type PutPreviewOutcome =
  | { kind: 'changed' | 'unchanged'; message: Message }
  | { kind: 'gone' }
  | { kind: 'blob_gone' }

export interface PreviewStore {
  putPreview(input: Omit<PutPreview, 'at'>): Promise<PutPreviewOutcome>
  removePreview(message: { widget_id: number; room_id: number; seq: number; sender_id: string }): Promise<ChangeOutcome>
}
