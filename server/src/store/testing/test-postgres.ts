import { freshPostgresDatabase } from './postgres-database.ts'
import { type PostgresServer, startPostgresServer } from './postgres-server.ts'

// Each test file may have separate modules; the server is one for the whole run.
const shared = globalThis as { imbachatTestPostgres?: Promise<PostgresServer> }

/**
 * Makes a fresh database for a test, on the server at TEST_DATABASE_URL (whose user may create databases). Without that
 * setting, the first test starts a server from npm's binaries, which ends with the run.
 */
export async function testPostgres(): Promise<{ url: string; remove(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return freshPostgresDatabase(given)
  shared.imbachatTestPostgres ??= startPostgresServer()
  const { url } = await freshPostgresDatabase((await shared.imbachatTestPostgres).url)
  // The whole server is removed at the end, which is quicker than dropping each database.
  return { url, remove: async () => undefined }
}
