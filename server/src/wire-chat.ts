import type { Files } from './chat/attachments/files.ts'
import type { Bus } from './chat/bus.ts'
import { type DueCallsOptions, endDueCalls } from './chat/calls/end-due-calls.ts'
import { createForwarding } from './chat/calls/forwarding.ts'
import { createIceSource, type IceSettings } from './chat/calls/ice.ts'
import { createSfuTests } from './chat/calls/sfu-tests.ts'
import type { ChatDeps } from './chat/chat-deps.ts'
import type { Clock } from './chat/clock.ts'
import type { Identity } from './chat/identity/identity.ts'
import type { Log } from './chat/log.ts'
import { noSfu, type SfuProcess } from './chat/ports/calls.ts'
import type { ChatStore, MessageSearch } from './chat/ports.ts'
import { createActiveUsers } from './chat/presence/active-users.ts'
import { createPresence } from './chat/presence/presence.ts'
import { feedPreviews } from './chat/previews/feed-previews.ts'
import { createReactions } from './chat/reactions/reactions.ts'
import { createReceipts } from './chat/receipts/receipts.ts'
import { createIntroductions } from './chat/rooms/introductions.ts'
import { createMemberNews } from './chat/rooms/members/member-news.ts'
import { roomClass } from './chat/rooms/room-class.ts'
import { feedSearch } from './chat/search/feed-search.ts'
import { type SharedRates, sharedRates } from './chat/shared-rates.ts'
import type { UserDirectory } from './chat/users/user.ts'
import type { WidgetMarks, WidgetReader } from './chat/widget.ts'
import { DEFAULT_LIMITS } from './config/limits.ts'
import { createRecentActs } from './moderation/rules/recent-acts.ts'
import { createAdmission } from './realtime/connection/admission/admission.ts'
import { createHttpStreams } from './realtime/connection/http-streams/http-streams.ts'
import { createPosts } from './realtime/connection/http-streams/read-post.ts'
import type { Receiving } from './realtime/connection/receiving.ts'
import type { RecentWidgets } from './realtime/connection/recent-widgets.ts'
import { createRevocation } from './realtime/connection/revocation.ts'
import type { Session } from './realtime/connection/session.ts'
import { createSessions, type Sessions } from './realtime/connection/sessions.ts'
import { createHub, type Hub } from './realtime/delivery/hub.ts'
import { createStreamTopics } from './realtime/delivery/stream-topics.ts'
import { createGateway, type Gateway } from './realtime/gateway.ts'
import { createFairTurns } from './realtime/limits/fair-turns.ts'
import { frameRates } from './realtime/limits/frame-rates.ts'
import { FIXED_LIMITS, type RealtimeLimits } from './realtime/limits/limits.ts'
import { socketCounts } from './realtime/limits/socket-counts.ts'
import type { Connections, Metrics } from './telemetry/metrics.ts'
import type { Trace } from './telemetry/trace.ts'

/** Dependencies of the chat of one node. */
export interface ChatBasis {
  store: ChatStore
  search: MessageSearch
  identity: Identity
  users: UserDirectory
  /** fresh from the store: only what ends connections asks them */
  storedWidgets: WidgetReader & WidgetMarks
  widgets: RecentWidgets
  bus: Bus
  /** missing: those of this bus */
  rates?: SharedRates
  files: Files
  /** makes the tokens of invite links */
  inviteKey: Uint8Array
  /** starts jobs that were just added */
  jobs: ChatDeps['jobs']
  /** the same for previews of links; null: turned off */
  previewJobs?: ChatDeps['jobs'] | null
  /** null: pictures that the site names are not fetched */
  pictures?: ChatDeps['pictures']
  /** null: files that the site's program names are not fetched */
  remoteFiles?: ChatDeps['remoteFiles']
  beforeSend: ChatDeps['beforeSend']
  /** null or missing: users get no notifications in their browsers */
  pushDevices?: ChatDeps['pushDevices']
  /** missing: calls are direct alone, between devices that see each other */
  ice?: IceSettings
  /** missing: pages connect to each other */
  sfu?: SfuProcess
  /** missing: time ends no calls here */
  dueCalls?: Pick<DueCallsOptions, 'dueCalls' | 'anyCall' | 'forgetCalls'>
  clock: Clock
  log: Log
  /** the address that browsers use; the chat frame comes from its origin */
  publicUrl: string
  /** CIDRs of proxies whose X-Forwarded-For is trusted */
  trustedProxies: readonly string[]
  metrics?: Metrics | null
  /** follows requests through the log; null or missing: it does not */
  trace?: Trace | null
  limits?: Partial<RealtimeLimits>
}

export interface Chat extends Gateway {
  /** for `Bun.serve` */
  websocket: Sessions['websocket']
  /** open on this node */
  connections(): Connections
  /** dependencies of the chat's operations, for entry points other than connections */
  deps: ChatDeps
  /** the connections of this node, by user */
  here: Pick<Hub, 'sessionsOf' | 'signOut'>
  /**
   * Finishes the frames that are under way, closes every connection with a reason and stores what waits. Close the
   * store after it.
   */
  drain(): Promise<void>
}

/** Wires the chat; no other place does: delivery → what the acts use → connections and requests. */
export function wireChat({
  publicUrl,
  trustedProxies,
  metrics = null,
  trace = null,
  previewJobs = null,
  ...basis
}: ChatBasis): Chat {
  const { store, search, identity, users, widgets, bus, files, jobs, clock, log } = basis
  const limits: RealtimeLimits = { ...DEFAULT_LIMITS, ...FIXED_LIMITS, ...basis.limits }
  const classOf = roomClass(limits.ROOM_LIVE_MEMBERS)

  const turns = createFairTurns({ maxBytes: limits.waitingBytes })
  const topics = createStreamTopics()
  const hub = createHub({ store, users, bus, classOf, clock, log, limits, turns, streams: topics, trace })

  const reactions = createReactions({ store, bus, clock })
  const receipts = createReceipts({ store, bus, classOf, clock })
  const presence = createPresence({ store, bus, clock, log, show: hub.showPresence })
  const rates = basis.rates ?? sharedRates(bus, clock)
  const messageRate = rates.buckets('acts')
  const feeds = [feedSearch(bus, search)]
  if (previewJobs) feeds.push(feedPreviews({ bus, store, clock, log, messageRate, wake: previewJobs.wake }))
  const ice = createIceSource(basis.ice ?? { stunUrl: null, turn: null }, clock)
  const { tests: sfuTests, sfu } = createSfuTests({ sfu: basis.sfu ?? noSfu, bus, clock })
  const deps: ChatDeps = {
    store,
    search,
    users,
    identity,
    widgets,
    bus,
    clock,
    log,
    reactions,
    files,
    inviteKey: basis.inviteKey,
    pictures: basis.pictures ?? null,
    remoteFiles: basis.remoteFiles ?? null,
    pushDevices: basis.pushDevices ?? null,
    ice,
    forwarding: createForwarding({ bus, store, sfu, hasRelay: ice.hasRelay, clock, log }),
    sfuTests,
    jobs,
    receipts,
    presence,
    activeUsers: createActiveUsers({ bus, clock }),
    callRate: rates.buckets('calls'),
    messageRate,
    rates,
    recentActs: createRecentActs(clock),
    beforeSend: basis.beforeSend,
    limits,
    recent: { since: hub.since },
    classOf,
    introductions: createIntroductions(clock),
    memberNews: createMemberNews({ store, users, bus, classOf, clock, log }),
  }

  const stopDueCalls = basis.dueCalls
    ? endDueCalls({
        ...{ ...basis.dueCalls, store, bus, clock, log, everyMs: limits.callsMs },
        ...{ leaseMs: limits.CALL_LEASE_MS, keptMs: limits.CALL_KEPT_HOURS * 3_600_000 },
      })
    : () => {}

  const admission = createAdmission({ widgets, clock, limits, publicUrl, trustedProxies })
  const revocation = createRevocation({
    widgets: basis.storedWidgets,
    changed: widgets.forget,
    publicUrl,
    everyMs: limits.revocationMs,
    clock,
    log,
  })
  const receiving: Receiving = { deps, hub, limits, rates: frameRates(limits, clock), metrics, trace }
  const open = new Set<Session>()
  const counts = socketCounts(limits, open, log)
  const sessions = createSessions({ open, counts, receiving, turns, revocation, mayWait: admission.mayWait })
  const posts = createPosts(limits, clock)
  const streams = createHttpStreams({ topics, bus, clock, posts, limits, sessions })
  const gateway = createGateway({ admission, counts, streams, posts, receiving })

  return {
    ...gateway,
    websocket: sessions.websocket,
    deps,
    here: hub,
    connections: () => ({ websockets: open.size - streams.count(), streams: streams.count() }),
    async drain() {
      admission.close()
      await sessions.drain()
      revocation.close()
      stopDueCalls()
      deps.forwarding.close()
      await receipts.flush().catch((error: unknown) => log.error('the last receipts could not be stored', { error }))
      await presence.close()
      deps.activeUsers.close()
      hub.close()
      for (const stop of feeds) stop()
    },
  }
}
