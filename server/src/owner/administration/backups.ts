import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { ChatError } from '@imbachat/protocol'
import type { BackupRun, ServerBackups } from '@imbachat/protocol/http/administration'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { Config } from '../../config/config.ts'
import type { Database } from '../../store/schema.ts'

const SHOWN = 50

/** Backups that were made by the command line or from the dashboard: both run `imbachat backup`, which records them. */
export interface Backups {
  list(): Promise<ServerBackups>
  /** The newest complete one. */
  last(): Promise<BackupRun | null>
  /** @throws ChatError conflict while one runs on this node */
  start(): Promise<ServerBackups>
  /** Ends one that runs: no file of it is left. */
  close(): Promise<void>
}

interface BackupsDeps {
  reader: Kysely<Database>
  dataDir: string
  /** Runs the command in a process of its own, so that the chat does not wait for it. */
  run(path: string): { ended: Promise<number>; stop(): void }
  clock: Clock
  log: Log
}

export function createBackups({ reader, dataDir, run, clock, log }: BackupsDeps): Backups {
  const folder = join(dataDir, 'backups')
  let running: { ended: Promise<void>; stop(): void } | null = null

  const rows = () =>
    reader
      .selectFrom('backup_run')
      .select(['id as backup_id', 'started_at', 'ended_at', 'path', 'node', 'row_count as rows', 'bytes', 'error'])
      .orderBy('started_at', 'desc')

  const list = async (): Promise<ServerBackups> => ({
    backups: await rows().limit(SHOWN).execute(),
    running: running !== null,
    command: `imbachat backup --to ${join(folder, 'NAME.gz')}`,
  })

  return {
    list,
    async last() {
      return (await rows().where('error', 'is', null).limit(1).executeTakeFirst()) ?? null
    },
    async start() {
      if (running !== null) throw new ChatError('conflict', 'a backup runs already')
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      chmodSync(folder, 0o700)
      const name = new Date(clock.now()).toISOString().replaceAll(/\D/g, '').slice(0, 14)
      const { ended, stop } = run(join(folder, `imbachat-${name}.gz`))
      const settled = ended
        .then((code) => {
          if (code !== 0) log.error('a backup from the dashboard failed', { code })
        })
        .finally(() => {
          running = null
        })
      running = { ended: settled, stop }
      return list()
    },
    async close() {
      const now = running
      now?.stop()
      await now?.ended.catch(() => undefined)
    },
  }
}

const COMMAND_LINE = join(import.meta.dir, '../../cli/main.ts')

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
