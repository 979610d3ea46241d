import type { Clock } from '../clock.ts'
import { createTokenBuckets, type TokenBuckets } from '../token-buckets.ts'
import { createFileTurns, type FileTurns } from './file-turns.ts'
import { createOutcomes, type Outcomes } from './outcomes.ts'
import type { FileIntake, FileStorage } from './ports.ts'

/** Each is a setting of the server administrator; 0: no limit, but for files that wait. */
export interface FileLimits {
  maxFileBytes: number
  uploadsAtOnce: number
  filesPerUserPerDay: number
  bytesPerUserPerDay: number
  bytesPerWidget: number
  picturePixels: number
  uploadKeptMs: number
  /** files that wait to be looked at on this node */
  waitingOfUser: number
  waitingOfWidget: number
  /** new pictures of a widget's cards */
  cardPicturesPerDay: number
}

/** What files need besides the store. */
export interface Files {
  storage: FileStorage
  intake: FileIntake
  /** signs upload tokens and tickets */
  key: Uint8Array
  limits: FileLimits
  /** what each user uploaded, and each widget's cards brought, within a day */
  dayRate: TokenBuckets
  /** whose file is looked at next */
  turns: FileTurns
  /** requests that wait for an upload to be processed on this node */
  processing: Outcomes
}

export function createFiles(given: Pick<Files, 'storage' | 'intake' | 'key' | 'limits'> & { clock: Clock }): Files {
  const { storage, intake, key, limits, clock } = given
  const dayRate = createTokenBuckets(clock)
  return { storage, intake, key, limits, dayRate, turns: createFileTurns(clock, limits), processing: createOutcomes() }
}
