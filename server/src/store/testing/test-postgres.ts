import { migrate } from '../postgres/migrate.ts'
import { freshPostgresDatabase } from './postgres-database.ts'
import { type PostgresServer, startPostgresServer } from './postgres-server.ts'

// Each test file may have separate modules; the server is one for the whole run.
const shared = globalThis as {
  imbachatTestPostgres?: Promise<PostgresServer>
  imbachatTestTemplate?: Promise<string>
}

/**
 * Makes a fresh database for a test, on the server at TEST_DATABASE_URL (whose user may create databases). Without that
 * setting, the first test starts a server from npm's binaries, which ends with the run.
 */
export async function testPostgres(): Promise<{ url: string; remove(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return freshPostgresDatabase(given)
  const { url } = await freshPostgresDatabase((await ownServer()).url)
  // The whole server is removed at the end, which is quicker than dropping each database.
  return { url, remove: async () => undefined }
}

/** The same with all tables, for tests that are not about them: a copy takes a fifth of what the migrations take. */
export async function testPostgresWithTables(): Promise<{ url: string; remove(): Promise<void> }> {
  if (process.env.TEST_DATABASE_URL) return testPostgres()
  const server = await ownServer()
  shared.imbachatTestTemplate ??= makeTemplate(server)
  const { url } = await freshPostgresDatabase(server.url, await shared.imbachatTestTemplate)
  return { url, remove: async () => undefined }
}

function ownServer(): Promise<PostgresServer> {
  shared.imbachatTestPostgres ??= startPostgresServer()
  return shared.imbachatTestPostgres
}

/** @returns the name of a database that nobody is connected to */
async function makeTemplate(server: PostgresServer): Promise<string> {
  const { url } = await freshPostgresDatabase(server.url)
  await migrate(url, Date.now())
  return new URL(url).pathname.slice(1)
}
