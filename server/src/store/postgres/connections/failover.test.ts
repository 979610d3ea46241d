import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChatError } from '@imbachat/protocol'
import { Client } from 'pg'
import { refusalOf } from '../../../../../sdk/src/testing/refusal-of.ts'
import { until } from '../../../../../sdk/src/testing/until.ts'
import { natsBus } from '../../../bus/nats.ts'
import { startNatsServer } from '../../../bus/testing/nats-server.ts'
import type { Bus } from '../../../chat/bus.ts'
import { systemClock } from '../../../chat/clock.ts'
import { type Log, silentLog } from '../../../chat/log.ts'
import { openStore } from '../../index.ts'
import { shareTimeline } from '../../share-timeline.ts'
import type { Store } from '../../store.ts'
import { type PostgresServer, startPostgresPair } from '../../testing/postgres-server.ts'
import { connect } from './connection.ts'
import { hostsOf } from './hosts.ts'
import { openPool } from './pool.ts'

let primary: PostgresServer
let standby: PostgresServer
let store: Store
let widget_id: number
let room_id: number
const lines: string[] = []
const say = (line: string) => void lines.push(line)
/** Waits are as long as otherwise, but what runs seems to run for longer. */
const clock = {
  ahead: 0,
  now: () => Date.now() + clock.ahead,
  after: systemClock.after,
  hurry() {
    clock.ahead += 5_000
  },
}
const log: Log = { debug: say, info: say, warn: say, error: say }

beforeAll(async () => {
  const pair = await startPostgresPair()
  primary = pair.primary
  standby = pair.standby
  // The standby first: the server finds the primary wherever it is.
  const hosts = [standby, primary].map(({ url }) => new URL(url).host)
  const databaseUrl = `postgres://postgres@${hosts.join(',')}/postgres?target_session_attrs=read-write`
  store = await openStore({ dataDir: '', databaseUrl, clock, log })
  const { id } = await store.control
    .insertInto('widget')
    .values({ name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  widget_id = id
  room_id = (await store.chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })).room_id
})
afterAll(async () => {
  await store.close()
  await primary.kill()
  await Promise.all([primary.remove(), standby.remove()])
})

const send = async (client_id: string) => {
  const message = { widget_id, room_id, sender_id: 'ann', client_id, text: 'hi', reply_to: null }
  const answer = await store.chat.appendMessage(message)
  if (answer.kind === 'refused') throw new Error(answer.reason)
  return answer.message.seq
}

/** Sends until it is acked, as a client's outbox does. */
async function sendPatiently(client_id: string): Promise<number> {
  for (;;) {
    try {
      return await send(client_id)
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'server_busy') throw error
      await Bun.sleep(100)
    }
  }
}

async function ask(server: PostgresServer, statement: string): Promise<number | null> {
  const client = new Client({ connectionString: server.url })
  await client.connect()
  const { rowCount } = await client.query(statement)
  await client.end()
  return rowCount
}

const waitingForStandby = "from pg_stat_activity where wait_event = 'SyncRep'"

test('FAIL-2 while the synchronous standby is missing, nothing is acked, and one line says so', async () => {
  expect(await send('1')).toBe(1)
  standby.freeze()
  let acked = false
  const waiting = send('2').then((seq) => {
    acked = true
    return seq
  })
  clock.hurry()
  await until(() => lines.length > 0, 'a line that says that the standby is missing')
  expect(lines).toEqual([expect.stringContaining('synchronous_standby_names')])
  expect(await refusalOf(send('3'))).toMatchObject({ code: 'server_busy' })
  // Cancelling the wait makes PostgreSQL say that it committed.
  await ask(primary, `select pg_cancel_backend(pid) ${waitingForStandby}`)
  await until(() => lines.length > 1, 'a line that says that the wait was cancelled')
  expect(lines[1]).toContain('was cancelled')
  await until(() => ask(primary, `select ${waitingForStandby}`), 'the commit waits for the standby again')
  expect(acked).toBe(false)
  standby.unfreeze()
  expect(await waiting).toBe(2)
  expect(await sendPatiently('3')).toBe(3)
  expect(lines.at(-1)).toContain('confirms commits again')
})

/** Opened before the failover; it is asked nothing while that happens, so it keeps its connections. */
let quiet: Store

test('FAIL-1 FAIL-3 if the primary hangs and its standby is promoted, the server goes on with all messages', async () => {
  const connected = await Promise.all(Array.from({ length: 30 }, () => store.chat.roomCounts(widget_id, 'ann')))
  expect(connected).toHaveLength(30)
  const hosts = [primary, standby].map(({ url }) => new URL(url).host)
  const databaseUrl = `postgres://postgres@${hosts.join(',')}/postgres?target_session_attrs=read-write`
  quiet = await openStore({ dataDir: '', databaseUrl, clock: systemClock, log })
  await quiet.chat.roomCounts(widget_id, 'ann')
  primary.freeze()
  const sent = sendPatiently('4')
  await ask(standby, 'select pg_promote()')
  clock.hurry()
  expect(await sent).toBe(4)
  const stored = await store.readDb.selectFrom('message').select(['seq', 'client_id']).orderBy('seq').execute()
  expect(stored).toEqual([1, 2, 3, 4].map((n) => ({ seq: n, client_id: `${n}` })))
  await store.control.updateTable('widget').set({ name: 'Shop 2' }).where('id', '=', widget_id).execute()
})

test('FAIL-10 a node that kept its connections to the old primary leaves it when another node tells of the new one', async () => {
  primary.unfreeze()
  const stored = async () => {
    const rows = await quiet.readDb.selectFrom('message').select('client_id').orderBy('seq').execute()
    return rows.map(({ client_id }) => client_id)
  }
  // it sees what the old primary has, and knows no better
  expect(await stored()).toEqual(['1', '2', '3'])
  const nats = await startNatsServer()
  const buses = [0, 1].map(() => natsBus({ url: nats.url, space: 'failover', log: silentLog }))
  const [here, there] = buses as [Bus, Bus]
  const stops = [
    quiet.timeline && shareTimeline(quiet.timeline, here, systemClock),
    store.timeline && shareTimeline(store.timeline, there, systemClock),
  ]
  await until(async () => quiet.timeline?.newest()?.number === store.timeline?.newest()?.number)
  expect(await stored()).toEqual(['1', '2', '3', '4'])
  const write = { widget_id, room_id, sender_id: 'bob', client_id: '5', text: 'hi', reply_to: null }
  await until(async () => (await quiet.chat.appendMessage(write).catch(() => null))?.kind !== undefined)
  expect(await ask(standby, "select 1 from message where client_id = '5'")).toBe(1)
  expect(await ask(primary, "select 1 from message where client_id = '5'")).toBe(0)
  for (const stop of stops) stop?.()
  for (const bus of buses) await bus.close()
  await nats.kill()
  await quiet.close()
})

test('FAIL-9 a node that starts while the old primary is back joins the new one, and never the old one', async () => {
  const hosts = [primary, standby].map(({ url }) => new URL(url).host)
  primary.unfreeze()
  // the old primary is up again and takes writes, on the timeline that the standby has left
  await until(async () => (await ask(primary, 'select 1 where not pg_is_in_recovery()')) === 1)
  const aside = mkdtempSync(join(tmpdir(), 'imbachat-failover-'))
  const open = (user: string, more = '') => {
    const databaseUrl = `postgres://${user}@${hosts.join(',')}/postgres?target_session_attrs=read-write${more}`
    return openStore({ dataDir: aside, databaseUrl, clock: systemClock, log })
  }
  // a role without rights of its own learns of the timeline, too
  await ask(standby, 'create role chat login')
  await ask(standby, 'grant pg_read_all_data, pg_write_all_data to chat; grant all on schema public to chat')
  for (const user of ['postgres', 'chat']) {
    const second = await open(user)
    const stored = await second.readDb.selectFrom('message').select('client_id').orderBy('seq').execute()
    expect(stored.map(({ client_id }) => client_id)).toEqual(['1', '2', '3', '4', '5'])
    await second.close()
  }
  standby.freeze()
  // another address of the same servers stands for a restarted process, which knows nothing but its folder
  expect((await refusalOf(open('postgres', '&application_name=restarted'))).message).toContain('an old primary')
  standby.unfreeze()
  rmSync(aside, { recursive: true })
})

test('FAIL-9 a pool that comes to the old primary goes on to the new one', async () => {
  const [old, promoted] = [primary, standby].map(({ url }) => new URL(url).host)
  const url = `postgres://postgres@${old},${promoted}/postgres?target_session_attrs=read-write&application_name=pool`
  const hosts = hostsOf(url)
  for (const purpose of ['read', 'control'] as const) {
    await (await connect(url, purpose)).leave()
    const [first, second] = hosts.addresses
    if (second) hosts.failed(second)
    expect(hosts.current()).toBe(first ?? '')
    const pool = openPool(url, purpose, 1)
    const session = await pool.connect()
    const { rows } = await session.query('select client_id from message order by seq', [])
    expect(rows.map(({ client_id }) => client_id)).toEqual(['1', '2', '3', '4', '5'])
    session.release()
    await pool.end()
  }
})
