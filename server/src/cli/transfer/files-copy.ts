import { join, resolve } from 'node:path'
import type { FileStorage } from '../../chat/attachments/ports.ts'
import { silentLog } from '../../chat/log.ts'
import type { Config } from '../../config/config.ts'
import { copyFiles } from '../../files/copy-files.ts'
import { diskStorage } from '../../files/disk-storage.ts'
import { s3Bucket } from '../../files/s3-bucket.ts'
import { s3Storage } from '../../files/s3-storage.ts'
import { type Command, UsageError } from '../command.ts'
import { withStore } from '../command-resources.ts'

const PLACE = '"s3" for the bucket in the environment, or a folder'

export const filesCopy: Command = {
  name: 'files copy',
  summary: 'Copy stored files that the target lacks: into a backup, back, or to S3',
  options: {
    from: { value: 'PLACE', help: `${PLACE}; default: the files folder in FILES_DIR` },
    to: { value: 'PLACE', help: `${PLACE}; default: the files folder in FILES_DIR` },
  },
  run: (given, io) =>
    withStore(io, async ({ config, store }) => {
      const [from, to] = [given.text('from'), given.text('to')]
      if (from === to) throw new UsageError('set --from or --to, to two places')
      const done = await copyFiles(store.readDb, placeOf(config, from), placeOf(config, to), (count) => {
        if (count % 1_000 === 0) io.print(`${count} files …`)
      })
      io.print(`Copied ${done.copied} files; ${done.there} were there already.`)
      const [first] = done.missing
      if (first !== undefined)
        throw new Error(`${done.missing.length} files are missing in the source; the first: ${first}`)
    }),
}

/** @throws UsageError if S3 is asked for and not set */
function placeOf({ s3, filesDir }: Config, place: string | undefined): FileStorage {
  if (place !== 's3') return diskStorage(place === undefined ? join(filesDir, 'files') : resolve(place), silentLog)
  if (!s3) throw new UsageError('"s3" needs S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY')
  return s3Storage(s3Bucket(s3, silentLog))
}
