import type { Clock } from '../clock.ts'
import type { SharedBuckets } from '../shared-rates.ts'
import { type Announced, type AnnouncedLimits, createAnnounced } from './announced.ts'
import { createFileTurns, type FileTurns } from './file-turns.ts'
import { createOutcomes, type Outcomes } from './outcomes.ts'
import { createPartsUnderWay, type PartLimits, type PartsUnderWay } from './parts-under-way.ts'
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
  /** files waiting to be processed on this node */
  waitingOfUser: number
  waitingOfWidget: number
  /** new pictures of a widget's cards */
  cardPicturesPerDay: number
  announced: AnnouncedLimits
  parts: PartLimits
  /** bytes of a part, unless it is the last one of its file */
  leastPartBytes: number
  /** bytes of the disk that files leave free for the database */
  reserveBytes: number
}

/** What files need besides the store. */
export interface Files {
  storage: FileStorage
  intake: FileIntake
  /** signs upload tokens and tickets */
  key: Uint8Array
  limits: FileLimits
  /** files on their way: what the disk must still take */
  announced: Announced
  /** parts that arrive right now */
  parts: PartsUnderWay
  /** what each user uploaded, and each widget's cards brought, within a day */
  dayRate: SharedBuckets
  /** whose file is looked at next */
  turns: FileTurns
  /** requests that wait for an upload to be processed on this node */
  processing: Outcomes
}

type Given = Pick<Files, 'storage' | 'intake' | 'key' | 'limits' | 'dayRate'> & { clock: Clock }

export function createFiles({ storage, intake, key, limits, dayRate, clock }: Given): Files {
  const announced = createAnnounced(clock, limits.announced)
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
    parts: createPartsUnderWay(limits.parts),
    dayRate,
    turns: createFileTurns(clock, limits),
    processing: createOutcomes(),
  }
}
