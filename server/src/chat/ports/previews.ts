import type { LinkPreview, Message } from '@imbachat/protocol'
import type { BlobFacts } from '../attachments/file.ts'
import type { ChangeOutcome } from './messages.ts'

export interface PutPreview {
  widgetId: number
  roomId: number
  seq: number
  at: number
  /** of the text that has the link */
  editedAt: number | null
  preview: LinkPreview
  /** a reserved blob, whose bytes are stored; `fileId`: as the preview names it */
  picture: { blobId: string; fileId: string; content: string; facts: BlobFacts } | null
}

/** `gone`: the message says something else by now. `blob_gone`: the clean-up took the picture */
export type PutPreviewOutcome =
  | { kind: 'changed' | 'unchanged'; message: Message }
  | { kind: 'gone' }
  | { kind: 'blob_gone' }

export interface PreviewStore {
  putPreview(input: Omit<PutPreview, 'at'>): Promise<PutPreviewOutcome>
  removePreview(message: { widgetId: number; roomId: number; seq: number; senderId: string }): Promise<ChangeOutcome>
}
