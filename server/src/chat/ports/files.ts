import type { Attachment, ErrorCode } from '@imbachat/protocol'
import type { BlobFacts, Upload, UploadWish } from '../attachments/file.ts'

/** A file of a message as stored. */
export interface StoredFile {
  fileId: string
  roomId: number
  /** of its message; 0: it is the room's picture; -1: its message is held */
  seq: number
  /** only for a file whose message is held: the user who sees it */
  uploadedBy?: string
  name: string
  blobId: string
  facts: BlobFacts
  poster: { blobId: string; facts: BlobFacts } | null
}

export interface CreateUpload {
  widgetId: number
  uploadId: string
  roomId: number
  userId: string
  size: number
  wish: UploadWish
  expiresAt: number
  /** uploads of the user that no message has taken; 0: no limit */
  mostUploads: number
}

export interface ReserveBlob {
  widgetId: number
  blobId: string
  /** bytes of all variants */
  size: number
  /** bytes of all files of the widget; 0: no limit */
  mostBytes: number
}

/** What came of an upload: its file is stored under `blobId`, or it is refused for good. */
export interface SettleUpload {
  widgetId: number
  uploadId: string
  outcome: /** under a reserved id */
    | { kind: 'stored'; blobId: string; content: string; facts: BlobFacts; attachment: Attachment }
    | { kind: 'known'; blobId: string; attachment: Attachment }
    | { kind: 'refused'; error: ErrorCode }
}

/**
 * `other_blob`: meanwhile the same content was stored under this id. `blob_gone`: the known or reserved blob was
 * removed.
 */
export type SettleOutcome =
  | { kind: 'settled' }
  | { kind: 'other_blob'; blobId: string }
  | { kind: 'blob_gone' }
  | { kind: 'upload_not_found' }

export interface FileStore {
  upload(widgetId: number, uploadId: string): Promise<Upload | null>
  /** of this content, if it is stored */
  blobOf(widgetId: number, content: string): Promise<{ blobId: string; facts: BlobFacts } | null>
  /** of a message that is not deleted */
  file(widgetId: number, fileId: string): Promise<StoredFile | null>
  /** those of these files that are in the room, with the `seq` of their messages */
  filesOf(
    widgetId: number,
    roomId: number,
    fileIds: readonly string[],
  ): Promise<Pick<StoredFile, 'fileId' | 'seq' | 'uploadedBy'>[]>
  /** bytes of all files of the widget */
  fileBytes(widgetId: number): Promise<number>
  createUpload(input: CreateUpload): Promise<'created' | 'too_many'>
  /** Before its bytes are stored: what is not settled is removed again by the clean-up. */
  reserveBlob(input: ReserveBlob): Promise<'reserved' | 'quota_exceeded'>
  settleUpload(input: SettleUpload): Promise<SettleOutcome>
  /** Its bytes are gone. */
  forgetBlob(widgetId: number, blobId: string): Promise<void>
  /** The user gave it up. Its blob stays until the clean-up. */
  removeUpload(widgetId: number, uploadId: string): Promise<void>
}
