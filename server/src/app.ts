import { inProcessBus } from './bus/in-process.ts'
import { natsBus } from './bus/nats.ts'
import type { FileLimits } from './chat/attachments/files.ts'
import { PROCESS_UPLOAD, processUpload } from './chat/attachments/process-upload.ts'
import type { Bus } from './chat/bus.ts'
import { type Clock, systemClock } from './chat/clock.ts'
import { expiringMap } from './chat/expiring-map.ts'
import { createIdentity } from './chat/identity/create-identity.ts'
import { keyMark } from './chat/identity/signing-keys.ts'
import type { Log } from './chat/log.ts'
import type { ChatStore, MessageSearch } from './chat/ports.ts'
import { type KnownPage, MAKE_PREVIEW, makePreview } from './chat/previews/make-preview.ts'
import { noSearch } from './chat/search/no-search.ts'
import { createUserDirectory } from './chat/users/directory.ts'
import { type Config, mustShareFiles } from './config/config.ts'
import { openDataDir } from './config/data-dir.ts'
import type { Limits } from './config/limits.ts'
import { loadSecrets } from './config/secrets.ts'
import { createEgress, EGRESS_LIMITS, type EgressOptions } from './egress/egress.ts'
import { openFiles } from './files/index.ts'
import { buildAssets } from './http/assets.ts'
import type { Health } from './http/health.ts'
import { metricsAnswer } from './http/metrics.ts'
import { createRouter } from './http/router.ts'
import { createJobRunner, type JobHandler } from './jobs/runner.ts'
import { listen, onFreePort } from './listen.ts'
import { createMails, MAIL_RUNNING, SEND_MAIL } from './mail/mail-queue.ts'
import { createMailer } from './mail/mailer.ts'
import { type Accounts, createAccounts } from './owner/accounts/accounts.ts'
import { createAdministration } from './owner/administration/administration.ts'
import { backupProcess, createBackups } from './owner/administration/backups.ts'
import { createNodes } from './owner/administration/nodes.ts'
import { createAudit } from './owner/audit/audit.ts'
import { createConnect } from './owner/connect/connect.ts'
import { createAppeals } from './owner/moderation/appeals.ts'
import { createBroadcasts } from './owner/moderation/broadcasts.ts'
import { createDevices } from './owner/moderation/devices.ts'
import { createPeople } from './owner/moderation/people.ts'
import { createModeratedRooms } from './owner/moderation/rooms.ts'
import { createTasks, RUN_TASK } from './owner/moderation/tasks.ts'
import { createWaitingWork } from './owner/moderation/waiting.ts'
import { createMonitor } from './owner/monitor/monitor.ts'
import { createReports } from './owner/reports/reports.ts'
import { createRules } from './owner/rules/rules.ts'
import { createSiteSignIn } from './owner/site-sign-in/site-sign-in.ts'
import { countStore } from './owner/statistics/count-store.ts'
import { createStatistics } from './owner/statistics/statistics.ts'
import { createTeam } from './owner/team/team.ts'
import { bindKeys } from './owner/widgets/bind-keys.ts'
import { createKeyUse } from './owner/widgets/key-use.ts'
import { createWidgets, type Widgets } from './owner/widgets/widgets.ts'
import { clientAddress, isTrusted } from './realtime/connection/client-address.ts'
import type { RealtimeLimits } from './realtime/limits/limits.ts'
import { createPageReader } from './site/page-reader.ts'
import { createSiteClient } from './site/site-client.ts'
import { administeredDatabase } from './store/administered-database.ts'
import { createFileCleaner } from './store/clean-files.ts'
import { createWidgetEraser } from './store/erase-widgets.ts'
import { openStore, type Store } from './store/index.ts'
import { widgetsWithJobs } from './store/reads/jobs.ts'
import { releaseJobs } from './store/release-jobs.ts'
import { openSearch, removeSearch } from './store/search/open-search.ts'
import { lockDataDir } from './store/sqlite/data-dir-lock.ts'
import { sqlitePath } from './store/sqlite/open.ts'
import { createLogger } from './telemetry/logger.ts'
import { createMetrics, type Metrics, type UnhandledKind } from './telemetry/metrics.ts'
import { saneRequestId } from './telemetry/request-id.ts'
import { createTrace } from './telemetry/trace.ts'
import { wireChat } from './wire-chat.ts'

/** Milliseconds. */
const HOUR = 3_600_000

/** A part of a file is larger than other requests, and a phone's network slow: such a request has longer. */
const UPLOAD = /^\/imbachat\/v1\/\d+\/uploads\//
const UPLOAD_SECONDS = 120
/** A stream of the dashboard says something every 15 s. */
const WATCHING = /\/(monitor|moderation)\/stream$/
const WATCHING_SECONDS = 60

const UNHANDLED: Record<UnhandledKind, string> = {
  rejection: 'a promise was rejected and nothing handled it; the server goes on',
  exception: 'an exception was thrown and nothing caught it; the server ends',
}

/** What a test may put in the place of the world. */
export interface AppOverrides {
  clock?: Clock
  log?: Log
  egress?: Partial<EgressOptions>
  realtime?: Partial<RealtimeLimits>
  /** stands between the chat and its store, to break it at a moment of a test's choice */
  aroundStore?: (chat: ChatStore) => ChatStore
  /** the same for the bus */
  aroundBus?: (bus: Bus) => Bus
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
  /** Says goodbye to clients, writes what waits, closes the store. */
  stop(): Promise<void>
}

/**
 * One server per SQLite database: it holds the lock of DATA_DIR until it has stopped.
 * @throws ConfigError when the port or DATA_DIR is in use or the secret is not one; Error when the store can't be
 * opened
 */
export async function createApp(config: Config, overrides: AppOverrides = {}): Promise<App> {
  mustShareFiles(config)
  openDataDir(config.dataDir)
  openDataDir(config.filesDir, 'FILES_DIR')
  const lock = config.databaseUrl === undefined ? await lockDataDir(config.dataDir) : null
  try {
    const app = await wire(config, overrides)
    return { ...app, stop: () => app.stop().finally(() => lock?.release()) }
  } catch (error) {
    lock?.release()
    throw error
  }
}

/** The one place where the server is wired: config → store → site → owner → chat (`wire-chat.ts`) → HTTP → port. */
async function wire(given: Config, overrides: AppOverrides): Promise<App> {
  const { config, letGo } = given.port === 0 ? onFreePort(given) : { config: given, letGo() {} }
  const { clock = systemClock, log = createLogger({ level: config.logLevel }) } = overrides
  const { limits } = config
  const secrets = loadSecrets(config)
  const { aroundStore = (chat) => chat, aroundBus = (bus) => bus } = overrides
  const failure = Promise.withResolvers<Error>()
  const metrics = isMeasured(config) ? createMetrics() : null
  const [store, assets] = await Promise.all([
    openStore({
      ...config,
      clock,
      log,
      onDeath: failure.resolve,
      maxQueuedWrites: limits.WRITE_QUEUE,
      mostRooms: limits.ROOMS_PER_USER,
      mostPinned: limits.PINNED_ROOMS,
      mostPins: limits.PINNED_MESSAGES,
      mostBlocked: limits.BLOCKED_PER_USER,
      mostStarred: limits.STARRED_PER_USER,
      mostHidden: limits.HIDDEN_PER_ROOM,
      mostFlags: limits.OPEN_FLAGS_PER_USER,
      mostHeld: limits.HELD_PER_USER,
      joinLimits: {
        perRoom: limits.JOIN_REQUESTS_PER_ROOM,
        perUser: limits.JOIN_REQUESTS_PER_USER,
        cooldownMs: limits.JOIN_COOLDOWN_HOURS * 3_600_000,
      },
      liveMembers: config.roomLiveMembers ?? realtimeLimits(limits).liveMembers,
      maxConnections: limits.DATABASE_CONNECTIONS,
    }),
    buildAssets(),
  ])
  const { control, readDb, slowReadDb } = store
  await bindKeys({ control, readDb, secrets }, log)
  const trace = config.logLevel === 'debug' ? createTrace(log) : null
  const givenStore = aroundStore(store.chat)
  const plainStore = trace ? trace.aroundStore(givenStore) : givenStore
  const statistics = createStatistics({ control, readDb: slowReadDb, clock, log })
  const chatStore = countStore(metrics ? metrics.timingCommits(plainStore) : plainStore, statistics.counters, clock)
  if (!config.search) await removeSearch(store, config)
  const search = config.search ? await openSearch({ ...config, log }) : noSearch

  const { natsUrl } = config
  const givenBus = aroundBus(
    natsUrl === undefined ? inProcessBus(log) : natsBus({ url: natsUrl, space: secrets.busSpace, log }),
  )
  const bus = trace ? trace.aroundBus(givenBus) : givenBus
  const calls = createEgress({
    allowLoopback: config.loopback,
    allow: config.egressAllow,
    clock,
    limits: egressLimits(limits),
    ...overrides.egress,
  })
  const egress = metrics ? metrics.countingCalls(calls) : calls
  const keyUse = createKeyUse({ control, readDb, secrets, clock, log })
  const site = createSiteClient({
    egress,
    clock,
    log,
    accepted: (widgetId, password) => keyUse.note(widgetId, 'api_password', keyMark(password), 'site'),
  })
  const {
    files,
    tusStore,
    close: closeFiles,
  } = openFiles({
    folder: config.filesDir,
    s3: config.s3,
    key: secrets.fileKey,
    limits: fileLimits(limits),
    clock,
    log,
  })
  const cleaner = createFileCleaner({
    ...files,
    chat: store.chat,
    control,
    readDb,
    clock,
    log,
    graceMs: limits.FILE_GRACE_HOURS * HOUR,
  })
  const eraser = createWidgetEraser({ control, readDb, search, removeFilesOf: cleaner.removeFilesOf, clock, log })
  const widgets = createWidgets({
    control,
    readDb,
    slowReadDb,
    secrets,
    clock,
    widgetsPerAccount: limits.WIDGETS_PER_ACCOUNT,
    deleted: eraser.wake,
  })
  const signInsPerAddress = limits.SIGN_INS_PER_ADDRESS
  const accounts = createAccounts({
    control,
    secrets,
    config,
    clock,
    signInsPerAddress,
    resetMailsPerHour: limits.RESET_MAILS_PER_HOUR,
  })
  const connect = createConnect({ control, readDb, widgets, clock })
  const identity = createIdentity({ widgets, clock, guestKey: secrets.guestKey, keyUse })
  const users = createUserDirectory({ store: chatStore, widgets, site, bus, clock, log })

  const jobs = createJobRunner({
    store: chatStore,
    widgetsWithJobs: (at) => widgetsWithJobs(readDb, at),
    handlers: counted(metrics, {
      [PROCESS_UPLOAD]: (job) => processUpload(chat.parts, job),
      [RUN_TASK]: (job) => tasks.run(job),
    }),
    clock,
    log,
  })
  const previewsAtOnce = limits.PREVIEWS_AT_ONCE
  const previewCalls = createEgress({
    allowLoopback: config.loopback,
    clock,
    ...overrides.egress,
    // EGRESS_ALLOW is for the sites of owners; here any user chooses the address
    allow: [],
    limits: { timeoutMs: limits.PREVIEW_TIMEOUT_MS, maxBytes: limits.PREVIEW_PICTURE_BYTES },
  })
  // pictures of cards, whose addresses the owner's site names
  const pictureCalls = createEgress({
    allowLoopback: config.loopback,
    allow: config.egressAllow,
    clock,
    ...overrides.egress,
    limits: { ...egressLimits(limits), maxBytes: limits.PREVIEW_PICTURE_BYTES },
  })
  const pages = createPageReader({
    egress: metrics ? metrics.countingCalls(previewCalls) : previewCalls,
    pageBytes: limits.PREVIEW_PAGE_BYTES,
    pictureBytes: limits.PREVIEW_PICTURE_BYTES,
    log,
  })
  const known = expiringMap<Promise<KnownPage>>(clock, 1_000)
  // Apart from the others: a page that is slow to answer must not keep a file waiting.
  const previewJobs = createJobRunner({
    store: chatStore,
    widgetsWithJobs: (at) => widgetsWithJobs(readDb, at),
    handlers: counted(metrics, { [MAKE_PREVIEW]: (job) => makePreview({ ...chat.parts, pages, known }, job) }),
    clock,
    log,
    limits: { atOnce: previewsAtOnce },
  })
  const { publicUrl, trustedProxies } = config
  const mail =
    config.mail === undefined
      ? null
      : createMails({
          mailer: createMailer(config.mail, overrides.mailCa),
          store: store.chat,
          secrets,
          clock,
          publicUrl,
          wake: () => mailJobs?.wake(),
          resetLink: accounts.mailedResetLink,
        })
  // Apart from the others: a mail server that is slow to answer must not keep a file waiting.
  const mailJobs =
    mail &&
    createJobRunner({
      store: store.chat,
      widgetsWithJobs: (at) => widgetsWithJobs(readDb, at),
      handlers: counted(metrics, { [SEND_MAIL]: (job) => mail.run(job) }),
      clock,
      log,
      limits: MAIL_RUNNING,
    })
  const chat = wireChat({
    store: chatStore,
    search,
    identity,
    users,
    widgets,
    bus,
    files,
    jobs,
    previewJobs: previewsAtOnce > 0 ? previewJobs : null,
    pictures: createPageReader({
      egress: metrics ? metrics.countingCalls(pictureCalls) : pictureCalls,
      pageBytes: 0,
      pictureBytes: limits.PREVIEW_PICTURE_BYTES,
      log,
    }),
    clock,
    log,
    publicUrl,
    trustedProxies,
    metrics,
    trace,
    limits: { ...realtimeLimits(limits), liveMembers: config.roomLiveMembers, ...overrides.realtime },
    mostEntities: limits.MESSAGE_ENTITIES,
    mostMentions: limits.MESSAGE_MENTIONS,
  })
  const tasks = createTasks({
    control,
    readDb: slowReadDb,
    chat: chat.parts,
    broadcastsPerSecond: limits.BROADCASTS_PER_SECOND,
    jobs,
    clock,
  })
  const reports = createReports({ control, readDb: slowReadDb, widgets, chat: chat.parts, tasks, clock })
  const nodes = createNodes({
    control,
    readDb,
    bus,
    connections: chat.connections,
    several: natsUrl !== undefined,
    clock,
    log,
  })
  const devices = createDevices({ here: chat.here, bus, nodes })
  const people = createPeople({ control, readDb: slowReadDb, widgets, chat: chat.parts, devices, tasks, clock })
  const database = administeredDatabase(store, config.dataDir)
  const administration = createAdministration({
    control,
    readDb: slowReadDb,
    clock,
    nodes,
    backups: createBackups({
      readDb,
      dataDir: config.dataDir,
      kept: limits.BACKUPS_KEPT,
      databaseBytes: async () => (await database.sizes()).database,
      run: backupProcess(config),
      clock,
      log,
    }),
    database,
    places: { dataDir: config.dataDir, filesIn: config.s3 === undefined ? 'disk' : 's3' },
    defaults: {
      file_mb: limits.FILE_BYTES_PER_WIDGET / 1024 / 1024,
      connections: limits.MAX_SOCKETS_PER_WIDGET,
      rest_calls_per_second: limits.REST_CALLS_PER_SECOND,
    },
    wakeJobs() {
      jobs.wake()
      previewJobs.wake()
      mailJobs?.wake()
    },
  })
  let health: Health = 'ready'
  const router = createRouter({
    accounts,
    statistics,
    team: createTeam({ control, readDb, clock, mostMembers: limits.TEAM_MEMBERS }),
    audit: createAudit({ control, readDb: slowReadDb, clock }),
    mail,
    siteSignIn: createSiteSignIn({
      control,
      readDb,
      secrets,
      clock,
      publicUrl,
      sessionHours: limits.SITE_SESSION_HOURS,
    }),
    administration,
    keyUse,
    widgets,
    connect,
    reports,
    people,
    appeals: createAppeals({ readDb: slowReadDb, widgets, chat: chat.parts }),
    waitingWork: createWaitingWork({
      readDb: slowReadDb,
      widgets,
      bus,
      clock,
      log,
      mostStreams: limits.QUEUE_STREAMS_PER_WIDGET,
    }),
    monitor: createMonitor({
      control,
      readDb: slowReadDb,
      widgets,
      chat: chat.parts,
      clock,
      log,
      mostStreams: limits.MONITORS_PER_WIDGET,
    }),
    broadcasts: createBroadcasts({ readDb: slowReadDb, widgets, chat: chat.parts, tasks, clock }),
    rooms: createModeratedRooms({ readDb: slowReadDb, widgets, chat: chat.parts, tasks }),
    rules: createRules({ control, readDb, widgets, clock }),
    site,
    assets,
    config,
    clock,
    log,
    chat: chat.parts,
    tusStore,
    siteCallsPerSecond: limits.REST_CALLS_PER_SECOND,
    changesPerMinute: limits.DASHBOARD_CHANGES_PER_MINUTE,
    searchesPerMinute: limits.DASHBOARD_SEARCHES_PER_MINUTE,
    inviteMailsPerHour: limits.INVITE_MAILS_PER_HOUR,
    health: () => health,
    metrics,
    trace,
  })
  metrics?.watch({
    connections: chat.connections,
    bus,
    dataDir: config.dataDir,
    filesDir: config.filesDir,
    databaseFile: config.databaseUrl === undefined ? sqlitePath(config.dataDir) : null,
  })

  const ports: { stop(now: boolean): Promise<void> }[] = []
  async function stop(): Promise<void> {
    health = 'draining'
    await chat.drain()
    await bus.close()
    for (const port of ports) await port.stop(true)
    metrics?.close()
    closeFiles()
    await Promise.all([jobs.close(), previewJobs.close(), mailJobs?.close()])
    await administration.close()
    await keyUse.close()
    await statistics.close()
    await users.close()
    await eraser.close()
    await search.close()
    await cleaner.close()
    await store.close()
  }
  try {
    if (natsUrl === undefined) await releaseJobs(control, clock.now())
    // Before the chat's own port: the chat must not be open to visitors if the start fails.
    if (metrics && config.metricsPort !== undefined) ports.push(serveMetrics(metrics, config, config.metricsPort))
    letGo()
    ports.push(
      listen(
        config,
        {
          websocket: chat.websocket,
          fetch(request, server) {
            const { pathname } = new URL(request.url)
            if (chat.owns(pathname)) return chat.fetch(request, server)
            if (UPLOAD.test(pathname)) server.timeout(request, UPLOAD_SECONDS)
            if (WATCHING.test(pathname)) server.timeout(request, WATCHING_SECONDS)
            if (metrics && pathname === '/metrics' && config.metricsToken !== undefined) {
              return metricsAnswer(request, metrics, config.metricsToken)
            }
            const peer = server.requestIP(request)?.address ?? 'unknown'
            return router.fetch(request, {
              address: clientAddress(peer, request.headers.get('x-forwarded-for'), trustedProxies),
              requestId: isTrusted(peer, trustedProxies) ? saneRequestId(request.headers.get('x-request-id')) : null,
            })
          },
        },
        (error) => log.error('a request failed', { error }),
      ),
    )
    jobs.start()
    if (previewsAtOnce > 0) previewJobs.start()
    mailJobs?.start()
  } catch (error) {
    letGo()
    await stop()
    throw error
  }

  function unhandled(kind: UnhandledKind, error: unknown): void {
    log.error(UNHANDLED[kind], { error })
    metrics?.unhandled(kind)
  }

  return { config, store, search, widgets, accounts, failed: failure.promise, unhandled, stop }
}

const isMeasured = ({ metricsToken, metricsPort }: Config): boolean =>
  metricsToken !== undefined || metricsPort !== undefined

const counted = (metrics: Metrics | null, handlers: Readonly<Record<string, JobHandler>>) =>
  metrics === null
    ? handlers
    : Object.fromEntries(Object.entries(handlers).map(([kind, run]) => [kind, metrics.countingJobs(kind, run)]))

/** For a scraper in the server administrator's own network. @throws ConfigError when the port is in use */
function serveMetrics(metrics: Metrics, { host, metricsToken }: Config, port: number) {
  return listen<undefined>(
    { port, host, variable: 'METRICS_PORT' },
    {
      fetch: (request) =>
        new URL(request.url).pathname === '/metrics'
          ? metricsAnswer(request, metrics, metricsToken)
          : new Response('Metrics are at /metrics.\n', { status: 404 }),
      websocket: { message() {} },
    },
  )
}

function realtimeLimits(limits: Limits): Partial<RealtimeLimits> {
  const newSockets = limits.NEW_SOCKETS_PER_SECOND
  return {
    sockets: {
      ofUser: limits.MAX_SOCKETS_PER_USER,
      ofAddress: limits.MAX_SOCKETS_PER_ADDRESS,
      ofWidget: limits.MAX_SOCKETS_PER_WIDGET,
      ofServer: limits.MAX_SOCKETS,
    },
    frames: {
      ofUser: limits.FRAMES_PER_SECOND,
      ofAddress: limits.FRAMES_PER_SECOND_PER_ADDRESS,
      ofWidget: limits.FRAMES_PER_SECOND_PER_WIDGET,
    },
    arrivals: { perSecond: newSockets, burst: 10 * newSockets },
    backpressureBytes: limits.SLOW_READER_BYTES,
  }
}

function fileLimits(limits: Limits): FileLimits {
  return {
    maxFileBytes: limits.MAX_FILE_BYTES,
    uploadsAtOnce: limits.UPLOADS_AT_ONCE,
    filesPerUserPerDay: limits.FILES_PER_USER_PER_DAY,
    bytesPerUserPerDay: limits.FILE_BYTES_PER_USER_PER_DAY,
    bytesPerWidget: limits.FILE_BYTES_PER_WIDGET,
    picturePixels: limits.PICTURE_PIXELS,
    uploadKeptMs: limits.UPLOAD_KEPT_HOURS * HOUR,
    waitingOfUser: limits.FILES_WAITING_PER_USER,
    waitingOfWidget: limits.FILES_WAITING_PER_WIDGET,
    cardPicturesPerDay: limits.CARD_PICTURES_PER_DAY,
  }
}

function egressLimits(limits: Limits): Partial<typeof EGRESS_LIMITS> {
  return {
    timeoutMs: limits.SITE_TIMEOUT_MS,
    turns: { ...EGRESS_LIMITS.turns, atOnce: limits.SITE_CALLS_AT_ONCE },
  }
}
