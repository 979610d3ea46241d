import type { Limits } from '../../config/limits.ts'
import type { Clock } from '../clock.ts'
import type { SharedBuckets } from '../shared-rates.ts'
import { type Announced, createAnnounced } from './announced.ts'
import { createFileTurns, type FileTurns } from './file-turns.ts'
import { createJobResults, type JobResults } from './job-results.ts'
import { createPartsUnderWay, type PartsUnderWay } from './parts-under-way.ts'
import type { FileIntake, FileStorage } from './ports.ts'

/** Dependencies of files besides the store. */
export interface Files {
  storage: FileStorage
  intake: FileIntake
  /** signs upload tokens and tickets */
  key: Uint8Array
  limits: Limits
  /** uploads in progress: bytes that the disk must still take */
  announced: Announced
  /** parts that arrive right now */
  parts: PartsUnderWay
  /** bytes within a day, by user, and for pictures of cards by widget */
  dayRate: SharedBuckets
  /** whose file is looked at next */
  turns: FileTurns
  /** requests that wait for an upload to be processed on this node */
  processing: JobResults
}

type Given = Pick<Files, 'storage' | 'intake' | 'key' | 'limits' | 'dayRate'> & { clock: Clock }

export function createFiles({ storage, intake, key, limits, dayRate, clock }: Given): Files {
  const announced = createAnnounced(clock, limits)
  return {
    storage,
    intake: {
      ...intake,
      // an upload ends here, however it ends
      async remove(upload_id) {
        await intake.remove(upload_id)
        announced.end(upload_id)
      },
    },
    key,
    limits,
    announced,
    parts: createPartsUnderWay(limits),
    dayRate,
    turns: createFileTurns(clock, limits),
    processing: createJobResults(),
  }
}
