import { Pool, type PoolClient } from 'pg'
import { clientConfig, type Purpose, prepareSession } from './connection.ts'
import { type Session, type Sessions, sessionOf } from './dialect.ts'

/** How long a statement waits for a free connection before it fails with `server_busy`. Milliseconds. */
const WAIT_MS = 5_000

/** Opens up to `size` connections when they are needed; a new connection replaces a broken one. */
export function openPool(url: string, purpose: Purpose, size: number): Sessions {
  const pool = new Pool({
    ...clientConfig(url),
    max: size,
    connectionTimeoutMillis: WAIT_MS,
    idleTimeoutMillis: 60_000,
  })
  // Without a listener, a connection that ends would end the process. The pool drops an idle one; on a used one the
  // statement fails.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const sessions = new WeakMap<PoolClient, Session>()

  return {
    async connect() {
      const client = await pool.connect()
      const known = sessions.get(client)
      if (known) return known
      try {
        await prepareSession(client, purpose)
      } catch (error) {
        client.release(true)
        throw error
      }
      const session = sessionOf(client, () => client.release())
      sessions.set(client, session)
      return session
    },
    end: () => pool.end(),
  }
}
