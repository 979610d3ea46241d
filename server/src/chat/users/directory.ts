import { isGuestUser } from '@imbachat/protocol'
import { standingAt } from '../../moderation/restrictions/standing.ts'
import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import { expiringMap } from '../expiring-map.ts'
import type { Log } from '../log.ts'
import type { ChatStore } from '../ports.ts'
import type { Widget, WidgetReader } from '../widget.ts'
import { publishPut } from './put-site-user.ts'
import type { SiteAnswer, SiteDirectory } from './site-directory.ts'
import { siteRest } from './site-rest.ts'
import { throttle } from './throttle.ts'
import type { ChatUser, UserDirectory } from './user.ts'
import { placeholderName, placeholderUser, userCard } from './user-card.ts'

export interface UserDirectoryDeps {
  store: Pick<ChatStore, 'users' | 'putUsers'>
  widgets: WidgetReader
  site: SiteDirectory
  bus: Pick<Bus, 'publish'>
  clock: Clock
  log: Log
}

export const DIRECTORY_LIMITS = {
  /** users cached as fresh and as unknown; a user dropped from the cache is asked for again */
  users: 100_000,
  /** senders that are cached, and milliseconds for which each is: changes by another node count here after that time */
  senders: 10_000,
  senderMs: 10_000,
  /** milliseconds before the site is asked about a user again, while a call is running or no URL is set */
  againMs: 10_000,
  /** milliseconds between two refreshes of a user who comes and goes */
  arrivalMs: 10_000,
  /** how long a user that the site left out stays unknown without asking again, milliseconds */
  unknownMs: 30_000,
  /** milliseconds that `check` and the first write of a user wait for the site */
  checkMs: 3_000,
  /** milliseconds for which a user does not wait again if the site has not described the user in that time */
  undescribedMs: 60_000,
  /** how long a site that failed is left alone */
  rest: { firstMs: 1_000, longestMs: 60_000 },
}

/** Names and avatars from the store, kept fresh in the background. A slow or broken site costs its readers nothing. */
export function createUserDirectory({
  store,
  widgets,
  site,
  bus,
  clock,
  log,
}: UserDirectoryDeps): UserDirectory & { close(): Promise<void> } {
  const limits = DIRECTORY_LIMITS
  const fresh = expiringMap<true>(clock, limits.users)
  const unknown = expiringMap<true>(clock, limits.users)
  const undescribed = expiringMap<true>(clock, limits.users)
  /** the latest call for one user that is under way */
  const asking = new Map<string, Promise<void>>()
  /** ends for all messages of one user at the same time, so that they keep their order */
  const awaiting = new Map<string, Promise<void>>()
  const senders = expiringMap<ChatUser>(clock, limits.senders)
  /** the latest read of each sender: a read that began before the sender was forgotten must not fill the cache */
  const reading = new Map<string, object>()
  const arrivals = throttle(clock, limits.arrivalMs)
  const rest = siteRest(clock, limits.rest)
  const underWay = new Set<Promise<void>>()
  let closed = false

  async function lookUp(widget_id: number, user_ids: readonly string[]): Promise<Map<string, ChatUser>> {
    const stored = await store.users(widget_id, [...new Set(user_ids)])
    const users = new Map(stored.map((user) => [user.user_id, inPresent(named(user))]))
    refreshStale(widget_id, user_ids, users)
    return new Map(user_ids.map((user_id) => [user_id, users.get(user_id) ?? placeholderUser(user_id)]))
  }

  /** A restriction that has ended since the user was read no longer holds. */
  const inPresent = (user: ChatUser): ChatUser =>
    user.standing ? { ...user, standing: standingAt(user.standing, clock.now()) } : user

  function refreshStale(widget_id: number, user_ids: readonly string[], users: ReadonlyMap<string, ChatUser>): void {
    if (rest.resting(widget_id)) return
    const doubtful = user_ids.filter(
      (user_id) =>
        // the site does not know bots
        !isGuestUser(user_id) && !users.get(user_id)?.bot && !fresh.has(keyOf(widget_id, user_id)),
    )
    if (doubtful.length === 0) return
    for (const user_id of doubtful) fresh.set(keyOf(widget_id, user_id), true, limits.againMs)
    inBackground(async () => {
      const widget = await widgets.find(widget_id)
      if (widget === null) return
      const stale = doubtful.filter((user_id) => {
        const freshFor = (users.get(user_id)?.synced_at ?? -Infinity) + ttlOf(widget) - clock.now()
        if (freshFor > 0) fresh.set(keyOf(widget_id, user_id), true, freshFor)
        return freshFor <= 0
      })
      // the site describes a profile with its person
      await ask(widget, [...new Set(stale.map((user_id) => users.get(user_id)?.profile?.of ?? user_id))])
    })
  }

  /**
   * Asks the site, stores its answer and publishes which cards changed.
   * @param asked_at when the question was caused: users who were erased after that time are not stored
   */
  async function ask(
    widget: Widget,
    user_ids: readonly string[],
    asked_at = clock.now(),
  ): Promise<Map<string, SiteAnswer>> {
    if (user_ids.length === 0 || widget.users_info_url === null) return new Map()
    const answers = await site.ask(widget, user_ids)
    for (const [user_id, { kind }] of answers) {
      const key = keyOf(widget.id, user_id)
      fresh.set(key, true, kind === 'failed' ? 0 : ttlOf(widget))
      unknown.set(key, true, kind === 'unknown' ? limits.unknownMs : 0)
    }
    const found = [...answers.values()].flatMap((answer) => (answer.kind === 'user' ? [answer.user] : []))
    if ([...answers.values()].some(({ kind }) => kind === 'failed')) rest.failed(widget.id)
    else rest.answered(widget.id)
    if (found.length > 0) {
      const put = await store.putUsers({ widget_id: widget.id, users: found, asked_at })
      for (const { user_id, profiles } of found) {
        for (const one of [{ user_id }, ...Object.values(profiles)]) forget(widget.id, one.user_id)
      }
      publishPut(bus, widget.id, put)
    }
    return answers
  }

  /** Resolves when the call has ended, whatever came of it. */
  function askFor(widget_id: number, user_id: string, asked_at = clock.now()): Promise<void> {
    if (closed) return Promise.resolve()
    const key = keyOf(widget_id, user_id)
    const done = Promise.withResolvers<void>()
    asking.set(key, done.promise)
    inBackground(async () => {
      try {
        const widget = await widgets.find(widget_id)
        if (widget !== null) await ask(widget, [user_id], asked_at)
      } finally {
        if (asking.get(key) === done.promise) asking.delete(key)
        done.resolve()
      }
    })
    return done.promise
  }

  /**
   * True if the site may have described the user by now. Waits once for the site's answer, and not while the site
   * fails.
   */
  async function awaitDescription(widget_id: number, user_id: string): Promise<boolean> {
    const key = keyOf(widget_id, user_id)
    if (isGuestUser(user_id) || rest.resting(widget_id) || unknown.has(key) || undescribed.has(key)) return false
    if (((await widgets.find(widget_id))?.users_info_url ?? null) === null) return false
    // the wait of an earlier message may have ended meanwhile
    if (undescribed.has(key)) return true
    const wait = awaiting.get(key) ?? awaitFirstAnswer(widget_id, user_id)
    awaiting.set(key, wait)
    await wait
    return true
  }

  async function awaitFirstAnswer(widget_id: number, user_id: string): Promise<void> {
    const key = keyOf(widget_id, user_id)
    const late = Promise.withResolvers<void>()
    const stopWaiting = clock.after(limits.checkMs, late.resolve)
    await Promise.race([asking.get(key) ?? askFor(widget_id, user_id), late.promise]).finally(stopWaiting)
    undescribed.set(key, true, limits.undescribedMs)
    awaiting.delete(key)
  }

  function remembered(key: string): ChatUser | undefined {
    const user = senders.get(key)
    return user && inPresent(user)
  }

  async function sender(widget_id: number, user_id: string): Promise<ChatUser> {
    const key = keyOf(widget_id, user_id)
    const known = remembered(key)
    if (known) return known
    const read = {}
    reading.set(key, read)
    try {
      const user = (await lookUp(widget_id, [user_id])).get(user_id) ?? placeholderUser(user_id)
      if (reading.get(key) === read) senders.set(key, user, limits.senderMs)
      return user
    } finally {
      if (reading.get(key) === read) reading.delete(key)
    }
  }

  /** The site's answer for one user; undefined if the site did not answer in time. */
  function askInTime(widget: Widget, user_id: string): Promise<SiteAnswer | undefined> {
    const { promise, resolve } = Promise.withResolvers<SiteAnswer | undefined>()
    const stopWaiting = clock.after(limits.checkMs, () => resolve(undefined))
    inBackground(async () => {
      try {
        const answers = await ask(widget, [user_id])
        resolve(answers.get(user_id))
      } finally {
        stopWaiting()
        resolve(undefined)
      }
    })
    return promise
  }

  function forget(widget_id: number, user_id: string): void {
    const key = keyOf(widget_id, user_id)
    senders.delete(key)
    reading.delete(key)
  }

  function inBackground(act: () => Promise<void>): void {
    if (closed) return
    const work = act()
      .catch((error: unknown) => log.error('refreshing users failed', { error }))
      .finally(() => underWay.delete(work))
    underWay.add(work)
  }

  return {
    lookUp,
    async stored(widget_id, user_id) {
      const [user] = await store.users(widget_id, [user_id])
      return user === undefined ? null : inPresent(named(user))
    },
    sender,
    known({ id, users_info_url }, user_id) {
      const user = remembered(keyOf(id, user_id))
      return user !== undefined && (user.synced_at !== null || users_info_url === null) ? user : null
    },
    async author(widget_id, user_id) {
      const user = remembered(keyOf(widget_id, user_id)) ?? (await sender(widget_id, user_id))
      if (user.synced_at !== null || !(await awaitDescription(widget_id, user_id))) return user
      return sender(widget_id, user_id)
    },
    /**
     * Stores the answers that are on their way, before the store is closed, and asks nothing more. Takes at most as
     * long as one call.
     */
    async close() {
      closed = true
      await Promise.all(underWay)
    },
    async cards(widget_id, user_ids) {
      const users = await lookUp(widget_id, user_ids)
      return user_ids.map((user_id) => userCard(users.get(user_id) ?? placeholderUser(user_id)))
    },
    async check(widget_id, user_id) {
      if (isGuestUser(user_id)) return 'unknown'
      const stored = await store.users(widget_id, [user_id])
      // a stored user was described by the site, or came with a token that it signed
      if (stored.length > 0) return 'known'
      if (unknown.has(keyOf(widget_id, user_id))) return 'unknown'
      if (rest.resting(widget_id)) return 'unsure'
      const widget = await widgets.find(widget_id)
      if (widget === null) return 'unsure'
      const answer = await askInTime(widget, user_id)
      if (answer === undefined || answer.kind === 'failed') return 'unsure'
      return answer.kind === 'unknown' ? 'unknown' : 'known'
    },
    async people(widget_id, question) {
      const widget = await widgets.find(widget_id)
      const found = widget && (await site.people(widget, question))
      // Results are not stored: a search may leave out binding fields, such as permissions.
      return found?.map((user) => userCard({ ...user, synced_at: clock.now(), last_seen_at: null })) ?? null
    },
    async refresh(widget_id, user_id) {
      const widget = await widgets.find(widget_id)
      if (widget === null || isGuestUser(user_id)) return
      const [known] = await store.users(widget_id, [user_id])
      await askInTime(widget, known?.profile?.of ?? user_id)
    },
    forget,
    arrived(widget_id, user_id) {
      if (isGuestUser(user_id)) return
      const key = keyOf(widget_id, user_id)
      const at = clock.now()
      arrivals(key, () => {
        if (rest.resting(widget_id)) return
        fresh.set(key, true, limits.againMs)
        void askFor(widget_id, user_id, at)
      })
    },
  }
}

const keyOf = (widget_id: number, user_id: string) => `${widget_id} ${user_id}`

const ttlOf = (widget: Widget) => widget.settings.users_ttl_seconds * 1000

/** The row of a user who came by token has no name of its own until the site describes the user. */
function named(user: ChatUser): ChatUser {
  return user.synced_at === null ? { ...user, name: placeholderName(user.user_id) } : user
}
