import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { ChatError } from '@imbachat/protocol'
import type { BackupRun, ServerBackups } from '@imbachat/protocol/http/administration'
import type { Kysely } from 'kysely'
import { ownScript } from '../../build/built.ts'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { Config } from '../../config/config.ts'
import type { Limits } from '../../config/limits.ts'
import type { Database } from '../../store/schema/schema.ts'

const SHOWN = 50

/** Backups that were made by the command line or from the dashboard: both run `imbachat backup`, which records them. */
export interface Backups {
  list(): Promise<ServerBackups>
  /** The newest complete one. */
  last(): Promise<RecordedRun | null>
  /** @throws ChatError conflict while one runs on this node; storage_unavailable without space for it */
  start(): Promise<ServerBackups>
  /** Ends one that runs: no file of it is left. */
  close(): Promise<void>
}

export type RecordedRun = Omit<BackupRun, 'file'>

interface BackupsDeps {
  readDb: Kysely<Database>
  dataDir: string
  /** the newest ones in `DATA_DIR/backups` that stay when another one is complete; 0: all */
  limits: Pick<Limits, 'BACKUPS_KEPT'>
  databaseBytes(): Promise<number>
  /** Runs the command in a process of its own, so that the chat does not wait for it. */
  run(path: string): { ended: Promise<number>; stop(): void }
  clock: Clock
  log: Log
  freeBytes?: (folder: string) => number
}

/** The name that `start` gives a file: sorted by name is sorted by time. */
const OWN_FILE = /^imbachat-\d{14}\.gz$/
const UNFINISHED = /^imbachat-\d{14}\.gz\.part$/
/** Bytes of the disk that a backup leaves to the database. */
const RESERVE = 256 * 1024 * 1024
/** The database grows from one backup to the next. */
const GROWTH = 1.25

export function createBackups(deps: BackupsDeps): Backups {
  const { BACKUPS_KEPT: kept } = deps.limits
  const { readDb, dataDir, databaseBytes, run, clock, log, freeBytes = freeBytesOf } = deps
  const folder = resolve(dataDir, 'backups')
  let running: { ended: Promise<void>; stop(): void } | null = null

  const rows = () =>
    readDb
      .selectFrom('backup_run')
      .select(['id as backup_id', 'started_at', 'ended_at', 'path', 'node', 'row_count as rows', 'bytes', 'error'])
      .orderBy('started_at', 'desc')

  const last = async () => (await rows().where('error', 'is', null).limit(1).executeTakeFirst()) ?? null

  async function space(): Promise<ServerBackups['space']> {
    const before = (await last())?.bytes ?? null
    const needed = before === null ? await databaseBytes() : Math.ceil(before * GROWTH)
    return { free_bytes: freeBytes(dataDir), needed_bytes: needed + RESERVE }
  }

  const list = async (): Promise<ServerBackups> => ({
    backups: (await rows().limit(SHOWN).execute()).map((row) => ({ ...row, file: fileOf(row) })),
    running: running !== null,
    kept,
    space: await space(),
    command: `imbachat backup --to ${join(folder, 'NAME.gz')}`,
  })

  function fileOf({ node, path, error }: RecordedRun): BackupRun['file'] {
    if (error !== null) return 'none'
    // the command line of this machine may have written to a disk that is not there now
    if (node !== hostname() || dirname(path) !== folder) return 'elsewhere'
    return existsSync(path) ? 'here' : 'removed'
  }

  const remove = (names: readonly string[]) => {
    for (const name of names) rmSync(join(folder, name), { force: true })
  }

  /** @param made stays, whatever the clock said when the others were made */
  function removeOld(made: string): void {
    if (kept === 0) return
    const others = readdirSync(folder).filter((name) => OWN_FILE.test(name) && name !== made)
    const old = others.sort().slice(0, Math.max(0, others.length - (kept - 1)))
    remove(old)
    if (old.length > 0) log.info('old backups of the dashboard were removed', { files: old })
  }

  return {
    list,
    last,
    async start() {
      if (running !== null) throw new ChatError('conflict', 'a backup runs already')
      const { free_bytes, needed_bytes } = await space()
      if (free_bytes < needed_bytes) throw noSpace(free_bytes, needed_bytes)
      // another request may have been faster
      if (running !== null) throw new ChatError('conflict', 'a backup runs already')
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      chmodSync(folder, 0o700)
      // of one whose process was killed
      remove(readdirSync(folder).filter((name) => UNFINISHED.test(name)))
      const name = new Date(clock.now()).toISOString().replaceAll(/\D/g, '').slice(0, 14)
      const { ended, stop } = run(join(folder, `imbachat-${name}.gz`))
      const settled = ended
        .then((code) => {
          if (code === 0) removeOld(`imbachat-${name}.gz`)
          else log.error('a backup from the dashboard failed', { code })
        })
        .catch((error: unknown) => log.error('old backups could not be removed', { error }))
        .finally(() => {
          running = null
        })
      running = { ended: settled, stop }
      return list()
    },
    async close() {
      const now = running
      now?.stop()
      await now?.ended
    },
  }
}

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function noSpace(free: number, needed: number): ChatError {
  const megabytes = (bytes: number) => Math.ceil(bytes / 1024 / 1024)
  const text = `DATA_DIR has ${megabytes(free)} MB free; a backup needs ${megabytes(needed)} MB, with a reserve`
  return new ChatError('storage_unavailable', text)
}

const COMMAND_LINE = ownScript('imbachat').pathname

/** Runs `imbachat backup` beside the server, on the same database: reading every row must not keep the chat waiting. */
export const backupProcess =
  ({ dataDir, databaseUrl, secret, publicUrl }: Config) =>
  (path: string): { ended: Promise<number>; stop(): void } => {
    const child = Bun.spawn([process.execPath, '--no-orphans', COMMAND_LINE, 'backup', '--to', path], {
      env: {
        PATH: process.env.PATH ?? '',
        // in a container, where the file system may be read-only
        ...(process.env.TMPDIR !== undefined && { TMPDIR: process.env.TMPDIR }),
        DATA_DIR: dataDir,
        PUBLIC_URL: publicUrl,
        ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
        ...(secret !== undefined && { SECRET: secret }),
      },
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'ignore',
    })
    return { ended: child.exited, stop: () => child.kill() }
  }
