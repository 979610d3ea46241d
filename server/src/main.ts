import { sql } from 'kysely'
import packageJson from '../package.json' with { type: 'json' }
import { type App, type AppOverrides, createApp } from './app.ts'
import { runsBuilt } from './build/built.ts'
import type { Log } from './chat/log.ts'
import { resolveConfig } from './config/config.ts'
import { parseEnv } from './config/env.ts'
import { mustNotServeAsRoot } from './config/folder-owner.ts'
import { misspeltLine, misspeltSettings } from './config/misspelt.ts'
import { checkFiles } from './doctor/check-storage.ts'
import { createLogger } from './telemetry/logger.ts'

/** Exit codes: the command or the settings are wrong; something failed on the way. */
export const EXIT = { wrong: 2, failed: 1 } as const

/**
 * One input to stop may come as two signals: a terminal, `timeout` and systemd signal the whole group, and npm and our
 * own launcher pass theirs on. Nobody loses patience this soon, milliseconds.
 */
const SAME_WISH_MS = 1_000

/** A server that drains after an exception may hang on what threw it. Then the process ends anyway, milliseconds. */
const DRAIN_AFTER_EXCEPTION_MS = 20_000

/**
 * env → config → app → signals. Resolves when the server answers; SIGTERM and SIGINT drain it and end the process with
 * 0, a second one later than `SAME_WISH_MS` ends it at once.
 *
 * A rejection that nothing handles belongs to one act, whose caller got no answer: the server logs and counts it and
 * goes on. An exception that nothing caught left some code in the middle of its work, so what is in memory may be
 * wrong: the server drains and ends with an error, and its supervisor starts another one.
 * @param onStop what else has to stop, before the server does
 * @throws ConfigError, Error: see `createApp`
 */
export async function startServer(
  env: Record<string, string | undefined>,
  { overrides, onStop }: { overrides?: AppOverrides; onStop?: () => Promise<void> } = {},
): Promise<App> {
  const config = resolveConfig(parseEnv(env))
  mustNotServeAsRoot(config.dataDir)
  const log = overrides?.log ?? createLogger({ level: config.logLevel })
  for (const found of misspeltSettings(env)) log.warn(misspeltLine(found))
  const startedAt = Date.now()
  const app = await createApp(config, { ...overrides, log })
  await reportStart(app, log, startedAt)
  let stoppingSince: number | null = null
  let code: 0 | typeof EXIT.failed = 0
  const drain = () => {
    stoppingSince = performance.now()
    log.info('the server drains')
    Promise.resolve(onStop?.())
      .then(() => app.stop())
      .then(
        () => {
          log.info('the server has stopped')
          process.exit(code)
        },
        (error: unknown) => {
          process.stderr.write(`Stopping failed: ${error instanceof Error ? error.stack : String(error)}\n`)
          process.exit(EXIT.failed)
        },
      )
  }
  const stop = () => {
    if (stoppingSince === null) return drain()
    if (performance.now() - stoppingSince > SAME_WISH_MS) process.exit(EXIT.failed)
  }
  void app.failed.then((error) => {
    process.stderr.write(`The server can't go on: ${error.message}\n`)
    process.exit(EXIT.failed)
  })
  // The server keeps running when no program reads its log any more.
  process.stderr.on('error', () => {})
  process.on('unhandledRejection', (reason) => app.unhandled('rejection', reason))
  process.on('uncaughtException', (error) => {
    app.unhandled('exception', error)
    code = EXIT.failed
    setTimeout(() => process.exit(EXIT.failed), DRAIN_AFTER_EXCEPTION_MS).unref()
    if (stoppingSince !== null) return
    process.stderr.write(`The server can't go on: ${String(error)}\n`)
    drain()
  })
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  return app
}

/** The line in the log that shows a successful start. */
async function reportStart({ config, store }: App, log: Log, startedAt: number): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from schema_migration where applied_at >= ${startedAt}
    order by name`.execute(store.readDb)
  if (rows.length > 0) log.info('the database was migrated', { migrations: rows.map(({ name }) => name) })
  const { publicUrl: address, host, port, databaseUrl } = config
  const database = databaseUrl === undefined ? 'SQLite' : 'PostgreSQL'
  const built = runsBuilt()
  log.info('the server runs', { version: packageJson.version, pid: process.pid, database, address, host, port, built })
  if (config.s3 === undefined) return
  // the chat works without files, so it does not wait for them
  void checkFiles(config).then(({ status, found, fix }) => {
    if (status === 'problem') log.warn(`files can not be stored: ${found} ${fix}`)
  })
}
