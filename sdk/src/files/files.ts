import type { Request } from '../connection/connection.ts'
import type { SdkClock } from '../types.ts'
import { createFileUrls } from './file-urls.ts'
import { createUpload } from './upload-file.ts'

export interface FilesOptions {
  /** address of the server */
  server: string
  widgetId: number
  clock: SdkClock
  /** waits for a connection that is being opened */
  request: Request
}

/** Uploads and addresses of files; loaded when the first file is needed. */
export function createFiles(options: FilesOptions) {
  return { upload: createUpload(options), url: createFileUrls(options) }
}
