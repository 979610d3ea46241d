import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { resolveConfig } from '../../config/config.ts'
import { ConfigError } from '../../config/config-error.ts'
import { parseEnv } from '../../config/env.ts'
import { noteDatabase } from '../../store/one-database.ts'
import { moveStore } from '../../store/transfer/index.ts'
import { type Command, type CommandIo, type Given, UsageError } from '../command.ts'
import { progressLines } from './transfer-progress.ts'

export const move: Command = {
  name: 'move',
  summary: 'Copy SQLite in DATA_DIR into an empty PostgreSQL; run it again to continue after a break',
  options: {
    'to-env': {
      value: 'NAME',
      help: 'environment variable with the address: postgres://user:password@host:5432/database',
    },
    to: { value: 'URL', help: '"-" reads the address from standard input; or an address without a password' },
  },
  async run(given, io) {
    const to = await targetUrl(given, io)
    const config = resolveConfig(parseEnv(io.env))
    if (config.databaseUrl !== undefined) {
      throw new ConfigError('DATABASE_URL is set: unset it to move SQLite in DATA_DIR')
    }
    const rows = await moveStore({ ...config, clock: systemClock, log: silentLog }, to, progressLines(io))
    noteDatabase({ ...config, databaseUrl: to })
    io.print(
      `Copied ${rows} rows; both databases have the same. Start the server with DATABASE_URL and the same secret.`,
    )
  },
}

/** Other users of the machine can read command lines, so a password must not be in one. */
async function targetUrl(given: Given, io: CommandIo): Promise<string> {
  const [name, to] = [given.text('to-env'), given.text('to')]
  if ((name === undefined) === (to === undefined)) {
    throw new UsageError('set --to-env NAME, or use --to - and standard input')
  }
  if (name !== undefined) return postgresUrl(io.env[name] ?? '', `the environment variable ${name}`)
  if (to === '-') return postgresUrl((await io.readInput()).trim(), 'standard input')
  const url = postgresUrl(to ?? '', '--to')
  if (new URL(url).password !== '' || new URL(url).searchParams.has('password')) {
    throw new UsageError(
      '--to has a password, and other users of this machine can read command ' +
        'lines: use --to-env NAME, or --to - and standard input',
    )
  }
  return url
}

/** @param from the address's source, for the error message; the address itself is not shown */
function postgresUrl(text: string, from: string): string {
  const wrong = new UsageError(`${from} must be an address like postgres://user:password@host:5432/database`)
  try {
    const url = parseEnv({ DATABASE_URL: text }).DATABASE_URL
    if (url !== undefined) return url
  } catch {
    throw wrong
  }
  throw wrong
}
