import type { Bus } from '../../chat/bus.ts'
import type { Clock } from '../../chat/clock.ts'
import { isBeforeEnd, sessionsEnded } from '../../chat/identity/ended-sessions.ts'
import type { Log } from '../../chat/log.ts'
import type { ChatStore } from '../../chat/ports.ts'
import type { Session } from '../connection/session.ts'
import type { HealingTimes } from '../limits/limits.ts'
import type { LocalUser, LocalUsers } from './local-users.ts'
import type { RoomFeeds } from './room-feeds.ts'

/** Users asked about in one query. */
const CHUNK = 100

/** Maximum of reads of a user whose memberships change during the read; after that, the next pass reads again. */
const TRIES = 3

/**
 * After each pass the node pauses this many times as long as the pass took. So passes take at most a fifth of the time
 * while the bus works, and at most half while it is away: then nothing else finds removed members.
 */
const PAUSE_RATIO = { joined: 4, away: 1 }

/**
 * Reads from the store what lost events would have brought: changes of rooms with listeners on this node, memberships
 * and ended sessions of the users on this node, and bans from rooms that they read without being in them. A single node
 * skips this, since its bus loses nothing.
 * @returns stop
 */
export function healFromStore({
  users,
  feeds,
  store,
  bus,
  show,
  showOwn,
  endReading,
  times,
  clock,
  log,
}: {
  users: LocalUsers
  feeds: RoomFeeds
  store: Pick<ChatStore, 'roomHeadsOf' | 'ownRevs' | 'endedSessions' | 'bannedFrom'>
  bus: Bus
  /** the node reads the room again for this user */
  show(user: LocalUser, room_id: number): void
  /** publishes the user's own state that is newer than `ownRev` */
  showOwn(user: LocalUser): Promise<void>
  endReading(session: Session, room_id: number): void
  times: HealingTimes
  clock: Clock
  log: Log
}): () => void {
  let cancel = () => {}
  let looking = false
  let again = false
  let stopped = false

  /** widgets of which the bus lost something */
  const lost = new Set<number>()
  let searching = false

  async function lookAt(isWanted: (widget_id: number) => boolean): Promise<void> {
    const byWidget = Map.groupBy(users.all(), (user) => user.widget_id)
    for (const [widget_id, here] of byWidget) {
      if (!isWanted(widget_id)) continue
      for (let start = 0; start < here.length; start += CHUNK) {
        let unsure = here.slice(start, start + CHUNK)
        for (let time = 0; unsure.length > 0 && time < TRIES; time++) unsure = await look(widget_id, unsure)
      }
    }
  }

  /** @returns the users whose memberships changed during the read */
  async function look(widget_id: number, here: LocalUser[]): Promise<LocalUser[]> {
    const versions = new Map(here.map((user) => [user, user.version]))
    const ids = here.map((user) => user.user_id)
    const [heads, revs, ended, banned] = await Promise.all([
      store.roomHeadsOf(widget_id, ids),
      store.ownRevs(widget_id, ids),
      store.endedSessions(widget_id, ids),
      bannedReaders(widget_id, here),
    ])
    const endOf = new Map(ended.map(({ user_id, tokens_from }) => [user_id, tokens_from]))
    for (const user of here) endSessionsOf(user, endOf.get(user.user_id))
    const revOf = new Map(revs.map(({ user_id, rev }) => [user_id, rev]))
    await Promise.all(here.filter((user) => (revOf.get(user.user_id) ?? 0) > user.ownRev).map(showOwn))
    const byUser = Map.groupBy(heads, (head) => head.user_id)
    const unsure: LocalUser[] = []
    for (const user of here) {
      if (user.sessions.length === 0) continue
      if (user.version !== versions.get(user)) {
        unsure.push(user)
        continue
      }
      for (const { room_id } of banned.get(user.user_id) ?? []) {
        for (const session of user.sessions) endReading(session, room_id)
        show(user, room_id)
      }
      for (const room_id of users.align(user, byUser.get(user.user_id) ?? [])) show(user, room_id)
    }
    const rooms = new Map(heads.map((head) => [head.room_id, head.last_rev]))
    await Promise.all([...rooms].map(([room_id, last_rev]) => feeds.reached(widget_id, room_id, last_rev)))
    return unsure
  }

  /**
   * The rooms from which readers without a membership are banned, by user. Without such readers it asks the store
   * nothing.
   */
  async function bannedReaders(widget_id: number, here: readonly LocalUser[]) {
    const read = here.flatMap(({ user_id, sessions }) =>
      sessions.flatMap(({ reading }) => [...(reading ?? [])].map((room_id) => ({ room_id, user_id }))),
    )
    const banned = read.length > 0 ? await store.bannedFrom(widget_id, read) : []
    return Map.groupBy(banned, ({ user_id }) => user_id)
  }

  /** Ends connections whose end by the site this node missed. */
  function endSessionsOf({ sessions }: LocalUser, tokens_from: number | undefined): void {
    for (const session of [...sessions]) {
      const { state, openedAt } = session
      if (state.kind !== 'live' || state.principal.kind !== 'user') continue
      if (isBeforeEnd(state.principal, tokens_from, openedAt)) session.bye(sessionsEnded())
    }
  }

  function schedule(ms: number): void {
    cancel()
    if (stopped || bus.link() === 'alone') return
    cancel = clock.after(ms, run)
  }

  function run(): void {
    if (looking) {
      again = true
      return
    }
    looking = true
    const started = clock.now()
    lookAt(() => true)
      .catch((error: unknown) => log.error('looking for missed changes failed', { error }))
      .finally(() => {
        looking = false
        const away = bus.link() === 'away'
        const pause = (clock.now() - started) * (away ? PAUSE_RATIO.away : PAUSE_RATIO.joined)
        const next = again ? 0 : away ? times.awayMs : times.joinedMs
        again = false
        schedule(Math.max(next, pause))
      })
  }

  /** Runs at once, and runs again if more was lost in the meantime. */
  function searchLost(): void {
    if (searching || stopped || lost.size === 0) return
    searching = true
    const wanted = new Set(lost)
    lost.clear()
    const started = clock.now()
    lookAt((widget_id) => wanted.has(widget_id))
      .catch((error: unknown) => log.error('looking for what the bus lost failed', { error }))
      .finally(() => {
        clock.after((clock.now() - started) * PAUSE_RATIO.joined, () => {
          searching = false
          searchLost()
        })
      })
  }

  const unwatchLosses = bus.onLoss((widget_id) => {
    lost.add(widget_id)
    searchLost()
  })
  // Once when the bus is back, and soon after it goes away.
  const unwatch = bus.onLink((link) => (link === 'joined' ? run() : schedule(times.awayMs)))
  schedule(bus.link() === 'away' ? times.awayMs : times.joinedMs)

  return () => {
    stopped = true
    unwatch()
    unwatchLosses()
    cancel()
  }
}
