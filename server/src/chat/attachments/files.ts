import type { Clock } from '../clock.ts'
import { createTokenBuckets, type TokenBuckets } from '../token-buckets.ts'
import { createOutcomes, type Outcomes } from './outcomes.ts'
import type { FileIntake, FileStorage } from './ports.ts'

/** Each is a setting of the server administrator; 0: no limit. */
export interface FileLimits {
  maxFileBytes: number
  uploadsAtOnce: number
  filesPerUserPerDay: number
  bytesPerUserPerDay: number
  bytesPerWidget: number
  picturePixels: number
  uploadKeptMs: number
}

/** What files need besides the store. */
export interface Files {
  storage: FileStorage
  intake: FileIntake
  /** signs upload tokens and tickets */
  key: Uint8Array
  limits: FileLimits
  /** what each user uploaded within a day */
  dayRate: TokenBuckets
  /** requests that wait for an upload to be processed on this node */
  processing: Outcomes
}

export function createFiles(given: Pick<Files, 'storage' | 'intake' | 'key' | 'limits'> & { clock: Clock }): Files {
  const { storage, intake, key, limits, clock } = given
  return { storage, intake, key, limits, dayRate: createTokenBuckets(clock), processing: createOutcomes() }
}
