import type { FileStorage } from '../chat/attachments/ports.ts'
import type { Bucket } from './s3-bucket.ts'

/** Files as objects under `files/`. */
export function s3Storage(bucket: Bucket): FileStorage {
  const at = (key: string) => `files/${key}`
  return {
    put: (key, path, moved) => bucket.write(at(key), Bun.file(path), moved),
    read: (key, range) => bucket.read(at(key), range),
    size: (key) => bucket.size(at(key)),
    remove: (key) => bucket.remove(at(key)),
  }
}
