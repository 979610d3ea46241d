import type { AttachmentKind } from '@imbachat/protocol'
import type { BlobFacts, Variant } from './file.ts'

/** The part of the file storage that `message.send` and the clean-up use. */
export interface FileStorage {
  /**
   * Takes over a local file; it is durable when the promise resolves. The same key again replaces it.
   * @param moved is called while bytes go out, if it takes a while
   * @throws ChatError storage_unavailable
   */
  put(key: string, path: string, moved?: () => void): Promise<void>
  /** @param range bytes, both ends included. @throws ChatError file_not_found, storage_unavailable */
  read(key: string, range?: { start: number; end: number }): Promise<Blob | ReadableStream<Uint8Array>>
  /** bytes; null: it is not there. @throws ChatError storage_unavailable */
  size(key: string): Promise<number | null>
  /** Removes a file; a missing one is no error. @throws ChatError storage_unavailable */
  remove(key: string): Promise<void>
}

/** A file as it arrived, and the variants that were made from it. */
export interface InspectedFile {
  facts: BlobFacts
  /** local files; `original` may be the received one */
  paths: { original: string; thumb?: string }
}

/** Receives the bytes of files and inspects them. */
export interface FileIntake {
  /**
   * Makes a place for an upload of that many bytes.
   * @param waiting bytes of other uploads that are still to come. @throws ChatError storage_unavailable
   */
  begin(upload_id: string, size: number, waiting: number): Promise<void>
  /** @returns true if the next part may begin at `offset` @throws ChatError upload_not_found, storage_unavailable */
  mayBegin(upload_id: string, size: number, offset: number): Promise<boolean>
  /**
   * Stores a part that begins at `offset`, piece by piece. If the part breaks off, what arrived may stay.
   * @returns bytes that are there now. @throws ChatError storage_unavailable, upload_not_found, and what `part` throws
   */
  write(upload_id: string, offset: number, part: AsyncIterable<Uint8Array>): Promise<number>
  /** @param size bytes, as announced. @returns bytes that arrived; null: the upload is unknown */
  received(upload_id: string, size: number): Promise<number | null>
  /**
   * SHA-256 of what arrived, hex.
   * @param size bytes, as announced
   * @param moved is called while it gets on. @throws ChatError upload_unfinished
   */
  digest(upload_id: string, size: number, moved?: () => void): Promise<string>
  /** @throws ChatError file_broken, picture_too_large: it will never pass */
  inspect(
    upload_id: string,
    wish: { kind: AttachmentKind | null; type: string },
    moved?: () => void,
  ): Promise<InspectedFile>
  /** The same for bytes that the server fetched itself; `remove` ends it. */
  look(id: string, bytes: Uint8Array): Promise<InspectedFile>
  /** Removes the variants that were made on this machine: after a failure, the next inspection makes them again. */
  removeMade(upload_id: string): Promise<void>
  /**
   * Removes the file and its variants. A part that is being stored meanwhile may stay: its request checks afterwards
   * whether the upload is still open.
   */
  remove(upload_id: string): Promise<void>
}

/** The widget comes first, so that all files of a widget are found. */
export const storageKey = (widget_id: number, blob_id: string, variant: Variant) =>
  `${widget_id}/${blob_id.slice(0, 2)}/${blob_id}.${variant}`

export interface RemoteFile {
  bytes: Uint8Array
  /** as its server declares it; '': not declared */
  type: string
  /** the last part of its address */
  name: string
}

/** Fetches files from addresses that the site's program names. */
export interface RemoteFiles {
  /**
   * Calls `store` with each file before it fetches the next one, so that few files are in memory at the same time.
   * @returns the result of `store`; null if the file can't be fetched
   * @throws ChatError server_busy, and the errors of `store`
   */
  fetch<T>(widget_id: number, url: string, store: (file: RemoteFile) => Promise<T>): Promise<T | null>
}
