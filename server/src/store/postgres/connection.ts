import { Client, type ClientConfig, types } from 'pg'

/** How long a connection may take to come about, milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000

/** The oldest PostgreSQL that is tested. */
const MIN_VERSION = 150_000

/** Settings of a session that differ by what it is for. */
export type Purpose = 'read' | 'write' | 'control' | 'migrate'

/**
 * For writers: keys are given, so nothing may be scanned. The planner believes statistics, which for a table that just began to fill say
 * "one page", and would scan it, from a plan that it then keeps. A plan for the very values brings nothing here, and is two fifths of a message's time. The time-outs free other nodes from one that vanished holding locks.
 */
const SETTINGS: Record<Purpose, string> = {
  write:
    'set jit = off; set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set plan_cache_mode = force_generic_plan; ' +
    "set statement_timeout = '20s'; set lock_timeout = '10s'; set idle_in_transaction_session_timeout = '20s'",
  read: "set jit = off; set default_transaction_read_only = on; set statement_timeout = '30s'",
  control: "set statement_timeout = '30s'; set idle_in_transaction_session_timeout = '30s'",
  migrate: 'set statement_timeout = 0; set lock_timeout = 0',
}

/** Every integer here fits a double exactly; ours end at 2^53. */
const INT8 = 20

export function clientConfig(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'imbachat',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    types: { getTypeParser: (oid, format) => (Number(oid) === INT8 ? Number : types.getTypeParser(oid, format)) },
  }
}

/** @throws Error when the database can't be reached, is too old, or does not promise the durability that an ack means */
export async function connect(url: string, purpose: Purpose): Promise<Client> {
  // A writer's statements leave without waiting for the answers to those before them: see `runTransaction`.
  const client = new Client({ ...clientConfig(url), pipeline: purpose === 'write' })
  // Without a listener a connection that ends while idle would end the process; its next statement says so too.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await prepareSession(client, purpose)
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}

/** Settings of the session, and the promise that an ack rests on, asked of each connection: a role or a pooler may set it apart. */
export async function prepareSession(client: Pick<Client, 'query'>, purpose: Purpose): Promise<void> {
  await client.query(SETTINGS[purpose])
  const { rows } = await client.query<
    Record<'commit' | 'fsync' | 'version' | 'encoding', string> & { standby: boolean }
  >(
    "select current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync, " +
      "current_setting('server_version_num') as version, current_setting('server_encoding') as encoding, " +
      'pg_is_in_recovery() as standby',
  )
  const [is] = rows
  if (Number(is?.version) < MIN_VERSION) throw new Error(`PostgreSQL is ${is?.version}, expected 15 or newer`)
  if (is?.encoding !== 'UTF8') throw new Error(`PostgreSQL's server_encoding is ${is?.encoding}, expected UTF8`)
  if (is.standby && purpose !== 'read') throw new Error('PostgreSQL is a standby, expected the primary')
  if (is.commit !== 'on' && is.commit !== 'remote_apply') {
    throw new Error(`PostgreSQL's synchronous_commit is ${is.commit}, expected on: an ack means that it is on disk`)
  }
  if (is.fsync !== 'on')
    throw new Error(`PostgreSQL's fsync is ${is.fsync}, expected on: an ack means that it is on disk`)
}
