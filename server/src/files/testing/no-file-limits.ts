import type { FileLimits } from '../../chat/attachments/files.ts'

/** For tests that limits don't concern. */
export const NO_FILE_LIMITS: FileLimits = {
  maxFileBytes: 0,
  uploadsAtOnce: 0,
  filesPerUserPerDay: 0,
  bytesPerUserPerDay: 0,
  bytesPerWidget: 0,
  picturePixels: 100_000_000,
  uploadKeptMs: 24 * 3_600_000,
  waitingOfUser: 1_000,
  waitingOfWidget: 1_000,
  cardPicturesPerDay: 0,
  announced: { ofUser: 0, ofGuest: 0, ofAddress: 0, ofWidget: 0 },
  parts: { ofUser: 0, ofAddress: 0, ofNode: 0, stallMs: 20_000 },
  leastPartBytes: 0,
  reserveBytes: 0,
}
