import { type App, type AppOverrides, createApp } from './app.ts'
import { resolveConfig } from './config/config.ts'
import { parseEnv } from './config/env.ts'

/** Exit codes: what was asked for is wrong, something failed on the way. */
export const EXIT = { wrong: 2, failed: 1 } as const

/**
 * One wish to stop may come as two signals: a terminal, `timeout` and systemd signal the whole group, and npm and our
 * own launcher pass theirs on. Nobody loses patience this soon, milliseconds.
 */
const SAME_WISH_MS = 1_000

/**
 * env → config → app → signals. Resolves when the server answers; SIGTERM and SIGINT drain it and end the process with
 * 0, a second one later than `SAME_WISH_MS` ends it at once.
 * @param onStop what else has to stop, before the server does
 * @throws ConfigError, Error: see `createApp`
 */
export async function startServer(
  env: Record<string, string | undefined>,
  { overrides, onStop }: { overrides?: AppOverrides; onStop?: () => Promise<void> } = {},
): Promise<App> {
  const app = await createApp(resolveConfig(parseEnv(env)), overrides)
  let stoppingSince: number | null = null
  const stop = () => {
    if (stoppingSince !== null) {
      if (performance.now() - stoppingSince > SAME_WISH_MS) process.exit(EXIT.failed)
      return
    }
    stoppingSince = performance.now()
    Promise.resolve(onStop?.())
      .then(() => app.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`Stopping failed: ${String(error)}\n`)
          process.exit(EXIT.failed)
        },
      )
  }
  void app.failed.then((error) => {
    process.stderr.write(`The server can't go on: ${error.message}\n`)
    process.exit(EXIT.failed)
  })
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  return app
}
