import type { Message } from '@imbachat/protocol'
import {
  NOTIFICATION_WAITS,
  type NotificationChannel,
  type NotificationWait,
} from '@imbachat/protocol/http/widget/notifications'
import { type Clock, steady } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import { isHidden } from '../chat/own-state/hidden.ts'
import { blockedUser, blockKey } from '../chat/own-state/own-item.ts'
import type { ChatStore, RoomRow } from '../chat/ports.ts'
import type { ActiveUsers } from '../chat/presence/active-users.ts'
import { unreadOf } from '../chat/rooms/room-summary.ts'
import { stepSize } from '../chat/step-size.ts'
import type { UserDirectory } from '../chat/users/user.ts'
import type { Widget, WidgetReader } from '../chat/widget.ts'
import type { Limits } from '../config/limits.ts'
import { messageOf } from '../error-message.ts'
import type { Channel, DueNotification, DueRoom, LeftOut, NotifyOutcome } from './channel.ts'
import { createNotifierRows, type NewPending, type NotifierRowsDeps, type Pending } from './notifier-rows.ts'
import { calledBy, isLarge, mayNotify, mentions, recipientsOf } from './recipients.ts'

export const NOTIFIER_LIMITS = {
  /** milliseconds between two checks for due notifications and for widgets that no node serves */
  lookMs: 1_000,
  /** milliseconds between two renewals of leases */
  renewMs: 5_000,
  /** milliseconds after which nothing is sent while leases can't be renewed */
  sureMs: 15_000,
  /** events of the log that are read at once */
  events: 200,
  /** users who are looked at together when something is due */
  page: 200,
  /** messages of a room in one notification */
  messages: 10,
  /** pages of `messages` to read while looking for a message to notify of */
  pages: 20,
  /** milliseconds until a user who looks at the chat is checked again */
  activeMs: 60_000,
  /** milliseconds before the second try; each further one waits twice as long */
  backoffMs: 60_000,
  mostBackoffMs: 3_600_000,
  /**
   * rows of one step that removes what waited when the last channel was turned off: as many as take a few milliseconds
   */
  remove: { aimMs: 20, least: 100, most: 2_000, pauseMs: 25 },
  /** milliseconds between two removals of old log rows */
  forgetMs: 3_600_000,
}

export interface NotifierDeps extends NotifierRowsDeps {
  store: Pick<ChatStore, 'eventsAfter' | 'eventSpan' | 'keepEvents' | 'roomOf' | 'messagesBefore' | 'ownItemsAt'>
  onEvents(listener: (widget_id: number) => void): () => void
  widgets: WidgetReader
  users: Pick<UserDirectory, 'lookUp'>
  activeUsers: Pick<ActiveUsers, 'among'>
  channels: readonly Channel[]
  /** ends the log of a widget that nothing reads any more */
  endLog(widget_id: number): Promise<void>
  /** there may be other nodes */
  several: boolean
  clock: Clock
  log: Log
  limits: Limits
}

export interface Notifier {
  start(): Promise<void>
  /** A user of the widget can be reached by a channel from now on, or its settings changed, or nobody can any more. */
  changed(widget_id: number): Promise<void>
  /** Resolves when no search is running and no user is being notified. */
  idle(): Promise<void>
  close(): Promise<void>
}

interface Served {
  after_id: number
  /** there may be new events */
  hasNews: boolean
  /** when something is due next; null: not known */
  nextAt: number | null
  working: Promise<void> | null
}

/**
 * Notifies users of messages that they have not read, through channels such as push and mail. A node serves the widgets
 * whose lease it holds. It reads the recipients from the event log, and checks again when their notifications are due.
 */
export function createNotifier(deps: NotifierDeps): Notifier {
  const { store, readDb, widgets, users, activeUsers, channels, clock, log, limits } = deps
  const rows = createNotifierRows(deps, crypto.randomUUID())
  const served = new Map<number, Served>()
  /** running notifications by widget, channel and user: a user gets one at a time */
  const inProgress = new Map<string, Promise<void>>()
  const places = new Map<number, number>()
  const mostPlaces = Math.max(1, Math.floor((limits.NOTIFY_AT_ONCE * 3) / 4))
  // after its clock was set back, this node must not believe that it still holds a lease that another node has by now
  const time = steady(clock)
  let renewedAt = time.now()
  let forgotAt = time.now()
  let looking: Promise<void> | null = null
  let removing: Promise<unknown> = Promise.resolve()
  let closed = true
  let cancel = () => {}
  let unsubscribe = () => {}

  const channelOf = (name: NotificationChannel) => channels.find((channel) => channel.name === name)

  async function tick(): Promise<void> {
    const now = time.now()
    if (now - renewedAt >= NOTIFIER_LIMITS.renewMs) {
      const mine = await rows.renew()
      renewedAt = now
      for (const widget_id of served.keys()) if (!mine.has(widget_id)) served.delete(widget_id)
    }
    for (const { widget_id, after_id } of await rows.claim()) {
      served.set(widget_id, { after_id, hasNews: true, nextAt: null, working: null })
    }
    for (const [widget_id, own] of served) {
      // the log of another node's changes is looked at each time
      own.hasNews ||= deps.several
      work(widget_id)
    }
    if (now - forgotAt < NOTIFIER_LIMITS.forgetMs) return
    forgotAt = now
    const before = clock.now() - limits.NOTIFICATION_LOG_DAYS * 86_400_000
    for (const widget_id of served.keys()) await rows.forgetLog(widget_id, before)
  }

  function look(): void {
    if (closed) return
    looking ??= tick()
      .catch((error: unknown) => log.warn('looking for notifications failed; the server will try again', { error }))
      .finally(() => {
        looking = null
        if (!closed) cancel = clock.after(NOTIFIER_LIMITS.lookMs, look)
      })
  }

  /** Reads the log and notifies users whose notifications are due, unless this runs already. */
  function work(widget_id: number): void {
    const own = served.get(widget_id)
    if (own === undefined || closed || own.working !== null) return
    const isDue = own.nextAt === null || own.nextAt <= clock.now()
    if (!own.hasNews && !isDue) return
    own.working = step(widget_id, own)
      .catch((error: unknown) =>
        log.warn('notifications of a widget failed; they are tried again', { widget_id, error }),
      )
      .finally(() => {
        own.working = null
      })
  }

  async function step(widget_id: number, own: Served): Promise<void> {
    const widget = await widgets.find(widget_id)
    if (widget === null || widget.suspended !== null) return
    let isMoreDue = true
    while ((own.hasNews || isMoreDue) && !closed) {
      const hadNews = own.hasNews
      own.hasNews = false
      if (hadNews && (await readLog(widget, own))) own.hasNews = true
      isMoreDue = await notifyDue(widget)
    }
    own.nextAt = (await rows.nextAt(widget_id)) ?? Number.POSITIVE_INFINITY
  }

  /** @returns true if there may be more */
  async function readLog(widget: Widget, own: Served): Promise<boolean> {
    const { events: limit } = NOTIFIER_LIMITS
    const after = own.after_id
    const { events, last_id } = await store.eventsAfter(widget.id, { after, limit, types: ['message.created'] })
    const byRoom = Map.groupBy(
      events.flatMap(({ data }) => ('message' in data ? [data] : [])),
      ({ room_id }) => room_id,
    )
    const added: NewPending[] = []
    for (const [room_id, unread] of byRoom) {
      const recipients = await recipientsOf(
        readDb,
        { widget_id: widget.id, room_id },
        unread.map(({ message }) => message),
        { mostMembers: limits.NOTIFY_ROOM_MEMBERS, now: clock.now() },
      )
      for (const channel of channels) {
        const reachable = await channel.reachable(
          widget,
          recipients.map(({ user_id }) => user_id),
        )
        const delay = channel.delayMs(widget)
        for (const { user_id, seq, at } of recipients) {
          if (!reachable.has(user_id)) continue
          added.push({ user_id, channel: channel.name, room_id, seq, due_at: at + delay })
        }
      }
    }
    await rows.add(widget.id, added)
    if (added.length > 0) own.nextAt = null
    if (last_id === after) return false
    // The rows first: a node that dies in between adds the same ones again.
    if (!(await rows.moveCursor(widget.id, last_id))) served.delete(widget.id)
    own.after_id = last_id
    // one read looks through a part of the log
    return last_id - after >= limit
  }

  /** @returns true if more is due */
  async function notifyDue(widget: Widget): Promise<boolean> {
    const now = clock.now()
    const isSure = () => !closed && time.now() - renewedAt < NOTIFIER_LIMITS.sureMs
    const found = await rows.due(widget.id, now, NOTIFIER_LIMITS.page)
    const byUser = Map.groupBy(found, ({ channel, user_id }) => `${widget.id} ${channel} ${user_id}`)
    for (const key of byUser.keys()) if (inProgress.has(key)) byUser.delete(key)
    if (byUser.size === 0) return false
    const active = await activeUsers.among(widget.id, [...new Set(found.map(({ user_id }) => user_id))])
    for (const [key, due] of byUser) {
      while (isSure() && (inProgress.size >= limits.NOTIFY_AT_ONCE || (places.get(widget.id) ?? 0) >= mostPlaces)) {
        await Promise.race(inProgress.values())
      }
      if (!isSure()) return false
      const [{ user_id, channel: name } = { user_id: '', channel: 'push' as const }] = due
      const channel = channelOf(name)
      if (channel === undefined) continue
      places.set(widget.id, (places.get(widget.id) ?? 0) + 1)
      const notifying = notifyUser({ widget, channel, user_id, due, isActive: active.has(user_id) })
        .catch((error: unknown) =>
          log.warn('a notification failed; it is tried again', { widget_id: widget.id, error }),
        )
        .finally(() => {
          inProgress.delete(key)
          places.set(widget.id, (places.get(widget.id) ?? 1) - 1)
          const own = served.get(widget.id)
          if (own) own.nextAt = null
        })
      inProgress.set(key, notifying)
    }
    return found.length === NOTIFIER_LIMITS.page
  }

  interface DueUser {
    widget: Widget
    channel: Channel
    user_id: string
    due: readonly Pending[]
    isActive: boolean
  }

  async function notifyUser({ widget, channel, user_id, due, isActive }: DueUser): Promise<void> {
    const widget_id = widget.id
    const pending = channel.together ? await rows.waiting(widget_id, user_id, channel.name) : due
    const user = (await users.lookUp(widget_id, [user_id])).get(user_id)
    const isReachable = !user?.standing?.ban && (await channel.reachable(widget, [user_id])).has(user_id)
    const rooms: { pending: Pending; room: DueRoom }[] = []
    for (const one of pending) {
      const room = isReachable ? await dueRoom(widget_id, one) : null
      if (room === null) await rows.drop(widget_id, one)
      else rooms.push({ pending: one, room })
    }
    const now = clock.now()
    const at = now + NOTIFIER_LIMITS.activeMs
    if (rooms.length === 0 || user === undefined) return
    if (isActive) {
      const reason = 'active'
      for (const { pending: one } of rooms)
        await rows.postpone(widget_id, one, { due_at: at, tries: one.tries, reason })
      return
    }
    const log_id = Bun.randomUUIDv7()
    const outcome = await attempt(channel, { widget, user, rooms: rooms.map(({ room }) => room), log_id }, rooms)
    const problem = outcome.kind === 'sent' ? null : outcome.problem
    const leftOut: LeftOut = (outcome.kind !== 'later' && outcome.leftOut) || new Map()
    if (outcome.kind === 'sent' || problem !== null) {
      const at = clock.now()
      const waited = outcome.kind === 'sent' ? waitedFor(rooms.map(({ pending: one }) => one)) : null
      const entry = { widget_id, id: log_id, at, channel: channel.name, user_id, rooms: rooms.length - leftOut.size }
      await rows.log({ ...entry, state: outcome.kind, problem, waited })
    }
    for (const { pending: one, room } of rooms) {
      if (outcome.kind === 'later') {
        const tries = outcome.problem === null ? 0 : one.tries + 1
        const reason = outcome.problem === null ? outcome.waits : 'failed'
        await rows.postpone(widget_id, one, { due_at: outcome.at, tries, reason })
        continue
      }
      const isFailed = outcome.kind === 'given_up' && problem !== null
      const silence = leftOut.get(one.room_id) ?? (isFailed ? 'given_up' : null)
      const isNotified = outcome.kind === 'sent' && silence === null
      const nextAt = clock.now() + channel.delayMs(widget)
      await rows.notified(widget_id, one, { count: room.notifiedCount + (isNotified ? 1 : 0), nextAt, silence })
    }
  }

  /** An error of the channel may pass, so the server tries again. */
  async function attempt(
    channel: Channel,
    due: DueNotification,
    rooms: readonly { pending: Pending }[],
  ): Promise<NotifyOutcome> {
    const tries = Math.max(...rooms.map(({ pending }) => pending.tries))
    let outcome: NotifyOutcome
    try {
      outcome = await channel.notify(due)
    } catch (error) {
      outcome = { kind: 'later', at: clock.now() + backoff(tries), problem: messageOf(error) }
    }
    if (outcome.kind !== 'later' || outcome.problem === null) return outcome
    const triedMs = Array.from({ length: tries }, (_, before) => backoff(before)).reduce((sum, ms) => sum + ms, 0)
    return triedMs < limits.NOTIFY_RETRY_HOURS * 3_600_000 ? outcome : { kind: 'given_up', problem: outcome.problem }
  }

  /** The room's part of a notification; null: nothing is to be sent, for example because the user has read it. */
  async function dueRoom(widget_id: number, { room_id, user_id, ...pending }: Pending): Promise<DueRoom | null> {
    const row = await store.roomOf(widget_id, room_id, user_id)
    if (row === null || !isReader(row) || row.room.closedBy === 'blocked') return null
    const readTo = Math.max(row.member.read_seq, row.cleared_seq)
    if (readTo >= pending.seq) return null
    const after = Math.max(readTo, pending.told_seq)
    const { messages: limit, pages } = NOTIFIER_LIMITS
    const onlyNamed = isLarge(row.room, limits.NOTIFY_ROOM_MEMBERS)
    const hidden = await isHidden(store, { widget_id, user_id }, [room_id])
    const mutedUntil = await readDb
      .selectFrom('member')
      .select('muted_until')
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where('user_id', '=', user_id)
      .executeTakeFirst()
    const mustBeCalled = onlyNamed || (mutedUntil?.muted_until ?? 0) > clock.now()
    const newest = await store.messagesBefore(widget_id, room_id, pending.seq + 1, limit, after)
    const [first] = newest.length < limit ? newest : await store.messagesBefore(widget_id, room_id, after + 2, 1, after)
    // the newest messages may all be from a blocked user, or mention nobody in a muted room
    let [found, messages] = [newest, await notifiable(newest)]
    for (let page = 1; page < pages && messages.length === 0 && found.length === limit; page++) {
      found = await store.messagesBefore(widget_id, room_id, found[0]?.seq ?? 0, limit, after)
      messages = await notifiable(found)
    }
    if (messages.length === 0) return null

    return {
      room: row.room,
      peer: row.peer ? ((await users.lookUp(widget_id, [row.peer.user_id])).get(row.peer.user_id) ?? null) : null,
      isRequest: row.member.state === 'invited',
      messages,
      first: { seq: after + 1, at: first?.created_at ?? 0 },
      unread: unreadOf(row),
      notifiedCount: row.member.read_seq >= pending.told_seq ? 0 : pending.told,
    }

    async function notifiable(some: readonly Message[]): Promise<DueRoom['messages']> {
      const senders = [...new Set(some.map(({ sender_id }) => sender_id))]
      const blocks = await store.ownItemsAt(widget_id, user_id, senders.map(blockKey))
      const blocked = new Set(blocks.map(({ key }) => blockedUser(key)))
      const fresh = some.filter(
        (message) =>
          mayNotify(message) &&
          message.sender_id !== user_id &&
          !blocked.has(message.sender_id) &&
          !hidden(room_id, message.seq),
      )
      if (fresh.length === 0) return []
      const seqs = fresh.map(({ seq }) => seq)
      const called = await calledBy(readDb, { widget_id, room_id }, seqs)
      const known = await users.lookUp(widget_id, senders)
      return fresh.flatMap((message) => {
        const sender = known.get(message.sender_id)
        const isCalled = mentions(called, { seq: message.seq, user_id, onlyNamed })
        return sender && (!mustBeCalled || isCalled) ? [{ message, sender, mentions: isCalled }] : []
      })
    }
  }

  /**
   * Removes rows in small steps, between which other writes run. If the server ends, the rest is removed the next time.
   */
  async function removeAll(widget_id: number): Promise<void> {
    const size = stepSize(NOTIFIER_LIMITS.remove)
    try {
      while (!closed && (await size.run(() => rows.removeSome(widget_id, size.now()))) > 0)
        await Bun.sleep(NOTIFIER_LIMITS.remove.pauseMs)
    } catch (error) {
      log.warn('notifications of a widget without channels could not be removed', { widget_id, error })
    }
  }

  async function idle(): Promise<void> {
    await looking
    for (;;) {
      const underWay = [...[...served.values()].flatMap(({ working }) => working ?? []), ...inProgress.values()]
      if (underWay.length === 0) return
      await Promise.all(underWay)
    }
  }

  return {
    async start() {
      closed = false
      if (!deps.several) await rows.releaseAll()
      unsubscribe = deps.onEvents((widget_id) => {
        const own = served.get(widget_id)
        if (own === undefined) return
        // read with the next look: notifications wait for seconds anyway
        own.hasNews = true
      })
      look()
    },
    async changed(widget_id) {
      const widget = await widgets.find(widget_id)
      if (widget === null) return
      const isUsed = (await Promise.all(channels.map((channel) => channel.isUsed(widget)))).includes(true)
      const { control } = deps
      const own = served.get(widget_id)
      if (own) own.nextAt = null
      if (isUsed) {
        await store.keepEvents({ widget_id, keep: true })
        const after_id = (await store.eventSpan(widget_id))?.last_id ?? 0
        await control
          .insertInto('notifier')
          .values({ widget_id, after_id, lease: null, lease_until: null })
          .onConflict((conflict) => conflict.column('widget_id').doNothing())
          .execute()
        return
      }
      await control.deleteFrom('notifier').where('widget_id', '=', widget_id).execute()
      served.delete(widget_id)
      await deps.endLog(widget_id)
      removing = Promise.all([removing, removeAll(widget_id)])
    },
    idle,
    async close() {
      closed = true
      cancel()
      unsubscribe()
      await idle()
      await removing
      await rows.release()
    },
  }
}

/** @param tries that failed before */
const backoff = (tries: number): number =>
  Math.min(NOTIFIER_LIMITS.backoffMs * 2 ** tries, NOTIFIER_LIMITS.mostBackoffMs)

/** The first reason, in the order of `NOTIFICATION_WAITS`, for which one of these waited. */
function waitedFor(pending: readonly Pending[]): NotificationWait | null {
  const reasons = pending.map(({ reason }) => reason)
  return NOTIFICATION_WAITS.find((wait) => reasons.includes(wait)) ?? null
}

const isReader = ({ member }: RoomRow): boolean => member.state === 'joined' || member.state === 'invited'
