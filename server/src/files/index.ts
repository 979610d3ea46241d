import { join } from 'node:path'
import { createFiles, type FileLimits, type Files } from '../chat/attachments/files.ts'
import type { Clock } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import { diskStorage } from './disk-storage.ts'
import { createInspector } from './inspector/inspector.ts'
import { type DiskIntake, diskIntake } from './intake.ts'

/** Where files arrive and where they stay. */
export function openFiles(given: { dataDir: string; key: Uint8Array; limits: FileLimits; clock: Clock; log: Log }): {
  files: Files
  tusStore: DiskIntake['tusStore']
  close(): void
} {
  const { dataDir, key, limits, clock, log } = given
  const inspector = createInspector(log)
  const intake = diskIntake({ folder: join(dataDir, 'uploads'), inspector, mostPixels: limits.picturePixels, log })
  const storage = diskStorage(join(dataDir, 'files'), log)
  return {
    files: createFiles({ storage, intake, key, limits, clock }),
    tusStore: intake.tusStore,
    close: inspector.close,
  }
}
