import { Pool, type PoolClient } from 'pg'
import { clientConfig, type Purpose, prepareSession } from './connection.ts'
import { type Session, type Sessions, sessionOf } from './dialect.ts'

/** How long a statement waits for a free connection before the server says that it is busy. Milliseconds. */
const WAIT_MS = 5_000

/** `size` connections, made when needed; one that broke is replaced by the next that is asked for. */
export function openPool(url: string, purpose: Purpose, size: number): Sessions {
  const pool = new Pool({
    ...clientConfig(url),
    max: size,
    connectionTimeoutMillis: WAIT_MS,
    idleTimeoutMillis: 60_000,
  })
  // Without listeners a connection that ends would end the process. An idle one the pool drops; one in use fails its statement.
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
