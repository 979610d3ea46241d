import { Client, type ClientConfig, types } from 'pg'
import { messageOf } from '../../../error-message.ts'
import { type Hosts, hostOf, hostsOf, NotPrimary, type Timeline } from './hosts.ts'

/** Time limit for connecting, milliseconds; the second one applies while there are other servers to try. */
const CONNECT_TIMEOUT_MS = 5_000
const CONNECT_TIMEOUT_OF_SEVERAL_MS = 3_000

/** A silent connection is probed after this time, so that one to a machine that is gone ends. Milliseconds. */
const KEEP_ALIVE_MS = 5_000

/** Time limit for a server to close a connection, milliseconds. */
export const GOODBYE_MS = 2_000

/** Later than `statement_timeout`: only a server that is gone leaves a statement without any answer. Milliseconds. */
const NO_ANSWER_MS = 35_000

/** The oldest PostgreSQL version that is tested. */
const MIN_VERSION = 150_000

/** The purpose of a session; its settings depend on it. */
export type Purpose = 'read' | 'read slowly' | 'write' | 'search' | 'control' | 'migrate'

/**
 * The chat looks rows up by key, so nothing needs a scan. For a table that just begins to fill, the statistics say "one
 * page": the planner would choose a scan, and keep that plan. Planning for the exact values gains nothing here and
 * costs two fifths of a message's time, and most of the time of a read.
 */
const BY_KEY =
  'set jit = off; set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; ' +
  'set plan_cache_mode = force_generic_plan'
const READ_ONLY = "set default_transaction_read_only = on; set statement_timeout = '30s'"

/** The time-outs of a writer free other nodes from a node that vanished while it held locks. */
const SETTINGS: Record<Purpose, string> = {
  write:
    `${BY_KEY}; ` +
    "set statement_timeout = '20s'; set lock_timeout = '10s'; set idle_in_transaction_session_timeout = '20s'",
  read: `${BY_KEY}; ${READ_ONLY}`,
  'read slowly': `set jit = off; ${READ_ONLY}`,
  search: `${BY_KEY}; set statement_timeout = '30s'; set idle_in_transaction_session_timeout = '30s'`,
  control: "set statement_timeout = '30s'; set idle_in_transaction_session_timeout = '30s'",
  migrate: 'set statement_timeout = 0; set lock_timeout = 0',
}

const isReading = (purpose: Purpose) => purpose === 'read' || purpose === 'read slowly'

/** Every integer in the store fits a double exactly: none exceeds 2^53. */
const INT8 = 20

export function clientConfig(hosts: Hosts, purpose: Purpose, address = hosts.current()): ClientConfig {
  return {
    connectionString: address,
    application_name: 'imbachat',
    connectionTimeoutMillis: hosts.count > 1 ? CONNECT_TIMEOUT_OF_SEVERAL_MS : CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    // A writer's commit may take as long as its standby; `Writer` looks after it.
    ...((isReading(purpose) || purpose === 'control' || purpose === 'search') && { query_timeout: NO_ANSWER_MS }),
    types: { getTypeParser: (oid, format) => (Number(oid) === INT8 ? Number : types.getTypeParser(oid, format)) },
  }
}

/** A connection that knows the server's process, and the run of the server, at its other end. */
export class StoreClient extends Client {
  readonly address: string
  /** Set by `prepareSession`. `started` changes with each start of a server, so that a number means one process. */
  started = ''
  pid = 0
  /**
   * a commit did not wait for its standby: somebody cancelled the wait, and PostgreSQL answers `COMMIT` all the same
   */
  skippedStandby = false

  constructor(config: ClientConfig) {
    super(config)
    this.address = config.connectionString ?? ''
    this.on('notice', ({ routine }) => {
      if (routine === 'SyncRepWaitForLSN') this.skippedStandby = true
    })
  }

  /** Closes the connection in order, with a short time limit: the server may be gone. */
  async leave(): Promise<void> {
    const late = setTimeout(() => this.cut(), GOODBYE_MS)
    await this.end().catch(() => undefined)
    clearTimeout(late)
  }

  /**
   * Joins all data that is sent until the microtasks of this turn have ended into one write. A transaction's statements
   * are sent in a few turns, and a write for each costs more than the statement's text.
   */
  collectWrites(): void {
    const { stream } = this.connection
    if (stream.writableCorked > 0) return
    stream.cork()
    queueMicrotask(() => process.nextTick(() => stream.uncork()))
  }

  /** For a connection whose server has stopped answering: everything that waits for an answer fails now. */
  cut(): void {
    this.connection.stream.destroy()
  }

  isCut(): boolean {
    return this.connection.stream.destroyed
  }
}

/**
 * Tries each server of the address once, beginning with the last known primary.
 * @throws Error if no server is reachable, or if each reachable one is too old, a standby, or without the durability
 * that an ack promises
 */
export async function connect(url: string, purpose: Purpose): Promise<StoreClient> {
  const hosts = hostsOf(url)
  const reasons: string[] = []
  if (hosts.count > 1) {
    hosts.looked ??= lookAtAll(hosts)
    await hosts.looked
  }
  for (;;) {
    const address = hosts.current()
    try {
      return await connectTo(hosts, purpose, address)
    } catch (error) {
      hosts.failed(address)
      if (hosts.count === 1) throw error
      reasons.push(`${hostOf(address)}: ${messageOf(error)}`)
      if (reasons.length === hosts.count) throw new NoHost(reasons, error)
    }
  }
}

/** No server of DATABASE_URL can be used now. */
export class NoHost extends Error {
  constructor(reasons: readonly string[], cause: unknown) {
    super(`no server of DATABASE_URL is a primary that can be used (${reasons.join('; ')})`, { cause })
  }
}

/** Two servers may take writes: the new primary, and an old one that is back. The newest history is the right one. */
async function lookAtAll(hosts: Hosts): Promise<void> {
  await Promise.allSettled(hosts.addresses.map(async (address) => (await connectTo(hosts, 'read', address)).leave()))
}

async function connectTo(hosts: Hosts, purpose: Purpose, address: string): Promise<StoreClient> {
  // A writer's statements are sent without waiting for earlier answers: see `runTransaction`.
  const client = new StoreClient({ ...clientConfig(hosts, purpose, address), pipeline: purpose === 'write' })
  // Without a listener, a connection that ends while idle would end the process. Its next statement reports the error
  // too.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await prepareSession(client, purpose, hosts)
    if (hosts.count > 1) hosts.reached(address, await timelineOf(client))
    return client
  } catch (error) {
    await client.leave()
    throw error
  }
}

/** A primary's own position names its timeline at once; the control file only after its next checkpoint. */
export async function timelineOf(client: Pick<StoreClient, 'query'>): Promise<Timeline> {
  const { rows } = await client.query<{ system: string; file: string }>(
    'select system_identifier::text as system, pg_walfile_name(pg_current_wal_lsn()) as file from pg_control_system()',
  )
  return { system: rows[0]?.system ?? '', number: Number.parseInt(rows[0]?.file.slice(0, 8) ?? '0', 16) }
}

/**
 * Sets up the session and checks that the database promises the durability that an ack means. Each connection is
 * checked, since a role or a pooler may change the setting.
 */
export async function prepareSession(
  client: Pick<StoreClient, 'query' | 'started' | 'pid'>,
  purpose: Purpose,
  { primaryOnly }: Pick<Hosts, 'primaryOnly'>,
): Promise<void> {
  await client.query(SETTINGS[purpose])
  const { rows } = await client.query<
    Record<'commit' | 'fsync' | 'number' | 'version' | 'encoding' | 'started', string> & {
      standby: boolean
      pid: number
    }
  >(
    "select current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync, " +
      "current_setting('server_version_num') as number, current_setting('server_version') as version, " +
      "current_setting('server_encoding') as encoding, pg_is_in_recovery() as standby, " +
      'extract(epoch from pg_postmaster_start_time())::text as started, pg_backend_pid() as pid',
  )
  const [is] = rows
  if (Number(is?.number) < MIN_VERSION) {
    throw new Error(`PostgreSQL is version ${is?.version}, expected 15 or newer: update the database first`)
  }
  if (is?.encoding !== 'UTF8') throw new Error(`PostgreSQL's server_encoding is ${is?.encoding}, expected UTF8`)
  if (is.standby && (!isReading(purpose) || primaryOnly)) throw new NotPrimary()
  if (is.commit !== 'on' && is.commit !== 'remote_apply') {
    throw new Error(`PostgreSQL's synchronous_commit is ${is.commit}, expected on: an ack means that data is on disk`)
  }
  if (is.fsync !== 'on')
    throw new Error(`PostgreSQL's fsync is ${is.fsync}, expected on: an ack means that data is on disk`)
  client.started = is.started
  client.pid = is.pid
}
