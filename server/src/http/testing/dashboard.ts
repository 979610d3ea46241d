import { type DashboardOperationId, dashboardOperations } from '@imbachat/protocol/http/dashboard'
import { inProcessBus } from '../../bus/in-process.ts'
import { createIdentity } from '../../chat/identity/create-identity.ts'
import type { Log } from '../../chat/log.ts'
import { manualClock } from '../../chat/manual-clock.ts'
import { noSearch } from '../../chat/search/no-search.ts'
import { createUserDirectory } from '../../chat/users/directory.ts'
import { loadSecrets } from '../../config/secrets.ts'
import { createEgress } from '../../egress/egress.ts'
import { openFiles } from '../../files/index.ts'
import { NO_FILE_LIMITS } from '../../files/testing/no-file-limits.ts'
import { createAccounts } from '../../owner/accounts/accounts.ts'
import { createAdministration } from '../../owner/administration/administration.ts'
import { createBackups } from '../../owner/administration/backups.ts'
import { createNodes } from '../../owner/administration/nodes.ts'
import { createAudit } from '../../owner/audit/audit.ts'
import { createConnect } from '../../owner/connect/connect.ts'
import type { MailQueue } from '../../owner/mails.ts'
import { createAppeals } from '../../owner/moderation/appeals.ts'
import { createBroadcasts } from '../../owner/moderation/broadcasts.ts'
import { createDevices } from '../../owner/moderation/devices.ts'
import { createPeople } from '../../owner/moderation/people.ts'
import { createModeratedRooms } from '../../owner/moderation/rooms.ts'
import { createTasks } from '../../owner/moderation/tasks.ts'
import { createWaitingWork } from '../../owner/moderation/waiting.ts'
import { createMonitor } from '../../owner/monitor/monitor.ts'
import { createReports } from '../../owner/reports/reports.ts'
import { createRules } from '../../owner/rules/rules.ts'
import { createSiteSignIn } from '../../owner/site-sign-in/site-sign-in.ts'
import { countStore } from '../../owner/statistics/count-store.ts'
import { createStatistics } from '../../owner/statistics/statistics.ts'
import { createTeam } from '../../owner/team/team.ts'
import { createKeyUse } from '../../owner/widgets/key-use.ts'
import { createWidgets } from '../../owner/widgets/widgets.ts'
import { createSiteClient } from '../../site/site-client.ts'
import { administeredDatabase } from '../../store/administered-database.ts'
import { openStore } from '../../store/index.ts'
import { dataDirWithTables } from '../../store/testing/data-dir.ts'
import { wireChat } from '../../wire-chat.ts'
import { buildAssets } from '../assets.ts'
import { createRouter } from '../router.ts'

/** The bundles do not change while tests run. */
const assets = buildAssets()

export interface Asked {
  params?: Record<string, unknown>
  query?: Record<string, string>
  body?: unknown
  cookie?: string
  headers?: Record<string, string>
  address?: string
}

/** The HTTP side on a real store and a real site client, asked without a socket in between. */
export async function startDashboard(
  publicUrl = 'https://chat.example',
  {
    widgetsPerAccount = 0,
    changesPerMinute = 0,
    searchesPerMinute = 0,
    mail = null,
  }: {
    widgetsPerAccount?: number
    changesPerMinute?: number
    searchesPerMinute?: number
    mail?: MailQueue | null
  } = {},
) {
  const { dataDir, remove } = await dataDirWithTables()
  const clock = manualClock()
  const logged: { message: string; fields?: Record<string, unknown> }[] = []
  const keep = (message: string, fields?: Record<string, unknown>) =>
    void logged.push({ message, ...(fields && { fields }) })
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep }
  const store = await openStore({ dataDir, clock, log })
  const secrets = loadSecrets({ secret: undefined, dataDir })
  const statistics = createStatistics({ ...store, clock, log })
  const chatStore = countStore(store.chat, statistics.counters, clock)
  const config = { publicUrl, loopback: true }
  const widgets = createWidgets({ ...store, secrets, clock, widgetsPerAccount })
  const accounts = createAccounts({ ...store, secrets, config, clock, resetMailsPerHour: 5 })
  const site = createSiteClient({ egress: createEgress({ allowLoopback: true, allow: [], clock }), clock, log })
  const bus = inProcessBus(log)
  const { files, tusStore } = openFiles({ folder: dataDir, key: secrets.fileKey, limits: NO_FILE_LIMITS, clock, log })
  const chat = wireChat({
    store: chatStore,
    search: noSearch,
    identity: createIdentity({ widgets, clock }),
    users: createUserDirectory({ store: store.chat, widgets, site, bus, clock, log }),
    widgets,
    bus,
    files,
    // no file comes here
    jobs: { wake() {} },
    clock,
    log,
    publicUrl,
    trustedProxies: [],
  })
  const keyUse = createKeyUse({ ...store, secrets, clock, log })
  let health: 'ready' | 'draining' = 'ready'
  /** that of a backup which the dashboard starts: none is made here */
  const backup = Promise.withResolvers<number>()
  const tasks = createTasks({ ...store, chat: chat.parts, jobs: chat.parts.jobs, clock })
  const nodes = createNodes({ ...store, bus, connections: chat.connections, several: false, clock, log })
  const router = createRouter({
    accounts,
    statistics,
    team: createTeam({ ...store, clock }),
    audit: createAudit({ ...store, clock }),
    mail,
    siteSignIn: createSiteSignIn({ ...store, secrets, clock, publicUrl, sessionHours: 12 }),
    inviteMailsPerHour: 2,
    keyUse,
    administration: createAdministration({
      ...store,
      clock,
      nodes,
      backups: createBackups({
        ...store,
        dataDir,
        kept: 0,
        databaseBytes: async () => 0,
        run: () => ({ ended: backup.promise, stop() {} }),
        clock,
        log,
      }),
      database: administeredDatabase(store, dataDir),
      places: { dataDir, filesIn: 'disk' },
      defaults: { file_mb: 0, connections: 0, rest_calls_per_second: 50 },
      wakeJobs() {},
    }),
    widgets,
    connect: createConnect({ ...store, widgets, clock }),
    reports: createReports({ ...store, widgets, chat: chat.parts, tasks, clock }),
    rooms: createModeratedRooms({ ...store, widgets, chat: chat.parts, tasks }),
    appeals: createAppeals({ ...store, widgets, chat: chat.parts }),
    waitingWork: createWaitingWork({ ...store, widgets, bus, clock, log, mostStreams: 3 }),
    monitor: createMonitor({ ...store, widgets, chat: chat.parts, clock, log, mostStreams: 3 }),
    broadcasts: createBroadcasts({ ...store, widgets, chat: chat.parts, tasks, clock }),
    rules: createRules({ ...store, widgets, clock }),
    people: createPeople({
      ...store,
      widgets,
      chat: chat.parts,
      devices: createDevices({ here: chat.here, bus, nodes }),
      tasks,
      clock,
    }),
    site,
    clock,
    log,
    config,
    assets: await assets,
    chat: chat.parts,
    tusStore,
    siteCallsPerSecond: 50,
    changesPerMinute,
    searchesPerMinute,
    health: () => health,
  })

  const fetch = (path: string, init: RequestInit = {}, address = '192.0.2.1') =>
    Promise.resolve(router.request(`${publicUrl}${path}`, init, { address }))

  /** As our own page would, unless told otherwise. */
  const ask = (id: DashboardOperationId, { params = {}, query, body, cookie, headers, address }: Asked = {}) => {
    const { method, path } = dashboardOperations[id]
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
    return fetch(
      filled + (query ? `?${new URLSearchParams(query)}` : ''),
      {
        method: method.toUpperCase(),
        headers: {
          'sec-fetch-site': 'same-origin',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(cookie !== undefined && { cookie }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      },
      address,
    )
  }

  return {
    publicUrl,
    router,
    store,
    clock,
    accounts,
    widgets,
    chat: chat.parts,
    logged,
    fetch,
    ask,
    keyUse,
    endBackup: (code: number) => backup.resolve(code),
    drain: () => {
      health = 'draining'
    },
    /** An account that is signed in: its cookie. */
    async signedIn(email: string): Promise<string> {
      const password = 'correct horse battery'
      await accounts.create({ email, password })
      const answer = await ask('session.sign_in', { body: { email, password } })
      return cookieOf(answer)
    },
    /** Does what the job of a task does; no jobs run here. */
    runTask: ({ widgetId, taskId }: { widgetId: number; taskId: string }) =>
      tasks.run({ widgetId, payload: { taskId } }),
    async stop() {
      await chat.drain()
      await keyUse.close()
      await statistics.close()
      await store.close()
      remove()
    },
  }
}

export type Dashboard = Awaited<ReturnType<typeof startDashboard>>

/** What a browser would send back. */
export const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')

export interface ErrorAnswer {
  error: { code: string; message: string; field?: string; retry_after_ms?: number }
}

export const errorOf = async (answer: Response) => ((await answer.json()) as ErrorAnswer).error
