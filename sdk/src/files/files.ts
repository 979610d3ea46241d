import { createFileUrls } from './file-urls.ts'
import type { FilesOptions } from './files-options.ts'
import { createUpload } from './upload-file.ts'

/** Uploads and addresses of files; loaded when the first file is needed. */
export function createFiles(options: FilesOptions) {
  return { upload: createUpload(options), url: createFileUrls(options) }
}
