import type { FileStorage } from '../chat/attachments/ports.ts'
import type { Bucket } from './s3-bucket.ts'

/** Files as objects under `files/`. */
export function s3Storage(bucket: Bucket): FileStorage {
  const at = (key: string) => `files/${key}`
  return {
    put: (key, path) => bucket.write(at(key), Bun.file(path)),
    read: (key, range) => bucket.read(at(key), range),
    size: async (key) => (await bucket.list(at(key))).find((object) => object.key === at(key))?.size ?? null,
    remove: (key) => bucket.remove(at(key)),
  }
}
