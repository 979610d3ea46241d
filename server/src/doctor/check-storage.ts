import { Database as BunDatabase } from 'bun:sqlite'
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { silentLog } from '../chat/log.ts'
import type { Config } from '../config/config.ts'
import { s3Bucket } from '../files/s3-bucket.ts'
import { isBusy } from '../store/sqlite/is-busy.ts'
import { type Finding, ok, problem, reasonOf, warning } from './finding.ts'

/** Bytes that must be free, below which the doctor warns. */
const LITTLE_SPACE = 2 * 1024 ** 3
/** Milliseconds of one synced write, above which messages are felt to wait. */
const SLOW_SYNC_MS = 20
const SYNCS = 5

/**
 * The folder, its owner and mode, its space, how fast it syncs, and whether a server holds it.
 * @param inContainer the container's runtime chose the volume's owner, and nobody else is in the container
 */
export function checkDataDir(
  { dataDir, databaseUrl, limits }: Pick<Config, 'dataDir' | 'databaseUrl' | 'limits'>,
  inContainer = false,
): Finding[] {
  const shown = JSON.stringify(dataDir)
  if (!existsSync(dataDir)) return [ok('data-dir', `${shown} does not exist yet; the first start creates it.`)]
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const fix = 'Run the doctor as the user that runs the server, or give that user the folder: chown -R USER DATA_DIR.'
    return [problem('data-dir', `This user can't write to DATA_DIR ${shown} (${reasonOf(error)}).`, fix)]
  }
  const { uid, mode } = statSync(dataDir)
  const findings: Finding[] = []
  const own = process.getuid?.()
  if (inContainer) findings.push(ok('data-dir', `DATA_DIR ${shown} is writable.`))
  // files that root creates there are given to the owner
  else if (own !== undefined && own !== 0 && own !== uid) {
    const fix = 'Run the server and its commands as the owner of the folder.'
    findings.push(warning('data-dir', `DATA_DIR ${shown} belongs to user ${uid}, and this is user ${own}.`, fix))
  } else if ((mode & 0o077) !== 0) {
    const fix = `chmod 700 ${dataDir}`
    findings.push(warning('data-dir', `Other users of this machine can look into DATA_DIR ${shown}.`, fix))
  } else findings.push(ok('data-dir', `DATA_DIR ${shown} is writable and private.`))
  findings.push(checkSpace('disk', dataDir, limits.DISK_RESERVE_BYTES), checkSync(dataDir))
  if (databaseUrl === undefined) findings.push(checkLock(dataDir))
  return findings
}

const MAKE_ROOM = 'Make room: delete old backups, lower FILE_BYTES_PER_WIDGET, or use a larger disk.'

function checkSpace(check: string, folder: string, reserve: number): Finding {
  const { bavail, bsize, blocks } = statfsSync(folder)
  const free = bavail * bsize
  const text = `${size(free)} of ${size(blocks * bsize)} are free at ${JSON.stringify(folder)}`
  if (free < reserve) {
    const refused = `${text}, less than DISK_RESERVE_BYTES: the server takes no files, and on a full disk no messages.`
    return problem(check, refused, MAKE_ROOM)
  }
  return free < LITTLE_SPACE ? warning(check, `${text}.`, MAKE_ROOM) : ok(check, `${text}.`)
}

const size = (bytes: number) =>
  bytes < 1024 ** 3 ? `${Math.round(bytes / 1024 ** 2)} MB` : `${(bytes / 1024 ** 3).toFixed(1)} GB`

/** A message is acknowledged after one synced write, so this is the least that it waits. */
function checkSync(folder: string): Finding {
  const path = join(folder, `doctor-${crypto.randomUUID()}`)
  try {
    const file = openSync(path, 'wx', 0o600)
    const times: number[] = []
    try {
      for (let n = 0; n < SYNCS; n++) {
        const started = performance.now()
        writeSync(file, 'x')
        fsyncSync(file)
        times.push(performance.now() - started)
      }
    } finally {
      closeSync(file)
    }
    const median = times.sort((a, b) => a - b)[Math.floor(SYNCS / 2)] ?? 0
    const text = `A synced write takes ${median.toFixed(1)} ms.`
    return median > SLOW_SYNC_MS ? warning('sync', text, 'Put DATA_DIR on a local SSD.') : ok('sync', text)
  } catch (error) {
    return problem(
      'sync',
      `A file can't be written and synced in DATA_DIR (${reasonOf(error)}).`,
      'Make room, or check the disk.',
    )
  } finally {
    rmSync(path, { force: true })
  }
}

function checkLock(dataDir: string): Finding {
  const path = join(dataDir, 'server.lock')
  if (!existsSync(path)) return ok('server', 'No server has used DATA_DIR yet.')
  let lock: BunDatabase | undefined
  try {
    lock = new BunDatabase(path, { readwrite: true })
    lock.run('begin exclusive')
    return warning(
      'server',
      'No server runs on DATA_DIR.',
      'Start it: systemctl start imbachat, or npx imbachat serve.',
    )
  } catch (error) {
    if (isBusy(error)) return ok('server', 'A server runs on DATA_DIR.')
    const fix =
      'Give this user the file. If it is damaged, stop the server and remove it: the next start creates it again.'
    return problem('server', `The file ${JSON.stringify(path)} can't be locked (${reasonOf(error)}).`, fix)
  } finally {
    lock?.close()
  }
}

/** Writes, reads and removes one file in the storage. */
export async function checkFiles({
  s3,
  filesDir,
  limits,
}: Pick<Config, 's3' | 'filesDir' | 'limits'>): Promise<Finding> {
  if (!s3)
    return existsSync(filesDir)
      ? checkSpace('files', filesDir, limits.DISK_RESERVE_BYTES)
      : ok('files', 'Files will lie in FILES_DIR.')
  const bucket = s3Bucket(s3, silentLog)
  const key = `doctor/${crypto.randomUUID()}`
  try {
    await bucket.write(key, 'doctor')
    const read = await new Response(await bucket.read(key, { start: 2, end: 5 })).text()
    if (read !== 'ctor') {
      const text = `The bucket ${s3.bucket} answers a request for a range with other bytes.`
      return problem('files', text, 'Videos and voice messages need ranges: use another S3 server, or update this one.')
    }
    return ok('files', `The bucket ${s3.bucket} stores, returns and removes a file.`)
  } catch (error) {
    const fix = 'Check S3_ENDPOINT, S3_BUCKET and the two keys, and that the keys may put, get, list and delete.'
    return problem('files', `The bucket ${s3.bucket} can't be used (${reasonOf(error)}).`, fix)
  } finally {
    await bucket.remove(key).catch(() => undefined)
  }
}
