import { Client, type ClientConfig, types } from 'pg'

/** How long connecting may take, milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000

/** The oldest PostgreSQL version that is tested. */
const MIN_VERSION = 150_000

/** What a session is for; its settings depend on this. */
export type Purpose = 'read' | 'write' | 'control' | 'migrate'

/**
 * Writers look rows up by key, so nothing needs a scan. For a table that just begins to fill, the statistics say "one
 * page": the planner would choose a scan, and keep that plan. Planning for the exact values gains nothing here and
 * costs two fifths of a message's time. The time-outs free other nodes from a node that vanished while it held locks.
 */
const SETTINGS: Record<Purpose, string> = {
  write:
    'set jit = off; set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; set plan_cache_mode = force_generic_plan; ' +
    "set statement_timeout = '20s'; set lock_timeout = '10s'; set idle_in_transaction_session_timeout = '20s'",
  read: "set jit = off; set default_transaction_read_only = on; set statement_timeout = '30s'",
  control: "set statement_timeout = '30s'; set idle_in_transaction_session_timeout = '30s'",
  migrate: 'set statement_timeout = 0; set lock_timeout = 0',
}

/** Every integer in the store fits a double exactly: none exceeds 2^53. */
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

/** @throws Error if the database is unreachable, too old, or does not promise the durability that an ack means */
export async function connect(url: string, purpose: Purpose): Promise<Client> {
  // A writer's statements are sent without waiting for earlier answers: see `runTransaction`.
  const client = new Client({ ...clientConfig(url), pipeline: purpose === 'write' })
  // Without a listener, a connection that ends while idle would end the process. Its next statement reports the error
  // too.
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

/**
 * Sets up the session and checks that the database promises the durability that an ack means. Each connection is
 * checked, since a role or a pooler may change the setting.
 */
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
    throw new Error(`PostgreSQL's synchronous_commit is ${is.commit}, expected on: an ack means that data is on disk`)
  }
  if (is.fsync !== 'on')
    throw new Error(`PostgreSQL's fsync is ${is.fsync}, expected on: an ack means that data is on disk`)
}
