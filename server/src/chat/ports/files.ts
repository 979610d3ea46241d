import type { Attachment, ErrorCode } from '@imbachat/protocol'
import type { BlobFacts, Upload, UploadInput } from '../attachments/file.ts'

/** A file of a message as stored. */
export interface StoredFile {
  file_id: string
  room_id: number
  /** of its message; 0: it is the room's picture; -1: its message is held */
  seq: number
  /** only for a file whose message is held: the user who sees it */
  uploadedBy?: string
  name: string
  blob_id: string
  facts: BlobFacts
  poster: { blob_id: string; facts: BlobFacts } | null
}

export interface CreateUpload {
  widget_id: number
  upload_id: string
  room_id: number
  user_id: string
  size: number
  wish: UploadInput
  expires_at: number
  /** whatever else of the user waits */
  anyNumber?: boolean
}

export interface ReserveBlob {
  widget_id: number
  blob_id: string
  /** bytes of all variants */
  size: number
  /** bytes of all files of the widget; 0: no limit */
  mostBytes: number
}

/** The outcome of an upload: its file is stored under `blob_id`, or it is refused for good. */
export interface SettleUpload {
  widget_id: number
  upload_id: string
  outcome: /** under a reserved id */
    | { kind: 'stored'; blob_id: string; content: string; facts: BlobFacts; attachment: Attachment }
    | { kind: 'known'; blob_id: string; attachment: Attachment }
    | { kind: 'refused'; error: ErrorCode }
}

/**
 * `other_blob`: meanwhile the same content was stored under this id. `blob_gone`: the known or reserved blob was
 * removed.
 */
export type SettleOutcome =
  | { kind: 'settled' }
  | { kind: 'other_blob'; blob_id: string }
  | { kind: 'blob_gone' }
  | { kind: 'upload_not_found' }

export interface FileStore {
  upload(widget_id: number, upload_id: string): Promise<Upload | null>
  /** of this content, if it is stored */
  blobOf(widget_id: number, content: string): Promise<{ blob_id: string; facts: BlobFacts } | null>
  /** a file of a message that is not deleted */
  file(widget_id: number, file_id: string): Promise<StoredFile | null>
  /** those of these files that are in the room, with the `seq` of their messages */
  filesOf(
    widget_id: number,
    room_id: number,
    file_ids: readonly string[],
  ): Promise<Pick<StoredFile, 'file_id' | 'seq' | 'uploadedBy'>[]>
  /** bytes of all files of the widget */
  fileBytes(widget_id: number): Promise<number>
  createUpload(input: CreateUpload): Promise<'created' | 'too_many'>
  /** Reserves a blob before its bytes are stored. The clean-up removes blobs that are never settled. */
  reserveBlob(input: ReserveBlob): Promise<'reserved' | 'quota_exceeded'>
  settleUpload(input: SettleUpload): Promise<SettleOutcome>
  /** Its bytes are gone. */
  forgetBlob(input: { widget_id: number; blob_id: string }): Promise<void>
  /** The user gave it up. Its blob stays until the clean-up. */
  removeUpload(input: { widget_id: number; upload_id: string }): Promise<void>
}
