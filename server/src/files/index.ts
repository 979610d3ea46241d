import { join } from 'node:path'
import { createFiles, type FileLimits, type Files } from '../chat/attachments/files.ts'
import type { Clock } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import { diskStorage } from './disk-storage.ts'
import { type DiskIntake, diskIntake } from './intake.ts'

/** Where files arrive and where they stay. */
export function openFiles(given: { dataDir: string; key: Uint8Array; limits: FileLimits; clock: Clock; log: Log }): {
  files: Files
  tusStore: DiskIntake['tusStore']
} {
  const { dataDir, key, limits, clock, log } = given
  const intake = diskIntake(join(dataDir, 'uploads'), log)
  const storage = diskStorage(join(dataDir, 'files'), log)
  return { files: createFiles({ storage, intake, key, limits, clock }), tusStore: intake.tusStore }
}
