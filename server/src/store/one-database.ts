import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, resolveConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { parseEnv } from '../config/env.ts'
import { makePrivate } from '../config/folder-owner.ts'
import { splitHosts } from './postgres/connections/hosts.ts'
import { sqlitePath } from './sqlite/open.ts'

type Where = Pick<Config, 'dataDir' | 'databaseUrl'>

/** An empty file, whose name tells administrators its purpose. */
const notePath = (dataDir: string): string => join(dataDir, 'uses-postgresql')

/** For people: which database a command worked on. Without the password. */
export function databaseName({ dataDir, databaseUrl }: Where): string {
  if (databaseUrl === undefined) return sqlitePath(dataDir)
  const { host, pathname } = new URL(splitHosts(databaseUrl).addresses[0] ?? databaseUrl)
  return `PostgreSQL ${host}${pathname}`
}

/** From now on DATA_DIR is never opened with the SQLite database that may still be there. */
export function noteDatabase({ dataDir, databaseUrl }: Where): void {
  if (databaseUrl === undefined || existsSync(notePath(dataDir))) return
  makePrivate(notePath(dataDir))
}

/**
 * A database that was moved to PostgreSQL stays in DATA_DIR. Without DATABASE_URL, a server would go on with the old
 * messages, and a backup would have them.
 * @throws ConfigError
 */
export function mustNotBeMoved({ dataDir, databaseUrl }: Where): void {
  if (databaseUrl !== undefined || !existsSync(notePath(dataDir))) return
  throw new ConfigError(
    `DATABASE_URL is not set, and the server of DATA_DIR ${JSON.stringify(dataDir)} uses PostgreSQL: give this command ` +
      `the server's settings (imbachat --env-file FILE); to use SQLite from now on, remove ${notePath(dataDir)}`,
  )
}

/** The configuration of a command. @throws ConfigError also if two databases could be meant */
export function resolveCommandConfig(env: Record<string, string | undefined>): Config {
  const config = resolveConfig(parseEnv(env))
  mustNotBeMoved(config)
  const { dataDir, databaseUrl } = config
  if (databaseUrl === undefined || existsSync(notePath(dataDir)) || !existsSync(sqlitePath(dataDir))) return config
  throw new ConfigError(
    `DATABASE_URL is set, and DATA_DIR ${JSON.stringify(dataDir)} has a SQLite database: unset DATABASE_URL if SQLite ` +
      'is meant; if PostgreSQL is meant, start the server with it once, or move imbachat.sqlite away',
  )
}
