import { createServer } from 'node:net'
import { loadavg } from 'node:os'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { systemClock } from '../../server/src/chat/clock.ts'
import { DEFAULT_LIMITS } from '../../server/src/config/limits.ts'
import { SEND_MAIL } from '../../server/src/mail/mail-queue.ts'
import type { Database } from '../../server/src/store/schema/schema.ts'
import { createWebhooks } from '../../server/src/webhooks/webhooks.ts'
import { processesOfDatabase } from '../database-cost.ts'
import { countOf, type Histogram, percentileMs, record } from '../histogram.ts'
import { inTurns, over, type Rounds, share } from '../rounds.ts'
import type { Stage } from '../stage.ts'
import { atMost, micros, ms, percent, type Table, times as timesOf, type Verdict, whole } from '../table.ts'
import { connectClients, leave, type Peer, talkFor } from '../talking.ts'
import { addRooms, addUsers, emptyRooms } from '../world/fill.ts'
import { serve } from '../world/serve.ts'
import { type Content, makeWorld } from '../world/world.ts'
import { MEMBERS } from './room-peers.ts'

/** Messages a second. What a site's program takes beside them is less. */
const RATE = 500
const HOOKED_RATE = 100
const HANGING = 19
const ROWS_AT_ONCE = 20_000
/** Milliseconds that the first delivery of a webhook may take after a very short round. */
const LAST_MS = 10_000

const MAIL = 'mail to users, nothing waits'
const BACKLOG = 'mail to users, and a backlog'
const WEBHOOK = 'a webhook'
const BESIDE = `a webhook beside ${HANGING} that hang`

/** Measures the server's work beside the chat, and its cost for messages. */
export async function background(stage: Stage): Promise<Table[]> {
  const tables = [await measured(stage, 'SQLite', undefined)]
  const databaseUrl = await stage.postgres()
  if (databaseUrl !== null) tables.push(await measured(stage, 'PostgreSQL', () => stage.postgres()))
  return tables
}

async function measured(
  stage: Stage,
  database: string,
  fresh: (() => Promise<string | null>) | undefined,
): Promise<Table> {
  const { plan } = stage
  const load = loadavg()[0] ?? 0
  const hanging = hangingServer()
  stage.after(hanging.stop)
  const late = new Map([WEBHOOK, BESIDE].map((name) => [name, receiver(stage)]))
  const withWebhooks =
    (name: string, hang: number) =>
    async ({ store, secrets, widgetId }: Content) => {
      const webhooks = createWebhooks({
        ...store,
        secrets,
        events: store.chat,
        call: () => Promise.reject(new Error('nothing is called before the server runs')),
        changed() {},
        clock: systemClock,
        limits: DEFAULT_LIMITS,
      })
      const urls = [late.get(name)?.url ?? '', ...Array.from({ length: hang }, () => `${hanging.url}/hook`)]
      for (const url of urls) {
        await webhooks.create(widgetId, { url, description: '', types: ['message.created'], language: 'en' })
      }
    }
  const fills: [string, (content: Content) => Promise<void>][] = [
    [MAIL, (content) => addBacklog(content, 0)],
    [BACKLOG, (content) => addBacklog(content, plan.waitingJobs)],
    [WEBHOOK, withWebhooks(WEBHOOK, 0)],
    [BESIDE, withWebhooks(BESIDE, HANGING)],
  ]
  const peers: Peer[] = []
  for (const [name, fill] of fills) {
    const databaseUrl = (await fresh?.()) ?? undefined
    peers.push(await serverWith(stage, name, fill, { databaseUrl, smtp: hanging.port }))
  }
  const paceOf = (peer: Peer) => ({ kind: 'rate' as const, perSecond: rateOf(peer.name) })
  for (const peer of peers) await talkFor(peer, paceOf(peer), { warmMs: 0, ms: plan.compileMs })
  for (const { lateness } of late.values()) for (const key of Object.keys(lateness)) delete lateness[key]
  const times = { turns: plan.rounds, warmMs: plan.warmMs, ms: plan.stepMs }
  const [mail, hooked] = [peers.filter(({ name }) => !late.has(name)), peers.filter(({ name }) => late.has(name))]
  const rounds = new Map([
    ...(await inTurns(mail, { kind: 'rate', perSecond: RATE }, times)),
    ...(await inTurns(hooked, { kind: 'rate', perSecond: HOOKED_RATE }, times)),
  ])
  const until = Date.now() + LAST_MS
  while ([...late.values()].some((one) => countOf(one.lateness) === 0) && Date.now() < until) await Bun.sleep(50)
  for (const peer of peers) {
    await leave(peer)
    await peer.child.stop()
  }
  const lateness = (name: string) => percentileMs(late.get(name)?.lateness ?? {}, 0.99)
  return {
    title: `What else the server does, ${database}`,
    how:
      `Rooms of ten, ${RATE} messages a second, with a webhook ${HOOKED_RATE}. ` +
      `Each line is a server of its own, in turns: ${plan.rounds} rounds of ${plan.stepMs / 1000} s, ` +
      `medians. The backlog: ${whole(plan.waitingJobs)} mails to the team are due and as many to users in an hour, ` +
      'and the mail server never answers. A webhook gets each message; its receiver is this process.',
    columns: [
      'beside the chat',
      'sent/s',
      'ack p50',
      'ack p99',
      'CPU a message',
      'of that the event loop',
      'CPU of the database a message',
      'webhook p99',
    ],
    rows: peers.map(({ name }) => [
      name,
      whole(over(rounds, name, (round) => round.sentPerSecond)),
      ms(over(rounds, name, (round) => round.ack.p50)),
      ms(over(rounds, name, (round) => round.ack.p99)),
      micros(over(rounds, name, (round) => round.cpuPerMessage)),
      micros(over(rounds, name, (round) => round.loopPerMessage)),
      micros(over(rounds, name, (round) => round.databasePerMessage)),
      ms(lateness(name)),
    ]),
    verdicts: verdictsOf(rounds, lateness(BESIDE), database),
    load,
    data: { ...Object.fromEntries(rounds), webhook: lateness(WEBHOOK), beside: lateness(BESIDE) },
  }
}

const rateOf = (name: string): number => (name === MAIL || name === BACKLOG ? RATE : HOOKED_RATE)

function verdictsOf(rounds: Rounds, besideP99: number, database: string): Verdict[] {
  const ratio = (name: string, other: string, of: Parameters<typeof share>[3]) => share(rounds, name, other, of)
  return [
    atMost(
      `CPU a message beside a backlog, ${database}`,
      ratio(BACKLOG, MAIL, (round) => round.cpuPerMessage + round.databasePerMessage),
      1.05,
      percent,
    ),
    atMost(
      `ack p99 beside webhooks that hang, ${database}`,
      ratio(BESIDE, WEBHOOK, (round) => round.ack.p99),
      1.05,
      timesOf,
    ),
    atMost(`a webhook beside ${HANGING} that hang, p99, ${database}`, besideP99, 2_000, ms),
  ]
}

interface Beside {
  databaseUrl: string | undefined
  /** port of a mail server */
  smtp: number
}

async function serverWith(
  stage: Stage,
  name: string,
  fill: (content: Content) => Promise<void>,
  { databaseUrl, smtp }: Beside,
): Promise<Peer> {
  const count = stage.plan.againstRooms
  const { userIds, rooms } = emptyRooms(count, MEMBERS)
  const world = await makeWorld(async (db, widgetId, content) => {
    await addUsers(db, widgetId, userIds)
    await addRooms(db, widgetId, rooms)
    await fill(content)
  }, databaseUrl)
  stage.after(world.remove)
  const settings = { SMTP_URL: `smtp://127.0.0.1:${smtp}`, MAIL_FROM: 'chat@example.com' }
  const child = await serve(world, undefined, settings)
  stage.after(child.stop)
  const clients = rooms.flatMap(({ id, members }) => members.map((userId) => world.client(userId, id)))
  const database = databaseUrl === undefined ? null : await processesOfDatabase(databaseUrl)
  return connectClients({ name, dialect: 'imbachat', child, database, processes: stage.processes, clients })
}

/** A widget with mail: mails to the team that are due, and unread messages that users are notified about in an hour. */
async function addBacklog({ store: { chat, control }, secrets, widgetId }: Content, count: number): Promise<void> {
  const now = Date.now()
  const hour = 3_600_000
  const mail = { language: 'en', at: now, kind: 'changed', email: 'anna@example.com' }
  const payload = JSON.stringify({ sealed: secrets.seal(JSON.stringify(mail), SEND_MAIL) })
  await inSteps(
    control,
    count,
    (from, until) => sql`
    insert into job (widget_id, id, kind, payload, run_at, created_at)
    ${numbers(from, until)}
    select 0, 'mail ' || n.i, ${SEND_MAIL}, ${payload}, ${sql.lit(now)}, ${sql.lit(now)} from n`,
  )
  await chat.keepEvents({ widget_id: widgetId, keep: true })
  await control
    .insertInto('notifier')
    .values({ widget_id: widgetId, after_id: 0, lease: null, lease_until: null })
    .execute()
  await inSteps(
    control,
    count,
    (from, until) => sql`
    insert into notification (widget_id, user_id, channel, room_id, seq, due_at)
    ${numbers(from, until)}
    select ${sql.lit(widgetId)}, 'away' || n.i, 'mail', 1 + n.i % 50, 1, ${sql.lit(now + hour)} + n.i from n`,
  )
}

const numbers = (from: number, until: number) => sql`
  with recursive n(i) as (select ${sql.lit(from)} union all select i + 1 from n where i + 1 < ${sql.lit(until)})`

async function inSteps(
  db: Kysely<Database>,
  count: number,
  statement: (from: number, until: number) => ReturnType<typeof sql>,
): Promise<void> {
  for (let from = 1; from <= count; from += ROWS_AT_ONCE) {
    await statement(from, Math.min(from + ROWS_AT_ONCE, count + 1)).execute(db)
  }
}

/** Takes connections and never answers. */
function hangingServer(): { url: string; port: number; stop(): void } {
  const server = createServer((socket) => socket.on('error', () => {}))
  server.listen(0, '127.0.0.1')
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, port, stop: () => void server.close() }
}

/** A site's server that measures the time until it receives a message. */
function receiver(stage: Stage): { url: string; lateness: Histogram } {
  const lateness: Histogram = {}
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { timestamp } = (await request.json()) as { timestamp: string }
      record(lateness, (Date.now() - Date.parse(timestamp)) * 1000)
      return new Response(null, { status: 204 })
    },
  })
  stage.after(() => server.stop(true))
  return { url: server.url.href, lateness }
}
