import type { Bus } from './chat/bus.ts'
import type { Clock } from './chat/clock.ts'
import type { Log } from './chat/log.ts'
import type { Limits } from './config/limits.ts'
import type { Secrets } from './config/secrets.ts'
import { createAdministration } from './dashboard/administration/administration.ts'
import type { StoragePlaces } from './dashboard/administration/administration-deps.ts'
import { createBackups } from './dashboard/administration/backups.ts'
import { createNodes } from './dashboard/administration/nodes.ts'
import { createAudit } from './dashboard/audit/audit.ts'
import { createBots } from './dashboard/bots/bots.ts'
import { type CallTestsDeps, createCallTests } from './dashboard/call-tests/call-tests.ts'
import { createConnect } from './dashboard/connect/connect.ts'
import { createEventReader } from './dashboard/events/read-events.ts'
import { createApiKeys } from './dashboard/keys/api-keys.ts'
import { createRepeatedCalls } from './dashboard/keys/repeated-calls.ts'
import type { MailQueue } from './dashboard/mails.ts'
import { createSiteSignIn } from './dashboard/site-sign-in/site-sign-in.ts'
import { createTeam } from './dashboard/team/team.ts'
import { createTeamNotices, type FailingProgram, type TeamNoticesDeps } from './dashboard/team-notices/team-notices.ts'
import { createTeamPush, type TeamPushDeps } from './dashboard/team-notices/team-push.ts'
import { createTestUsers } from './dashboard/test-users/test-users.ts'
import type { Widgets } from './dashboard/widgets/widgets.ts'
import { teamNotice } from './mail/write-mail.ts'
import { createBroadcasts } from './moderation/broadcasts/broadcasts.ts'
import { createMonitor } from './moderation/monitor/monitor.ts'
import { createDevices } from './moderation/people/devices.ts'
import { createPeople } from './moderation/people/people.ts'
import { createReports } from './moderation/reports/reports.ts'
import { createWaitingWork } from './moderation/reports/waiting.ts'
import { createAppeals } from './moderation/restrictions/appeals.ts'
import { createModeratedRooms } from './moderation/rooms/rooms.ts'
import { createRules } from './moderation/rules/rules.ts'
import { createTasks } from './moderation/tasks.ts'
import { createSentNotifications } from './notifications/sent-notifications.ts'
import { beforeSendOnAllNodes } from './site/before-send/all-nodes.ts'
import type { BeforeSendClient } from './site/before-send/before-send.ts'
import { administeredDatabase } from './store/administered-database.ts'
import { dueEndpoints } from './store/due-endpoints.ts'
import { jobTime } from './store/due-jobs.ts'
import type { Store } from './store/store.ts'
import { createDispatcher } from './webhooks/dispatcher.ts'
import type { WebhookCall } from './webhooks/endpoint.ts'
import { notifyTurnedOff } from './webhooks/turned-off.ts'
import { createWebhooks } from './webhooks/webhooks.ts'
import type { Chat } from './wire-chat.ts'

/** Dependencies of the dashboard's parts. */
export interface DashboardBasis {
  store: Pick<Store, 'control' | 'readDb' | 'slowReadDb' | 'onEvents'>
  secrets: Secrets
  widgets: Widgets
  chat: Chat
  bus: Bus
  /** there may be other nodes */
  several: boolean
  places: StoragePlaces
  /** writes a backup to this path, in a process of its own */
  backUp: (path: string) => { ended: Promise<number>; stop(): void }
  /** a task was begun */
  wakeTasks(): void
  /** jobs of this node's runners may be due */
  wakeJobs(): void
  webhookCall: WebhookCall
  callTests: Pick<CallTestsDeps, 'udpPort' | 'check'>
  beforeSend: BeforeSendClient
  /** sites that do not answer this node; missing: nobody knows */
  failingSites?: TeamNoticesDeps['failingSites']
  /** null: this server sends no mail */
  mail: MailQueue | null
  push: Pick<TeamPushDeps, 'publicKey' | 'call' | 'loopback'>
  publicUrl: string
  clock: Clock
  log: Log
  limits: Limits
}

export type Dashboard = ReturnType<typeof wireDashboard>

/**
 * The one place where the parts of the dashboard are wired that nothing but the dashboard needs. Accounts, widgets, the
 * use of keys and statistics come before the chat, which needs them.
 */
export function wireDashboard({ store, ...basis }: DashboardBasis) {
  const { secrets, widgets, bus, places, publicUrl, clock, log, limits } = basis
  const { deps: chat, here, connections } = basis.chat
  const { control, readDb, slowReadDb } = store
  /** for reads of many rows */
  const slow = { control, readDb: slowReadDb }

  const nodes = createNodes({ control, readDb, bus, connections, several: basis.several, clock, log })
  const devices = createDevices({ here, bus, nodes })
  const database = administeredDatabase(store, places.dataDir)
  const backups = createBackups({
    readDb,
    dataDir: places.dataDir,
    limits,
    databaseBytes: async () => (await database.sizes()).database,
    run: basis.backUp,
    clock,
    log,
  })
  const administration = createAdministration({
    ...slow,
    clock,
    nodes,
    backups,
    database,
    places,
    limits,
    wakeJobs: basis.wakeJobs,
  })

  const tasks = createTasks({ ...slow, chat, limits, jobs: { wake: basis.wakeTasks }, clock })
  const { failingSites = () => [] } = basis
  const teamPush =
    limits.PUSH_DEVICES_PER_USER === 0
      ? null
      : createTeamPush({
          ...{ control, readDb, secrets, clock },
          ...basis.push,
          text(notice) {
            const { parts, link } = teamNotice(notice, publicUrl)
            return { title: parts.subject, body: new URL(publicUrl).host, link }
          },
        })
  /** A program that was taken out of the settings fails no more. */
  async function failingPrograms(): Promise<FailingProgram[]> {
    const found = await Promise.all(
      basis.beforeSend.failing().map(async (failing) => {
        const { before_send_url = null, before_send_failure: failure = 'open' } =
          (await chat.widgets.find(failing.widget_id))?.settings ?? {}
        return before_send_url === null ? [] : [{ ...failing, failure }]
      }),
    )
    return found.flat()
  }
  const teamNotices = createTeamNotices({
    ...slow,
    mail: basis.mail,
    push: teamPush,
    ...{ bus, failingSites, failingPrograms, clock, log, limits },
  })
  const dispatcher = createDispatcher({
    control,
    readDb,
    secrets,
    events: chat.store,
    onEvents: store.onEvents,
    call: basis.webhookCall,
    turnedOff: (endpoint, reason) => notifyTurnedOff({ readDb, notices: teamNotices, log }, endpoint, reason),
    leaseTime: (inMs) => jobTime(control, clock.now(), inMs),
    dueEndpoints: (of) => dueEndpoints(readDb, of, clock.now()),
    several: basis.several,
    clock,
    log,
    limits,
  })
  const apiKeys = createApiKeys({ store: chat.store, control, readDb, clock, log, limits })
  const people = createPeople({ ...slow, widgets, chat, devices, tasks, clock })
  return {
    /** delivers webhooks, once it is started */
    dispatcher,
    administration,
    /** mails to the dashboard's people, once they are started */
    teamNotices,
    teamPush,
    tasks,
    beforeSend: {
      status: beforeSendOnAllNodes({ beforeSend: basis.beforeSend, bus, nodes }),
      test: basis.beforeSend.test,
    },
    team: createTeam({ control, readDb, clock, limits }),
    audit: createAudit({ ...slow, clock }),
    siteSignIn: createSiteSignIn({
      control,
      readDb,
      secrets,
      clock,
      publicUrl,
      limits,
    }),
    events: createEventReader({ store: chat.store, readDb, onEvents: store.onEvents, clock, log, limits }),
    repeatedCalls: createRepeatedCalls({ control, readDb, clock, log }),
    sentNotifications: createSentNotifications({ ...slow, users: chat.users, clock }),
    apiKeys,
    bots: createBots({ chat, apiKeys, people, control, readDb, clock, limits }),
    webhooks: createWebhooks({
      control,
      readDb,
      secrets,
      events: chat.store,
      call: basis.webhookCall,
      changed: dispatcher.changed,
      clock,
      limits,
    }),
    callTests: createCallTests({ chat, ...basis.callTests }),
    testUsers: createTestUsers({ chat, widgets, people, readDb, clock }),
    connect: createConnect({ control, readDb, widgets, rates: chat.rates, clock }),
    rules: createRules({ control, readDb, widgets, clock }),
    reports: createReports({ ...slow, widgets, chat, tasks, clock }),
    people,
    rooms: createModeratedRooms({ ...slow, widgets, chat, tasks, clock }),
    appeals: createAppeals({ ...slow, widgets, chat }),
    broadcasts: createBroadcasts({ ...slow, widgets, chat, tasks, clock }),
    waitingWork: createWaitingWork({ ...slow, widgets, bus, clock, log, limits }),
    monitor: createMonitor({ ...slow, widgets, chat, clock, log, limits }),
  }
}
