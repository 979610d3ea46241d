import { hostname } from 'node:os'
import type { Bus } from './chat/bus.ts'
import { type Clock, systemClock } from './chat/clock.ts'
import { createIdentity } from './chat/identity/create-identity.ts'
import { keyMark } from './chat/identity/signing-keys.ts'
import type { Log } from './chat/log.ts'
import type { MessageSearch } from './chat/ports.ts'
import { createUserDirectory } from './chat/users/directory.ts'
import { type Config, mustShareFiles } from './config/config.ts'
import { openDataDir } from './config/data-dir.ts'
import type { Secrets } from './config/secrets.ts'
import { type Accounts, createAccounts } from './dashboard/accounts/accounts.ts'
import type { PasswordCost } from './dashboard/accounts/auth-settings.ts'
import { backupProcess } from './dashboard/administration/backups.ts'
import { createKeyUse, type KeyUse } from './dashboard/keys/key-use.ts'
import { createWidgets, type Widgets } from './dashboard/widgets/widgets.ts'
import type { EgressOptions } from './egress/egress.ts'
import { theAssets } from './http/assets.ts'
import type { Health } from './http/health.ts'
import type { RouterDeps } from './http/router.ts'
import { createLateRouter } from './http/routing/late-router.ts'
import { onFreePort } from './listen.ts'
import { createMails } from './mail/mail-queue.ts'
import { createMailer } from './mail/mailer.ts'
import { createReadiness } from './readiness.ts'
import { recentWidgets } from './realtime/connection/recent-widgets.ts'
import { FIXED_LIMITS, type RealtimeLimits } from './realtime/limits/limits.ts'
import { serve, serveMetrics } from './serve.ts'
import { createSfuProcess } from './sfu/sfu-process.ts'
import { type BeforeSendClient, createBeforeSend } from './site/before-send/before-send.ts'
import { createNotifySite } from './site/call-notify.ts'
import { createSiteClient, type SiteClient } from './site/site-client.ts'
import { anyCall, dueCalls, forgetCalls } from './store/due-calls.ts'
import { mustNotBeMoved } from './store/one-database.ts'
import { lockDataDir } from './store/sqlite/data-dir-lock.ts'
import { sqlitePath } from './store/sqlite/open.ts'
import type { Store } from './store/store.ts'
import { openStunResponder } from './stun/stun-responder.ts'
import { createLogger } from './telemetry/logger.ts'
import type { UnhandledKind } from './telemetry/metrics.ts'
import { createTrace } from './telemetry/trace.ts'
import { wireCalls } from './wire-calls.ts'
import { type Chat, type ChatBasis, wireChat } from './wire-chat.ts'
import { type Dashboard, type DashboardBasis, wireDashboard } from './wire-dashboard.ts'
import { type Jobs, type JobsBasis, wireJobs } from './wire-jobs.ts'
import { wireNotifications } from './wire-notifications.ts'
import { type PushBasis, type PushParts, wirePush } from './wire-push.ts'
import { wireReplies } from './wire-replies.ts'
import { type StoreBases, wireStore } from './wire-store.ts'

const UNHANDLED: Record<UnhandledKind, string> = {
  rejection: 'a promise was rejected and nothing handled it; the server goes on',
  exception: 'an exception was thrown and nothing caught it; the server ends',
}

/** The dependencies that each part is made from. A test may replace them. */
export interface Bases extends StoreBases {
  site: SiteClient
  push: PushBasis
  jobs: JobsBasis
  chat: ChatBasis
  dashboard: DashboardBasis
}

/** Replacements that a test may pass for the outside world. */
export interface AppOverrides {
  clock?: Clock
  log?: Log
  egress?: Partial<EgressOptions>
  realtime?: Partial<RealtimeLimits>
  /** replaces the dependencies of a part, for example by a store that fails at a chosen moment */
  around?: { [Part in keyof Bases]?: (basis: Bases[Part]) => Bases[Part] }
  /** cost of hashing a password */
  passwordCost?: PasswordCost
  /** certificates of a mail server to trust, beside those of the system */
  mailCa?: string
}

export interface App {
  config: Config
  store: Store
  search: MessageSearch
  widgets: Widgets
  accounts: Accounts
  /**
   * Resolves when the server can't go on; the process is to end with an error, so that its supervisor starts another
   * one.
   */
  failed: Promise<Error>
  /** Logs and counts an error that nothing handled. */
  unhandled(kind: UnhandledKind, error: unknown): void
  /** Disconnects clients, runs the waiting writes, closes the store. */
  stop(): Promise<void>
}

/** A wired server that does not listen yet. */
export interface Assembled extends App {
  secrets: Secrets
  bus: Bus
  beforeSend: BeforeSendClient
  push: PushParts
  jobs: Jobs
  chat: Chat
  dashboard: Dashboard
  keyUse: KeyUse
  routes: RouterDeps
  /**
   * Opens the ports, and starts jobs, webhooks, notifications and cleaning. If that fails, it stops the parts that are
   * running.
   */
  start(): Promise<void>
}

/**
 * One server per SQLite database: it holds the lock of DATA_DIR until it has stopped.
 * @throws ConfigError when the port or DATA_DIR is in use or the secret is not that of the database; Error when the
 * store can't be opened
 */
export async function createApp(config: Config, overrides: AppOverrides = {}): Promise<App> {
  mustShareFiles(config)
  mustNotBeMoved(config)
  openDataDir(config.dataDir)
  openDataDir(config.filesDir, 'FILES_DIR')
  const lock = config.databaseUrl === undefined ? await lockDataDir(config.dataDir) : null
  try {
    const app = await assemble(config, overrides)
    await app.start()
    return { ...app, stop: () => app.stop().finally(() => lock?.release()) }
  } catch (error) {
    lock?.release()
    throw error
  }
}

/**
 * The one place where the server is wired: store → bus → files → dashboard → site → jobs → chat → dashboard →
 * notifications → HTTP.
 * `wire-….ts` beside this file list the parts of a layer. Tests of single parts do not call `start`.
 */
export async function assemble(given: Config, overrides: AppOverrides): Promise<Assembled> {
  const { config, letGo } = given.port === 0 ? onFreePort(given) : { config: given, letGo() {} }
  const { clock = systemClock, log = createLogger({ level: config.logLevel }) } = overrides
  const { limits, natsUrl, publicUrl, trustedProxies } = config
  const { around = {} } = overrides
  const basis = <Part extends keyof Bases>(part: Part, own: Bases[Part]) => around[part]?.(own) ?? own
  const failure = Promise.withResolvers<Error>()
  const metrics = isMeasured(config) ? (await import('./telemetry/metrics.ts')).createMetrics() : null
  const trace = config.logLevel === 'debug' ? createTrace(log) : null

  let reportFull = () => {}
  const [stored, assets] = await Promise.all([
    wireStore({
      ...{ config, clock, log, metrics, trace, around, onDeath: failure.resolve },
      onFull: () => reportFull(),
    }),
    theAssets(),
  ])
  const { disk, store, secrets, statistics, chatStore, search, bus, rates, files, space, eraser } = stored
  const { control, readDb, slowReadDb } = store

  const widgets = createWidgets({
    control,
    readDb,
    slowReadDb,
    secrets,
    clock,
    limits,
    deleted: eraser.wake,
    mailChanged: (widget_id) => notifications.changed(widget_id),
  })
  const keyUse = createKeyUse({ control, readDb, secrets, clock, log })
  const accounts = createAccounts({
    control,
    secrets,
    config,
    clock,
    limits,
    rates,
    passwordCost: overrides.passwordCost,
  })

  const calls = wireCalls({ config, clock, log, metrics, options: overrides.egress })
  const noteAccepted = (widget_id: number, password: string) =>
    keyUse.note(widget_id, 'api_password', keyMark(password), 'site')
  const site = basis(
    'site',
    createSiteClient({
      egress: calls.toSites,
      clock,
      log,
      accepted: noteAccepted,
    }),
  )
  const beforeSend = createBeforeSend({
    egress: calls.toDeciders,
    clock,
    log,
    timeoutMs: limits.BEFORE_SEND_TIMEOUT_MS,
    accepted: noteAccepted,
  })
  const identity = createIdentity({ widgets, clock, guestKey: secrets.guestKey, keyUse })
  const realtimeLimits: RealtimeLimits = { ...limits, ...FIXED_LIMITS, ...overrides.realtime }
  const recent = recentWidgets(widgets, clock, realtimeLimits.widgetFreshMs)
  const users = createUserDirectory({ store: chatStore, widgets: recent, site, bus, clock, log })

  const push = await wirePush(
    basis('push', {
      store,
      chatStore,
      widgets,
      secrets,
      toPushServices: calls.toPushServices,
      config,
      clock,
      changed: (widget_id) => notifications.reachesChanged(widget_id),
    }),
  )
  const mail =
    config.mail === undefined
      ? null
      : createMails({
          mailer: createMailer(config.mail, overrides.mailCa),
          store: store.chat,
          secrets,
          clock,
          publicUrl,
          hours: limits.NOTIFY_RETRY_HOURS,
          wake: () => jobs.mails?.wake(),
          resetLink: accounts.mailedResetLink,
        })
  const jobs = wireJobs(
    basis('jobs', {
      store: chatStore,
      readDb,
      clock,
      log,
      metrics,
      pages: calls.pages,
      limits,
      mail,
      chat: () => chat.deps,
      runTask: (job, moved) => dashboard.tasks.run(job, moved),
    }),
  )
  // PUBLIC_URL may be that of a proxy on this machine, which passes no UDP on
  const stunHosts = config.loopback ? [config.host] : ['::', '0.0.0.0']
  const stun = await openStunResponder({ port: config.callsUdpPort, hosts: stunHosts, clock, log })
  const sfu = createSfuProcess({ settings: config.sfu, clock, log })
  const chat = wireChat(
    basis('chat', {
      store: chatStore,
      search,
      identity,
      users,
      storedWidgets: widgets,
      widgets: recent,
      bus,
      rates,
      files,
      inviteKey: secrets.inviteKey,
      jobs: jobs.files,
      previewJobs: jobs.previews,
      pictures: calls.pictures,
      remoteFiles: calls.remoteFiles,
      beforeSend,
      pushDevices: push.browsers,
      ice: {
        stunUrl: stun.port === null ? null : `stun:${new URL(publicUrl).hostname}:${stun.port}`,
        turn: config.turn ?? null,
      },
      sfu,
      dueCalls: {
        dueCalls: (at) => dueCalls(readDb, at),
        anyCall: () => anyCall(readDb),
        forgetCalls: (before) => forgetCalls(control, before),
      },
      clock,
      log,
      publicUrl,
      trustedProxies,
      metrics,
      trace,
      limits: realtimeLimits,
    }),
  )
  const dashboard = wireDashboard(
    basis('dashboard', {
      store,
      secrets,
      widgets,
      chat,
      bus,
      several: natsUrl !== undefined,
      places: { dataDir: config.dataDir, files_in: config.s3 === undefined ? 'disk' : 's3' },
      backUp: backupProcess(config),
      wakeTasks: jobs.tasks.wake,
      wakeJobs: jobs.wake,
      webhookCall: calls.webhook,
      callTests: {
        udpPort: config.sfu?.port ?? null,
        check: async () => (await import('./doctor/check-calls.ts')).checkPaths(config),
      },
      beforeSend,
      failingSites: site.failing,
      mail,
      push: { publicKey: push.publicKey, call: push.call, loopback: config.loopback },
      publicUrl,
      clock,
      log,
      limits,
    }),
  )
  reportFull = () => {
    dashboard.teamNotices.notifyDisk(hostname()).catch((error: unknown) => {
      log.warn('administrators could not be mailed that the disk is full', { error })
    })
  }
  const unreadMailer =
    config.mail === undefined ? null : createMailer(config.mail, overrides.mailCa, { keepsOpen: true })
  const notifications = wireNotifications({
    store,
    widgets,
    chat,
    secrets,
    unreadMailer,
    notifySite: createNotifySite(calls.toSites),
    several: natsUrl !== undefined,
    publicUrl,
    push: push.channel,
    replySettings: config.replies,
    mail,
    clock,
    log,
    limits,
  })
  const answers =
    notifications.replies &&
    wireReplies({
      ...{ config, store: store.chat, readDb, space, replies: notifications.replies },
      ...{ own: unreadMailer?.sender ?? [], clock, log, ca: overrides.mailCa },
    })
  let health: Health = 'ready'
  const routes: RouterDeps = {
    ...dashboard,
    ...notifications,
    accounts,
    statistics,
    mail,
    keyUse,
    push: {
      publicKey: push.publicKey,
      browsers: push.browsers,
      noteUse: (widget_id, log_id, use) => dashboard.sentNotifications[use](widget_id, log_id),
    },
    mailIn: answers && { ...answers, secret: config.replies?.webhookSecret },
    widgets,
    site,
    assets,
    config,
    clock,
    log,
    chat: chat.deps,
    health: () => health,
    readiness: createReadiness({ store, disk, space, bus }),
    metrics,
    trace,
  }
  metrics?.watch({
    connections: chat.connections,
    bus,
    dataDir: config.dataDir,
    filesDir: config.filesDir,
    databaseFile: config.databaseUrl === undefined ? sqlitePath(config.dataDir) : null,
    media: sfu.counts,
  })

  const ports: { stop(now: boolean): Promise<void> }[] = []
  async function stop(): Promise<void> {
    health = 'draining'
    await chat.drain()
    await stored.closeBus()
    for (const port of ports) await port.stop(true)
    stun.close()
    metrics?.close()
    stored.closeFiles()
    await jobs.close()
    await dashboard.dispatcher.close()
    await dashboard.teamNotices.close()
    await answers?.close()
    await notifications.close()
    unreadMailer?.close()
    await dashboard.administration.close()
    await keyUse.close()
    await statistics.close()
    await users.close()
    await stored.close()
  }
  async function start(): Promise<void> {
    try {
      await stored.start()
      // Before the chat's own port: the chat must not be open to visitors if the start fails.
      if (metrics && config.metricsPort !== undefined) ports.push(serveMetrics(metrics, config, config.metricsPort))
      letGo()
      ports.push(serve({ config, chat, router: createLateRouter(routes), metrics, log }))
      jobs.start()
      await dashboard.dispatcher.start()
      await notifications.start()
      dashboard.teamNotices.start()
      // the disk was full before the listener was set
      if (disk.isFull()) reportFull()
      await answers?.start()
    } catch (error) {
      letGo()
      await stop()
      throw error
    }
  }

  function unhandled(kind: UnhandledKind, error: unknown): void {
    log.error(UNHANDLED[kind], { error })
    metrics?.unhandled(kind)
  }

  return {
    ...{ config, store, search, widgets, accounts, failed: failure.promise, unhandled, stop },
    ...{ secrets, bus, beforeSend, push, jobs, chat, dashboard, keyUse, routes, start },
  }
}

const isMeasured = ({ metricsToken, metricsPort }: Config): boolean =>
  metricsToken !== undefined || metricsPort !== undefined
