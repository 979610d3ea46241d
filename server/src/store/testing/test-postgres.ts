import { freshPostgresDatabase } from './postgres-database.ts'
import { type PostgresServer, startPostgresServer } from './postgres-server.ts'

// Test files may each have modules of their own; the server is one for the whole run.
const shared = globalThis as { imbachatTestPostgres?: Promise<PostgresServer> }

/**
 * A fresh database for a test, on the server at TEST_DATABASE_URL (whose user may create databases), else on one from npm's binaries
 * that is started when the first test asks and ends with the run.
 */
export async function testPostgres(): Promise<{ url: string; remove(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL
  if (given) return freshPostgresDatabase(given)
  shared.imbachatTestPostgres ??= startPostgresServer()
  const { url } = await freshPostgresDatabase((await shared.imbachatTestPostgres).url)
  // Its server goes as a whole, which is quicker than dropping.
  return { url, remove: async () => undefined }
}
