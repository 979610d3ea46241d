import { resolveConfig } from '../config/config.ts'
import { ConfigError, parseEnv } from '../config/env.ts'
import { systemClock } from '../domain/clock.ts'
import { silentLog } from '../domain/log.ts'
import { moveStore } from '../store/transfer/index.ts'
import { type Command, UsageError } from './command.ts'
import { progressLines } from './transfer-progress.ts'

export const move: Command = {
  name: 'move',
  summary: 'Carry SQLite in DATA_DIR over into an empty PostgreSQL; run again it goes on where it was cut',
  options: { to: { value: 'URL', help: 'postgres://user:password@host:5432/database', required: true } },
  async run(given, io) {
    const to = postgresUrl(given.text('to') ?? '')
    const config = resolveConfig(parseEnv(io.env))
    if (config.databaseUrl !== undefined) {
      throw new ConfigError('DATABASE_URL is set: it must not be while SQLite in DATA_DIR is moved')
    }
    const rows = await moveStore({ ...config, clock: systemClock, log: silentLog }, to, progressLines(io))
    io.print(`${rows} rows are there, the same on both sides. Start the server with DATABASE_URL and the same secret.`)
  },
}

function postgresUrl(text: string): string {
  try {
    return parseEnv({ DATABASE_URL: text }).DATABASE_URL ?? fail()
  } catch {
    return fail()
  }
}

function fail(): never {
  throw new UsageError('--to must be like postgres://user:password@host:5432/database')
}
