import { Pool, type PoolClient } from 'pg'
import { type Session, type Sessions, sessionOf } from '../dialect.ts'
import { clientConfig, GOODBYE_MS, type Purpose, prepareSession, StoreClient, timelineOf } from './connection.ts'
import { faultOf } from './faults.ts'
import { hostsOf } from './hosts.ts'
import { onServerGone } from './server-gone.ts'

/** A statement waits this long for a free connection, then it fails with `server_busy`; milliseconds. */
const WAIT_MS = 5_000

/** Opens up to `size` connections when they are needed; a new connection replaces a broken one. */
export function openPool(url: string, purpose: Purpose, size: number): Sessions {
  const hosts = hostsOf(url)
  const clients = new Set<StoreClient>()

  /** Connects to the server that is the primary at that time, and reports whether it was reachable. */
  class PooledClient extends StoreClient {
    constructor() {
      super(clientConfig(hosts, purpose))
      this.on('error', () => undefined)
      this.once('end', () => void clients.delete(this))
      clients.add(this)
    }

    override connect(): Promise<StoreClient>
    override connect(callback: (error: Error | null) => void): void
    override connect(callback: (error: Error | null) => void = () => undefined): Promise<StoreClient> | undefined {
      super.connect((error: Error | null) => {
        if (error) hosts.failed(this.address)
        callback(error)
      })
      return undefined
    }
  }

  const pool = new Pool({
    Client: PooledClient,
    max: size,
    connectionTimeoutMillis: WAIT_MS,
    idleTimeoutMillis: 60_000,
  })
  // Without a listener, a connection that ends would end the process. The pool drops an idle one; on a used one the
  // statement fails.
  pool.on('error', () => undefined)
  const forget = onServerGone(url, (started) => {
    for (const client of clients) if (client.started === started) client.cut()
  })
  const leaveOld = hosts.onNewer(() => {
    for (const client of clients) client.cut()
  })
  const sessions = new WeakMap<PoolClient, Session>()

  async function take(): Promise<Session> {
    let client = await pool.connect()
    // the pool learns only in a later turn that an idle connection was cut
    while (client instanceof StoreClient && client.isCut()) {
      client.release(true)
      client = await pool.connect()
    }
    const known = sessions.get(client)
    if (known) return known
    if (!(client instanceof StoreClient)) throw new Error('the pool made a connection of its own')
    try {
      await prepareSession(client, purpose, hosts)
      if (hosts.count > 1) hosts.reached(client.address, await timelineOf(client))
    } catch (error) {
      hosts.failed(client.address)
      client.release(true)
      throw error
    }
    const session = sessionOf(client, (broken) => client.release(broken))
    sessions.set(client, session)
    return session
  }

  return {
    async connect() {
      for (let tries = 1; ; tries++) {
        const address = hosts.current()
        try {
          return await take()
        } catch (error) {
          // Another server may be the primary now.
          if (faultOf(error) !== 'lost' || tries >= hosts.count || hosts.current() === address) throw error
        }
      }
    },
    async end() {
      forget()
      leaveOld()
      const late = setTimeout(() => {
        for (const client of clients) client.cut()
      }, GOODBYE_MS)
      await pool.end()
      clearTimeout(late)
    },
  }
}
