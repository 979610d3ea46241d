import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createFiles, type Files } from '../chat/attachments/files.ts'
import type { Clock } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import type { SharedRates } from '../chat/shared-rates.ts'
import { createTokenBuckets } from '../chat/token-buckets.ts'
import type { S3Settings } from '../config/config.ts'
import type { Limits } from '../config/limits.ts'
import { type DiskSpace, diskSpace } from './disk-space.ts'
import { diskStorage } from './disk-storage.ts'
import { createInspector } from './inspector/inspector.ts'
import { diskIntake } from './intake.ts'
import { s3Bucket } from './s3-bucket.ts'
import { s3Intake } from './s3-intake.ts'
import { s3Storage } from './s3-storage.ts'

interface FilesOptions {
  /** holds `uploads` and `files` */
  folder: string
  /** if set, files are stored and uploads arrive in S3; `folder` belongs to this node and has files under inspection */
  s3?: S3Settings | undefined
  key: Uint8Array
  limits: Limits
  /** missing: those of this node alone */
  rates?: SharedRates
  clock: Clock
  log: Log
}

/** Opens the storage of files, and the intake that receives and inspects them. */
export function openFiles({ folder, s3, key, limits, clock, log, rates }: FilesOptions): {
  files: Files
  space: DiskSpace
  close(): void
} {
  const inspector = createInspector(log)
  const uploads = join(folder, 'uploads')
  // With S3 the folder has only files under inspection. They may be left of a run that was killed.
  if (s3) rmSync(uploads, { recursive: true, force: true })
  mkdirSync(uploads, { recursive: true, mode: 0o700 })
  const space = diskSpace(uploads, limits.DISK_RESERVE_BYTES, log)
  const local = diskIntake({ folder: uploads, space, inspector, mostPixels: limits.PICTURE_PIXELS, log })
  const bucket = s3 && s3Bucket(s3, log)
  const intake = bucket ? s3Intake(bucket, local, { space, leastPartBytes: limits.UPLOAD_PART_BYTES, log }) : local
  const storage = bucket ? s3Storage(bucket) : diskStorage(join(folder, 'files'), log)
  const dayRate = rates?.buckets('files') ?? createTokenBuckets(clock)
  return { files: createFiles({ storage, intake, key, limits, dayRate, clock }), space, close: inspector.close }
}
