import { ConfigError } from '../../../config/config-error.ts'
import { connect } from './connection.ts'

/** Time limit for an ending server to close its connections, milliseconds. */
const PATIENCE_MS = 3_000

const LOOK_AGAIN_MS = 100

/**
 * A server of one node writes nothing about itself, but it is never without connections: those that it writes by.
 * @throws ConfigError if a server or a command has the database open
 */
export async function mustBeUnused(url: string): Promise<void> {
  const client = await connect(url, 'read')
  try {
    const end = performance.now() + PATIENCE_MS
    for (;;) {
      const { rows } = await client.query<{ count: number }>(
        'select count(*) from pg_stat_activity where datname = current_database() and usename = current_user ' +
          "and application_name = current_setting('application_name') and pid <> pg_backend_pid()",
      )
      const count = rows[0]?.count ?? 0
      if (count === 0) return
      if (performance.now() >= end) {
        throw new ConfigError(
          `a server or a command still has ${count} connections to the database: stop every node first`,
        )
      }
      await Bun.sleep(LOOK_AGAIN_MS)
    }
  } finally {
    await client.leave()
  }
}
