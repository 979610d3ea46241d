import { join } from 'node:path'
import { createFiles, type FileLimits, type Files } from '../chat/attachments/files.ts'
import type { Clock } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import type { S3Settings } from '../config/config.ts'
import { diskStorage } from './disk-storage.ts'
import { createInspector } from './inspector/inspector.ts'
import { diskIntake, type Intake } from './intake.ts'
import { s3Bucket } from './s3-bucket.ts'
import { s3Intake } from './s3-intake.ts'
import { s3Storage } from './s3-storage.ts'

interface FilesOptions {
  /** holds `uploads` and `files` */
  folder: string
  /** then files stay there, and uploads arrive there; `folder` holds what is being looked at */
  s3?: S3Settings | undefined
  key: Uint8Array
  limits: FileLimits
  clock: Clock
  log: Log
}

/** Where files arrive and where they stay. */
export function openFiles({ folder, s3, key, limits, clock, log }: FilesOptions): {
  files: Files
  tusStore: Intake['tusStore']
  close(): void
} {
  const inspector = createInspector(log)
  const local = diskIntake({ folder: join(folder, 'uploads'), inspector, mostPixels: limits.picturePixels, log })
  const bucket = s3 && s3Bucket(s3, log)
  const intake = bucket ? s3Intake(bucket, local) : local
  const storage = bucket ? s3Storage(bucket) : diskStorage(join(folder, 'files'), log)
  return {
    files: createFiles({ storage, intake, key, limits, clock }),
    tusStore: intake.tusStore,
    close: inspector.close,
  }
}
