import { type DashboardOperationId, dashboardOperations } from '@imbachat/protocol/http/dashboard'
import { inProcessBus } from '../../bus/in-process.ts'
import { createIdentity } from '../../chat/identity/create-identity.ts'
import type { Log } from '../../chat/log.ts'
import { manualClock } from '../../chat/manual-clock.ts'
import { noSearch } from '../../chat/search/no-search.ts'
import { createUserDirectory } from '../../chat/users/directory.ts'
import type { Limits } from '../../config/limits.ts'
import { loadSecrets } from '../../config/secrets.ts'
import { createAccounts } from '../../dashboard/accounts/accounts.ts'
import { CHEAP_PASSWORDS } from '../../dashboard/accounts/testing/cheap-passwords.ts'
import { createKeyUse } from '../../dashboard/keys/key-use.ts'
import type { MailQueue } from '../../dashboard/mails.ts'
import { countStore } from '../../dashboard/statistics/count-store.ts'
import { createStatistics } from '../../dashboard/statistics/statistics.ts'
import { createWidgets } from '../../dashboard/widgets/widgets.ts'
import { createEgress } from '../../egress/egress.ts'
import { openFiles } from '../../files/index.ts'
import { NO_FILE_LIMITS } from '../../files/testing/no-file-limits.ts'
import { createPushCall } from '../../notifications/push/push-services.ts'
import { freshKey, serverKeys } from '../../notifications/push/server-keys.ts'
import { recentWidgets } from '../../realtime/connection/recent-widgets.ts'
import { FIXED_LIMITS } from '../../realtime/limits/limits.ts'
import { createBeforeSend } from '../../site/before-send/before-send.ts'
import { createNotifySite } from '../../site/call-notify.ts'
import { createWebhookCall } from '../../site/call-webhook.ts'
import { createSiteClient } from '../../site/site-client.ts'
import { openStore } from '../../store/index.ts'
import { dataDirWithTables } from '../../store/testing/data-dir.ts'
import { wireChat } from '../../wire-chat.ts'
import { wireNotifications } from '../../wire-notifications.ts'
import { wireOwner } from '../../wire-owner.ts'
import { theAssets } from '../assets.ts'
import { createRouter } from '../router.ts'

export interface Asked {
  params?: Record<string, unknown>
  query?: Record<string, string>
  body?: unknown
  cookie?: string
  headers?: Record<string, string>
  address?: string
}

/** No test of one limit waits for another. */
const SMALL: Limits = {
  ...NO_FILE_LIMITS,
  API_CALLS_PER_SECOND: 0,
  API_KEYS_PER_WIDGET: 0,
  BACKUPS_KEPT: 0,
  DASHBOARD_CHANGES_PER_MINUTE: 0,
  EVENT_WAITS_PER_WIDGET: 1,
  DASHBOARD_SEARCHES_PER_MINUTE: 0,
  INVITE_MAILS_PER_HOUR: 2,
  MONITORS_PER_WIDGET: 3,
  QUEUE_STREAMS_PER_WIDGET: 3,
  TEAM_MEMBERS: 0,
  WIDGETS_PER_ACCOUNT: 0,
}

/** The HTTP side on a real store and a real site client, asked without a socket in between. */
export async function startDashboard(
  publicUrl = 'https://chat.example',
  {
    limits: chosen = {},
    mail = null,
  }: {
    limits?: Partial<Limits>
    mail?: MailQueue | null
  } = {},
) {
  const { dataDir, remove } = await dataDirWithTables()
  const limits = { ...SMALL, ...chosen }
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
  const widgets = createWidgets({ ...store, secrets, clock, limits })
  const accounts = createAccounts({
    ...store,
    secrets,
    config,
    clock,
    limits,
    passwordCost: CHEAP_PASSWORDS,
  })
  const site = createSiteClient({ egress: createEgress({ allowLoopback: true, allow: [], clock }), clock, log })
  const beforeSend = createBeforeSend({
    egress: createEgress({ allowLoopback: true, allow: [], clock }),
    clock,
    log,
    timeoutMs: limits.BEFORE_SEND_TIMEOUT_MS,
  })
  const bus = inProcessBus(log)
  const { files } = openFiles({ folder: dataDir, key: secrets.fileKey, limits, clock, log })
  const recent = recentWidgets(widgets, clock, FIXED_LIMITS.widgetFreshMs)
  const chat = wireChat({
    store: chatStore,
    search: noSearch,
    identity: createIdentity({ widgets, clock }),
    users: createUserDirectory({ store: store.chat, widgets: recent, site, bus, clock, log }),
    storedWidgets: widgets,
    widgets: recent,
    bus,
    files,
    inviteKey: secrets.inviteKey,
    // no file comes here
    jobs: { wake() {} },
    beforeSend,
    clock,
    log,
    publicUrl,
    trustedProxies: [],
    limits,
  })
  const keyUse = createKeyUse({ ...store, secrets, clock, log })
  let health: 'ready' | 'draining' = 'ready'
  /** that of a backup which the dashboard starts: none is made here */
  const backup = Promise.withResolvers<number>()
  const anywhere = createEgress({ allowLoopback: true, allow: [], clock })
  const keys = serverKeys(freshKey(), clock, publicUrl)
  const owner = wireOwner({
    // without the thread of slow reads
    store: { ...store, slowReadDb: store.readDb },
    secrets,
    widgets,
    chat,
    bus,
    several: false,
    places: { dataDir, files_in: 'disk' },
    backUp: () => ({ ended: backup.promise, stop() {} }),
    wakeTasks() {},
    wakeJobs() {},
    webhookCall: createWebhookCall(anywhere),
    callTests: { udpPort: null, check: async () => [] },
    beforeSend,
    mail,
    push: { publicKey: keys.publicKey, loopback: true, call: createPushCall(anywhere, keys, () => clock.now()) },
    publicUrl,
    clock,
    log,
    limits,
  })
  const notifications = wireNotifications({
    store: { ...store, slowReadDb: store.readDb },
    widgets,
    chat,
    secrets,
    unreadMailer: null,
    notifySite: createNotifySite(createEgress({ allowLoopback: true, allow: [], clock })),
    several: false,
    publicUrl,
    clock,
    log,
    limits,
  })
  const router = createRouter({
    ...owner,
    ...notifications,
    accounts,
    statistics,
    mail,
    keyUse,
    widgets,
    site,
    clock,
    log,
    config,
    assets: await theAssets(),
    chat: chat.deps,
    health: () => health,
    readiness: async () => ({ database: 'ok', disk: 'ok', bus: 'ok' }),
  })

  const fetch = (path: string, init: RequestInit = {}, address = '192.0.2.1') =>
    Promise.resolve(router.request(`${publicUrl}${path}`, init, { address }))

  /** By default as our own page would. */
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
    chat: chat.deps,
    logged,
    fetch,
    ask,
    keyUse,
    mailLinks: notifications.mailLinks,
    ownerMails: owner.ownerMails,
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
    runTask: ({ widget_id, task_id }: { widget_id: number; task_id: string }) =>
      owner.tasks.run({ widget_id, payload: { task_id } }, () => undefined),
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

/** The cookies that a browser would send back. */
export const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')

export interface ErrorAnswer {
  error: { code: string; message: string; field?: string; retry_after_ms?: number }
}

export const errorOf = async (answer: Response) => ((await answer.json()) as ErrorAnswer).error
