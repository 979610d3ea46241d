import type { Generated } from 'kysely'

/** Files of messages and of rooms. */
export interface FileTables {
  upload: UploadTable
  blob: BlobTable
  attachment: AttachmentTable
  file_usage: FileUsageTable
}

/** A file that its user has not sent in a message yet. */
interface UploadTable {
  widget_id: number
  id: string
  /** the room whose messages may take it */
  room_id: number
  user_id: string
  /** bytes, as announced */
  size: number
  /** JSON: UploadInput */
  wish: string
  state: 'open' | 'ready' | 'refused'
  /** why it was refused: an error code */
  error: string | null
  /** JSON: Attachment, when it is ready */
  attachment: string | null
  blob_id: string | null
  created_at: number
  expires_at: number
}

/**
 * Stored bytes: the original and its variants. The row is inserted before the bytes are stored, and removed after them.
 */
interface BlobTable {
  widget_id: number
  id: string
  /**
   * its source: the way of processing and the SHA-256 of the received bytes; `new ID` before it is stored, `gone ID`
   * while it is removed
   */
  content: string
  /** bytes of all variants */
  size: number
  /** JSON: BlobFacts */
  facts: string
  /** since when perhaps nothing names it: the clean-up looks; null: it is in use */
  unused_since: Generated<number | null>
}

/** A file of a message: it opens its blob to the members of its room. */
interface AttachmentTable {
  widget_id: number
  id: string
  room_id: number
  /** 0: the room's picture */
  seq: number
  name: string
  blob_id: string
  /** the picture that a video shows before it plays */
  poster_blob_id: string | null
}

interface FileUsageTable {
  widget_id: number
  /** sum of all blobs */
  bytes: number
}
