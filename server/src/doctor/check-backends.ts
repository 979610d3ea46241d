import { Database as BunDatabase } from 'bun:sqlite'
import { existsSync, statSync } from 'node:fs'
import type { Client } from 'pg'
import { natsAddress } from '../bus/nats-address.ts'
import type { Config } from '../config/config.ts'
import { createMailer } from '../mail/mailer.ts'
import { migrations } from '../store/migrations/index.ts'
import { connect } from '../store/postgres/connections/connection.ts'
import { sqlitePath } from '../store/sqlite/open.ts'
import { type Finding, ok, problem, reasonOf, warning } from './finding.ts'

/** Milliseconds to wait for a backend. */
const PATIENCE_MS = 5_000
/** Milliseconds of a round trip, above which each message waits noticeably. */
const FAR_MS = 5
/** Milliseconds between our clock and another one. */
const SKEW_MS = 2_000

type Querying = Pick<Client, 'query'>

export interface DatabaseFindings {
  findings: Finding[]
  /** true: it has the tables of this server, so reading from it changes nothing */
  current: boolean
}

export async function checkDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'limits'>,
): Promise<DatabaseFindings> {
  return config.databaseUrl === undefined ? checkSqlite(config.dataDir) : checkPostgres(config.databaseUrl, config)
}

const only = (finding: Finding): DatabaseFindings => ({ findings: [finding], current: false })

function checkSqlite(dataDir: string): DatabaseFindings {
  const path = sqlitePath(dataDir)
  if (!existsSync(path)) return only(ok('database', 'SQLite; the first start creates the file.'))
  let db: BunDatabase | undefined
  try {
    db = new BunDatabase(path, { readonly: true })
    const names = db.query<{ name: string }, []>('select name from schema_migration').all()
    const megabytes = (statSync(path).size / 1024 ** 2).toFixed(1)
    return ofMigrations(
      names.map(({ name }) => name),
      `SQLite, ${megabytes} MB`,
    )
  } catch (error) {
    const fix = 'If the file is damaged, restore a backup: npx imbachat restore.'
    return only(problem('database', `The SQLite file can't be read (${reasonOf(error)}).`, fix))
  } finally {
    db?.close()
  }
}

/** A newer server's database can't be used, an older one's is brought up to date by the next start. */
function ofMigrations(applied: readonly string[], database: string): DatabaseFindings {
  const known = new Set(migrations.map(({ name }) => name))
  const newer = applied.filter((name) => !known.has(name))
  if (newer.length > 0) {
    const text = `A newer server has changed the database (${newer[0]}).`
    return only(problem('database', text, 'Run that version or a later one; this one refuses to start.'))
  }
  const missing = known.size - applied.length
  if (missing === 0) return { findings: [ok('database', `${database}, up to date.`)], current: true }
  const changes = `${missing} ${missing === 1 ? 'change' : 'changes'}`
  return only(ok('database', `${database}; the next start makes ${changes} to its tables.`))
}

async function checkPostgres(url: string, { limits }: Pick<Config, 'limits'>): Promise<DatabaseFindings> {
  let client: Awaited<ReturnType<typeof connect>> | undefined
  try {
    client = await connect(url, 'read')
    return await lookAround(client, limits.DATABASE_CONNECTIONS)
  } catch (error) {
    const fix = 'Check DATABASE_URL, that PostgreSQL runs, its version and settings, and pg_hba.conf.'
    return only(problem('database', `PostgreSQL can't be used (${reasonOf(error)}).`, fix))
  } finally {
    await client?.end().catch(() => undefined)
  }
}

async function lookAround(client: Querying, connections: number): Promise<DatabaseFindings> {
  const { rows } = await client.query<{ version: string; most: string; migrated: boolean; pages: string }>(
    "select current_setting('server_version') as version, current_setting('max_connections') as most, " +
      "to_regclass('schema_migration') is not null as migrated, current_setting('full_page_writes') as pages",
  )
  const { version = '', most = '0', migrated = false, pages = 'on' } = rows[0] ?? {}
  const applied = migrated ? (await client.query<{ name: string }>('select name from schema_migration')).rows : []
  const { findings, current } = ofMigrations(
    applied.map(({ name }) => name),
    `PostgreSQL ${version}`,
  )
  if (pages === 'off') {
    const fix = 'Set full_page_writes = on and reload: a power failure can damage the database without it.'
    findings.push(warning('durability', 'full_page_writes is off.', fix))
  }
  if (Number(most) < 2 * connections) {
    const text = `PostgreSQL allows ${most} connections, and each node uses up to ${connections}.`
    findings.push(warning('connections', text, 'Raise max_connections, or lower DATABASE_CONNECTIONS.'))
  }
  return { findings: [...findings, await standbyOf(client), ...(await distanceTo(client))], current }
}

/** Seconds that a synchronous standby may be behind: each message waits for it. */
const LONG_LAG = 1

async function standbyOf(client: Querying): Promise<Finding> {
  const { rows } = await client.query<{ waits: boolean; standbys: number; lag: number | null }>(
    "select current_setting('synchronous_standby_names') <> '' as waits, count(*)::int as standbys, " +
      'extract(epoch from max(flush_lag))::float8 as lag from pg_stat_replication',
  )
  return judgeStandby(rows[0] ?? { waits: false, standbys: 0, lag: null })
}

/** @param lag in seconds; null: nothing waits, or this role may not see it */
export function judgeStandby({ waits, standbys, lag }: { waits: boolean; standbys: number; lag: number | null }) {
  if (waits && standbys === 0) {
    return problem(
      'standby',
      'PostgreSQL waits for a synchronous standby, and none is connected: no message is acknowledged.',
      'Start the standby, or take it out of synchronous_standby_names and reload.',
    )
  }
  if (waits && lag !== null && lag > LONG_LAG) {
    return warning(
      'standby',
      `The synchronous standby is ${lag.toFixed(1)} s behind, and each message waits for it.`,
      'Look at its disk, and at the network between the two.',
    )
  }
  if (!waits && standbys > 0) {
    return warning(
      'standby',
      'The standby is asynchronous: a failover can lose acknowledged messages.',
      "Set synchronous_standby_names on the primary and reload; with Patroni, synchronous_mode: 'on'.",
    )
  }
  return waits
    ? ok('standby', 'A synchronous standby confirms each commit.')
    : ok('standby', 'PostgreSQL has no standby: if its disk is lost, restore a backup.')
}

async function distanceTo(client: Querying): Promise<Finding[]> {
  const times: number[] = []
  // the smallest: on a machine that stalls between question and look, clocks seem to differ that do not
  let skew = Number.POSITIVE_INFINITY
  for (let n = 0; n < 5; n++) {
    const started = performance.now()
    const { rows } = await client.query<{ ms: string }>('select extract(epoch from clock_timestamp()) * 1000 as ms')
    times.push(performance.now() - started)
    skew = Math.min(skew, Math.abs(Number(rows[0]?.ms) - Date.now()))
  }
  const median = times.sort((a, b) => a - b)[2] ?? 0
  const text = `A round trip to the database takes ${median.toFixed(1)} ms.`
  const fix = 'Keep the server and its database in the same data centre.'
  return [
    median > FAR_MS ? warning('database-distance', text, fix) : ok('database-distance', text),
    skew > SKEW_MS
      ? problem(
          'clock',
          `The clocks of this machine and of the database differ by ${(skew / 1000).toFixed(1)} s.`,
          'Run a time service (chrony or systemd-timesyncd) on both.',
        )
      : ok('clock', 'The clocks of this machine and of the database agree.'),
  ]
}

export async function checkNats({ natsUrl }: Pick<Config, 'natsUrl'>): Promise<Finding> {
  if (natsUrl === undefined) return ok('nats', 'Not used: this is the only node.')
  try {
    const { connect: connectNats } = await import('@nats-io/transport-node')
    const nats = await connectNats({
      ...natsAddress(natsUrl),
      timeout: PATIENCE_MS,
      reconnect: false,
    })
    const started = performance.now()
    await nats.flush()
    const took = performance.now() - started
    const asksForPassword = nats.info?.auth_required === true
    await nats.close()
    if (!asksForPassword) {
      const fix = 'Set a password: anyone who reaches its port can read the events of nodes, and send events as a node.'
      return warning('nats', 'NATS asks for no password.', fix)
    }
    return ok('nats', `NATS answers in ${took.toFixed(1)} ms.`)
  } catch (error) {
    const fix = 'Check NATS_URL and that NATS runs. Nodes work alone meanwhile, and learn late what the others changed.'
    return problem('nats', `NATS can't be reached (${reasonOf(error)}).`, fix)
  }
}

/** Connects, encrypts and signs in; sends nothing. */
export async function checkMail({ mail }: Pick<Config, 'mail'>): Promise<Finding> {
  if (mail === undefined) return ok('mail', 'Not used: nobody can reset a password by mail.')
  try {
    await createMailer(mail).verify()
  } catch (error) {
    const fix = 'Check SMTP_URL, SMTP_PASSWORD and the certificate of the mail server.'
    return problem('mail', `The mail server can't be used (${reasonOf(error)}).`, fix)
  }
  if (mail.tls === 'none' && mail.user !== undefined) {
    const fix = 'Use smtps://, or leave ?tls=off out: the password travels in the clear.'
    return warning('mail', 'The mail server is ready, without TLS.', fix)
  }
  return ok('mail', 'The mail server is ready. A test mail: dashboard, Server, Overview.')
}
