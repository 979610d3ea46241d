// Measures the server's time for each page of the dashboard, with 100,000 users and 1,000,000 messages, on SQLite and
// on PostgreSQL: each list on its first, a middle and its last page, with each filter. It ends with an error if a page
// takes longer than 200 ms, keeps the event loop for longer than 50 ms, or has no line here. `bun --no-orphans
// tools/scale/dashboard.ts [sqlite|postgres] [part of a page's name]`
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DashboardOperationId, dashboardOperations } from '@imbachat/protocol/http/dashboard'
import { createApp } from '@imbachat/server/app'
import { foldWords } from '@imbachat/server/chat/users/fold-words'
import { resolveConfig } from '@imbachat/server/config/config'
import { connect } from '@imbachat/server/store/postgres/connections/connection'
import { startPostgresServer } from '@imbachat/server/store/testing/postgres-server'
import { cpuOf } from '../load/process-cost.ts'
import { BUSY, fill, LARGE_ROOM, MESSAGES, REPORTED, SENDER, USERS } from './fill.ts'

const MOST_MS = 200
const MOST_LOOP_MS = 50
const TRIES = 3

interface Asked {
  query?: Record<string, string>
  body?: Record<string, unknown>
  params?: Record<string, string>
}

interface Page extends Asked {
  name: string
  id: DashboardOperationId
}

/** Reads of the account's own rows, of what a site answers, and of connections: they do not grow with a widget. */
const NOT_ASKED: ReadonlySet<string> = new Set([
  ...['session.get', 'account.safety', 'site.status', 'connect.status', 'widget_keys.states', 'rules.get'],
  ...['people.devices', 'site_sign_in.get', 'account.mails', 'account.push', 'before_send.status', 'test_users.list'],
  ...['webhooks.list', 'webhooks.deliveries', 'webhooks.delivery'],
])

const reason = 'scale'
const now = Date.now()
const minute = 60_000
const month = 30 * 86_400_000

const text = (value: string) => Buffer.from(value).toString('base64url')
const seen = (n: number) => `${now - (USERS - n) * 10_000}.${text(`u${n}`)}`
const named = (n: number) => `${text(foldWords(`User ${n}`, `u${n}`))}.${text(`u${n}`)}`
const wrote = (n: number) => `${n % 1_000}.${text(`u${n}`)}`
const uuid = (n: number) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`
const auditId = (at: number) =>
  at
    .toString(16)
    .padStart(12, '0')
    .replace(/^(.{8})/, '$1-')
    .concat('-7000-8000-000000000000')

/** Cursors of a page in the middle of a list, and of one at its end, for the rows that `fill` writes. */
function laterPages({ id, query, body }: Page): string[] {
  switch (id) {
    case 'reports.list':
      return [10_000, 10].map((n) => `${now - (20_000 - n) * minute}.${uuid(n)}`)
    case 'appeals.list':
      return [2_500, 4_990].map((n) => `${now - n * minute}.${uuid(n)}`)
    case 'people.list':
      if (query?.sort?.endsWith('reports')) return [`5.${text('u300')}`, `0.${text('u50000')}`]
      if (query?.sort?.endsWith('messages')) return [wrote(50_500), wrote(10)]
      if (query?.sort?.endsWith('name')) return [named(55_000), named(99_990)]
      return query?.query && !query.sort ? [named(55_000), named(99_990)] : [seen(50_000), seen(20)]
    case 'people.rooms':
      return ['60000', '20']
    case 'people.timeline':
    case 'widget_rooms.timeline':
      return [now - 200_000_000, now - month].map((at) => `${at}.${text('m')}`)
    case 'people.files':
      return ['60000.0.', '20.0.']
    case 'people.export':
      return body?.cursor === null ? ['rooms.60000.9', 'rooms.109000.9'] : ['60000.0.1.9', '1.200000.1.9']
    case 'widget_rooms.list':
      if (query?.sort !== undefined) return []
      return [5_000, 9_990].map((n) => `${now - n * minute}.${n}`)
    case 'widget_rooms.get':
      return ['u55000', 'u99990']
    case 'widget_rooms.members':
      return [named(55_000), named(99_990)]
    case 'broadcasts.list':
      return [250, 490].map((n) => `${now - n * minute}.${uuid(n)}`)
    case 'audit.list':
    case 'server.audit':
      return [auditId(now - 10_000 * minute), auditId(now - 19_990 * minute)]
    case 'server.accounts':
      return ['person5', 'person9']
    case 'server.widgets':
      return ['1000', '20']
    case 'server.jobs':
      return ['1.j5', '1.j9']
    default:
      return []
  }
}

const pagesOf = (session: string): Page[] => [
  ...['open', 'closed'].flatMap((state): Page[] => [
    { name: `reports, ${state}`, id: 'reports.list', query: { state } },
    { name: `reports, ${state}, by users`, id: 'reports.list', query: { state, source: 'user' } },
    { name: `reports, ${state}, by rules`, id: 'reports.list', query: { state, source: 'rule' } },
    { name: `reports, ${state}, a rare reason`, id: 'reports.list', query: { state, reason: 'fraud' } },
    { name: `reports, ${state}, no such reason`, id: 'reports.list', query: { state, reason: 'threats' } },
    { name: `reports, ${state}, about one user`, id: 'reports.list', query: { state, about: REPORTED } },
    { name: `reports, ${state}, by one user`, id: 'reports.list', query: { state, by: BUSY } },
    { name: `appeals, ${state}`, id: 'appeals.list', query: { state } },
  ]),
  { name: 'a report', id: 'reports.get', params: { report_id: '00000000-0000-0000-0000-000000000007' } },
  { name: 'counts of what waits', id: 'moderation.status' },
  { name: 'people', id: 'people.list' },
  ...(['', 'restricted', 'reported', 'admins', 'bots'] as const).map(
    (filter): Page => ({
      name: `people with figures, ${filter || 'all'}`,
      id: 'people.list',
      query: { figures: '1', limit: '50', ...(filter && { filter }) },
    }),
  ),
  ...['name', '-name', '-created', '-messages', 'messages', 'seen', '-reports', 'reports'].map(
    (sort): Page => ({ name: `people with figures, by ${sort}`, id: 'people.list', query: { figures: '1', sort } }),
  ),
  ...['-messages', '-seen'].map(
    (sort): Page => ({
      name: `people found, by ${sort}`,
      id: 'people.list',
      query: { figures: '1', sort, query: '77' },
    }),
  ),
  { name: 'people, restricted', id: 'people.list', query: { filter: 'restricted' } },
  { name: 'people, all found', id: 'people.list', query: { query: 'user' } },
  { name: 'people, some found', id: 'people.list', query: { query: 'user 777' } },
  { name: 'people, nobody found', id: 'people.list', query: { query: 'xyzzy' } },
  { name: 'people, restricted, nobody found', id: 'people.list', query: { query: 'xyzzy', filter: 'restricted' } },
  ...[BUSY, SENDER].flatMap((user_id): Page[] => [
    { name: `${user_id}: page`, id: 'people.get', query: { user_id } },
    { name: `${user_id}: rooms`, id: 'people.rooms', query: { user_id } },
    ...['all', 'messages', 'files', 'reports'].map(
      (kind): Page => ({ name: `${user_id}: timeline, ${kind}`, id: 'people.timeline', query: { user_id, kind } }),
    ),
    { name: `${user_id}: files`, id: 'people.files', body: { user_id, reason } },
    { name: `${user_id}: what others don't see`, id: 'people.held', query: { user_id } },
    {
      name: `${user_id}: export`,
      id: 'people.export',
      body: { user_id, cursor: null },
    },
    {
      name: `${user_id}: export, messages`,
      id: 'people.export',
      body: { user_id, cursor: '0.0.0.9' },
    },
    { name: `${user_id}: monitor`, id: 'monitor.list', query: { session, user: user_id } },
    { name: `${user_id}: tasks`, id: 'tasks.list', query: { user_id } },
  ]),
  ...['all', 'public', 'closed', 'frozen', 'archived'].map(
    (filter): Page => ({ name: `rooms, ${filter}`, id: 'widget_rooms.list', query: { filter } }),
  ),
  ...['title', '-members', '-messages', '-created', 'active'].map(
    (sort): Page => ({ name: `rooms by ${sort}`, id: 'widget_rooms.list', query: { figures: '1', sort } }),
  ),
  { name: 'rooms, some found', id: 'widget_rooms.list', query: { query: 'room 77' } },
  { name: 'rooms, none found', id: 'widget_rooms.list', query: { query: 'xyzzy' } },
  {
    name: 'the large room, its members',
    id: 'widget_rooms.get',
    params: { room_id: String(LARGE_ROOM) },
  },
  {
    name: 'the large room, members found',
    id: 'widget_rooms.members',
    params: { room_id: String(LARGE_ROOM) },
    query: { query: '777' },
  },
  {
    name: 'the large room, no member found',
    id: 'widget_rooms.members',
    params: { room_id: String(LARGE_ROOM) },
    query: { query: 'xyzzy' },
  },
  { name: 'a room, members found', id: 'widget_rooms.members', params: { room_id: '2' }, query: { query: 'user' } },
  { name: 'what deleting a room takes', id: 'widget_rooms.contents', params: { room_id: String(LARGE_ROOM) } },
  ...[undefined, 200_000, 60].map(
    (before_seq): Page => ({
      name: `a conversation, before ${before_seq ?? 'the end'}`,
      id: 'widget_rooms.read',
      params: { room_id: String(LARGE_ROOM) },
      body: { reason, ...(before_seq !== undefined && { before_seq }) },
    }),
  ),
  { name: 'broadcasts', id: 'broadcasts.list' },
  { name: 'broadcast to all, look before', id: 'broadcasts.preview', body: { sender_id: BUSY } },
  {
    name: 'broadcast to active users, look before',
    id: 'broadcasts.preview',
    body: { sender_id: BUSY, active_days: 3_650 },
  },
  {
    name: 'broadcast to 1,000 users, look before',
    id: 'broadcasts.preview',
    body: { sender_id: BUSY, user_ids: Array.from({ length: 1_000 }, (_, n) => `u${n * 90 + 1}`) },
  },
  { name: 'monitor', id: 'monitor.list', query: { session } },
  { name: 'monitor, with files', id: 'monitor.list', query: { session, file: '1' } },
  { name: 'monitor, flagged', id: 'monitor.list', query: { session, flagged: '1' } },
  { name: 'monitor, one room', id: 'monitor.list', query: { session, room: String(LARGE_ROOM) } },
  { name: 'monitor, two users', id: 'monitor.list', query: { session, user: SENDER, peer: BUSY } },
  { name: 'monitor, since a minute', id: 'monitor.list', query: { session, since: String(now - 60_000) } },
  { name: 'monitor, until the middle', id: 'monitor.list', query: { session, until: String(now - 200_000_000) } },
  { name: 'monitor, until the begin', id: 'monitor.list', query: { session, until: String(now - month) } },
  { name: 'the large room, figures', id: 'widget_rooms.figures', params: { room_id: String(LARGE_ROOM) } },
  ...['all', 'messages', 'reports'].map(
    (kind): Page => ({
      name: `the large room, timeline, ${kind}`,
      id: 'widget_rooms.timeline',
      params: { room_id: String(LARGE_ROOM) },
      query: { kind },
    }),
  ),
  { name: 'tasks', id: 'tasks.list' },
  { name: 'overview', id: 'overview.get' },
  { name: 'figures of moderation', id: 'moderation.figures', query: { days: '365' } },
  { name: 'notifications', id: 'notifications.list' },
  { name: 'notifications, figures', id: 'notifications.figures' },
  { name: 'API keys', id: 'api_keys.list' },
  { name: 'bots', id: 'widget_bots.list' },
  {
    name: 'statistics by hour',
    id: 'statistics.get',
    query: { by: 'hour', from: String(now - month), to: String(now) },
  },
  {
    name: 'statistics by day',
    id: 'statistics.get',
    query: { by: 'day', from: String(now - 24 * month), to: String(now) },
  },
  { name: 'audit log', id: 'audit.list' },
  { name: 'audit log, one action', id: 'audit.list', query: { action: 'widgets.change' } },
  { name: 'audit log, no such action', id: 'audit.list', query: { action: 'team.leave' } },
  { name: 'audit log, counted', id: 'audit.list', query: { figures: '1' } },
  { name: 'audit log, the oldest first', id: 'audit.list', query: { figures: '1', sort: 'at' } },
  { name: 'audit log, one thing', id: 'audit.list', query: { figures: '1', target: '7' } },
  { name: 'audit log, nobody', id: 'audit.list', query: { account_id: 'nobody' } },
  { name: 'audit log, a day', id: 'audit.list', query: { from: String(now - 9 * 86_400_000), to: String(now) } },
  { name: 'team', id: 'team.list' },
  { name: 'widgets', id: 'widgets.list' },
  { name: 'a widget', id: 'widgets.get' },
  { name: 'what deleting the widget takes', id: 'widgets.contents' },
  { name: 'server', id: 'server.overview' },
  { name: 'server: storage', id: 'server.storage' },
  { name: 'server: backups', id: 'server.backups' },
  { name: 'server: log', id: 'server.audit' },
  { name: 'server: what a widget has', id: 'server.widget_contents' },
  ...['all', 'administrators', 'disabled'].map(
    (filter): Page => ({ name: `server: accounts, ${filter}`, id: 'server.accounts', query: { filter } }),
  ),
  { name: 'server: accounts, found', id: 'server.accounts', query: { query: 'person77' } },
  ...['all', 'suspended', 'quotas'].map(
    (filter): Page => ({ name: `server: widgets, ${filter}`, id: 'server.widgets', query: { filter } }),
  ),
  { name: 'server: widgets, found', id: 'server.widgets', query: { query: 'site 77' } },
  ...['failed', 'waiting', 'running'].map(
    (state): Page => ({ name: `server: jobs, ${state}`, id: 'server.jobs', query: { state } }),
  ),
]

/** Milliseconds of the slowest page of a list. */
interface Figures {
  ms: number
  /** of this process, and of PostgreSQL's */
  cpu: number
  /** the longest that the event loop was kept */
  loop: number
}

const [only, part = ''] = process.argv.slice(2)
const results = new Map<string, Partial<Record<'sqlite' | 'postgres', Figures>>>()
async function measure(database: 'sqlite' | 'postgres', databaseUrl: string | undefined): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-scale-'))
  const app = await createApp(
    resolveConfig({
      PORT: 0,
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'silent',
      // its index is made in the background, which would be measured too
      SEARCH: 'off',
      DASHBOARD_CHANGES_PER_MINUTE: 0,
      DASHBOARD_SEARCHES_PER_MINUTE: 0,
    }),
  )
  const credentials = { email: 'owner@shop.example', password: 'correct horse battery' }
  const { account_id: accountId } = await app.accounts.create(credentials)
  await app.accounts.setAdministrator(credentials.email, true)
  const { id: widgetId } = await app.widgets.create(accountId, { name: 'Shop' })
  const started = performance.now()
  await fill(app.store, { accountId, widgetId, now })
  const postmaster = databaseUrl === undefined ? null : await clean(databaseUrl)
  const seconds = ((performance.now() - started) / 1_000).toFixed(0)
  console.log(`${database}: ${USERS} users and ${MESSAGES} messages written in ${seconds} s`)

  let cookie = ''
  async function ask(id: DashboardOperationId, { query, body, params = {} }: Asked): Promise<Response> {
    const { method, path } = dashboardOperations[id]
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? String(widgetId))
    const { publicUrl } = app.config
    const answer = await fetch(`${publicUrl}${filled}${query ? `?${new URLSearchParams(query)}` : ''}`, {
      method: method.toUpperCase(),
      headers: { origin: publicUrl, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${id}: ${answer.status} ${await answer.text()}`)
    const set = answer.headers.getSetCookie().map((one) => one.split(';', 1)[0])
    if (set.length > 0) cookie = set.join('; ')
    return answer
  }

  /** The least of several tries, since other work of the machine adds to the time. */
  async function timed(page: Page, cursor: string | null): Promise<Figures> {
    const least: Figures = {
      ms: Number.POSITIVE_INFINITY,
      cpu: Number.POSITIVE_INFINITY,
      loop: Number.POSITIVE_INFINITY,
    }
    for (let n = 0; n < TRIES; n++) {
      const [loop, cpu, begin] = [watchLoop(), cpuMs(postmaster), performance.now()]
      await (await ask(page.id, placed(page, cursor))).arrayBuffer()
      least.ms = Math.min(least.ms, performance.now() - begin)
      least.loop = Math.min(least.loop, loop.longest())
      least.cpu = Math.min(least.cpu, cpuMs(postmaster) - cpu)
    }
    return least
  }

  await ask('session.sign_in', { body: credentials })
  const { session } = (await (await ask('monitor.start', { body: { reason } })).json()) as { session: string }
  for (const page of pagesOf(session).filter(({ name }) => name.includes(part))) {
    const all: Figures[] = []
    for (const cursor of [null, ...laterPages(page)]) all.push(await timed(page, cursor))
    const worst = (name: keyof Figures) => Math.max(...all.map((figures) => figures[name]))
    const figures = { ms: worst('ms'), cpu: worst('cpu'), loop: worst('loop') }
    results.set(page.name, { ...results.get(page.name), [database]: figures })
    console.log(`${page.name.padEnd(42)} ${figures.ms.toFixed(1)} ${figures.cpu.toFixed(1)} ${figures.loop.toFixed(1)}`)
  }
  await app.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

/** The question for one page: lists that are asked with a body have their cursor there. */
function placed({ query, body, params }: Asked, cursor: string | null): Asked {
  const place = cursor !== null && { cursor }
  return {
    ...(params !== undefined && { params }),
    ...(body === undefined ? { query: { ...query, ...place } } : { body: { ...body, ...place } }),
  }
}

/** Looks every 2 ms whether the event loop is free. */
function watchLoop(): { longest(): number } {
  let [last, longest] = [performance.now(), 0]
  const look = () => {
    longest = Math.max(longest, performance.now() - last - 2)
    last = performance.now()
  }
  const timer = setInterval(look, 2)
  return {
    longest() {
      look()
      clearInterval(timer)
      return longest
    },
  }
}

/** As PostgreSQL does by itself within minutes. @returns the id of its first process */
async function clean(url: string): Promise<number> {
  const client = await connect(url, 'migrate')
  await client.query('vacuum (analyze)')
  const postmaster = parentOf(client.pid)
  await client.end()
  return postmaster
}

/** Milliseconds of this process and of all processes of PostgreSQL. */
function cpuMs(postmaster: number | null): number {
  const { user, system } = process.cpuUsage()
  const sessions = postmaster === null ? [] : readdirSync('/proc').filter((pid) => parentOf(pid) === postmaster)
  return sessions.reduce((sum, pid) => sum + cpuIfAny(Number(pid)), (user + system) / 1_000)
}

/** A session may end between being listed and being read. */
function cpuIfAny(pid: number): number {
  try {
    return cpuOf(pid).total
  } catch {
    return 0
  }
}

function parentOf(pid: number | string): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return 0
  }
}

/** @returns true if all is as fast as promised */
function report(): boolean {
  // On a busy machine a page waits for others: then its CPU time is compared.
  const load = loadavg()[0] ?? 0
  const isBusy = load > cpus().length
  console.log(`\nLoad average ${load.toFixed(1)}: ${isBusy ? 'CPU' : 'elapsed'} time decides.\n`)
  console.log('| page | SQLite, ms | CPU | keeps the event loop | PostgreSQL, ms | CPU |\n|---|---|---|---|---|---|')
  const slow: string[] = []
  for (const [name, { sqlite, postgres }] of results) {
    const ms = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(value < 10 ? 1 : 0))
    const cells = [ms(sqlite?.ms), ms(sqlite?.cpu), ms(sqlite?.loop), ms(postgres?.ms), ms(postgres?.cpu)]
    console.log(`| ${[name, ...cells].join(' | ')} |`)
    const deciding = [sqlite, postgres].map((figures) => (isBusy ? figures?.cpu : figures?.ms) ?? 0)
    if (Math.max(...deciding) > MOST_MS || (!isBusy && (sqlite?.loop ?? 0) > MOST_LOOP_MS)) slow.push(name)
  }
  const asked: ReadonlySet<string> = new Set(pagesOf('').map(({ id }) => id))
  const missing = Object.values(dashboardOperations)
    .filter(({ id, method }) => method === 'get' && !asked.has(id) && !NOT_ASKED.has(id))
    .map(({ id }) => id)
  for (const name of slow) console.log(`too slow: ${name}`)
  for (const id of missing) console.log(`not measured: ${id}`)
  return slow.length === 0 && missing.length === 0
}

if (only !== 'postgres') await measure('sqlite', undefined)
if (only !== 'sqlite') {
  const server = await startPostgresServer()
  await measure('postgres', server.url)
  await server.remove()
}
process.exit(report() ? 0 : 1)
