import {
  ChatError,
  isPresent,
  type OwnItem,
  type Presence,
  ROOM_TYPE,
  type ServerEvent,
  type Standing,
} from '@imbachat/protocol'
import type { Server } from 'bun'
import type { Bus, BusEvent } from '../../chat/bus.ts'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import { syncOwnState } from '../../chat/own-state/sync-own-state.ts'
import type { ChatStore } from '../../chat/ports.ts'
import type { RoomClass } from '../../chat/rooms/room-class.ts'
import { roomSummaries } from '../../chat/rooms/room-summary.ts'
import type { UserDirectory } from '../../chat/users/user.ts'
import { bannedError, standingAt } from '../../moderation/restrictions/standing.ts'
import type { Trace } from '../../telemetry/trace.ts'
import type { Session, SocketTicket } from '../connection/session.ts'
import type { FairTurns } from '../limits/fair-turns.ts'
import type { RealtimeLimits } from '../limits/limits.ts'
import { healFromStore } from './healing.ts'
import { createLocalUsers, type LocalUser, SLICE_ROOMS, type Slices } from './local-users.ts'
import { type RoomNews, roomEvent } from './room-event.ts'
import { createRoomFeeds, type RoomFeeds } from './room-feeds.ts'
import { createRoomParts } from './room-parts.ts'
import type { StreamTopics } from './stream-topics.ts'
import { presenceTopic, roomTopic, widgetOf } from './topics.ts'

/** The connections of this node, and what they receive. An event is serialised once, for all its receivers. */
export interface Hub {
  /**
   * After this the connection misses nothing that is committed for the user's rooms. If the user has too many
   * connections, the oldest closes.
   * @returns the user's own rev
   */
  join(session: Session, userId: string): Promise<number>
  /** `userId` null: a guest that reads */
  leave(session: Session, userId: string | null): void
  /**
   * From now on the connection receives a public room, of which its user is no member. `lastRev`: the room's, as it was
   * just read.
   */
  read(session: Session, roomId: number, lastRev: number): void
  /** The connection no longer receives a room that it read so. */
  endReading(session: Session, roomId: number): void
  /** How many rooms the user's connections receive. */
  roomsOf(widgetId: number, userId: string): number
  /** The user's connections to this node, the oldest first. */
  sessionsOf(widgetId: number, userId: string): readonly Session[]
  /** Ends the user's connections to this node; their pages need a fresh token. @returns how many */
  signOut(widgetId: number, userId: string): number
  /** Publishes to the users that watch this user. */
  showPresence(widgetId: number, presence: Presence): void
  attach(server: Server<Session | SocketTicket>): void
  since: RoomFeeds['since']
  close(): void
}

export interface HubDeps {
  store: ChatStore
  users: UserDirectory
  bus: Bus
  classOf: RoomClass
  clock: Clock
  log: Log
  limits: Pick<RealtimeLimits, 'healing' | 'recentBytes' | 'sockets' | 'partUsers'>
  turns: FairTurns
  streams: Pick<StreamTopics, 'publish'>
  /** null: nothing is traced */
  trace: Pick<Trace, 'delivered'> | null
}

/**
 * Milliseconds after which a displaced client may reconnect. If the user has as many connections as before, it
 * displaces the oldest.
 */
const DISPLACED_MS = 60_000

export function createHub({ store, users, bus, classOf, clock, log, limits, turns, streams, trace }: HubDeps): Hub {
  let server: Server<Session | SocketTicket> | undefined
  const parts = createRoomParts<LocalUser | Session>(limits.partUsers)
  // An event of a room with thousands of members takes the loop for a while, so the fair queue applies here too.
  function publishFrame(topic: string, frame: string): void {
    const widgetId = widgetOf(topic)
    for (const part of parts.topicsOf(topic)) turns.run(widgetId, () => deliver(part, frame), frame.length)
  }
  function deliver(topic: string, frame: string): void {
    server?.publish(topic, frame)
    streams.publish(topic, frame)
    trace?.delivered(topic, frame, server?.subscriberCount(topic) ?? 0)
  }
  const publish = (topic: string, event: ServerEvent) => publishFrame(topic, JSON.stringify(event))
  /**
   * Sends to all connections of the user. A topic for each user would cost a kilobyte, and most users have one
   * connection.
   */
  function sendToUser(widgetId: number, userId: string, event: ServerEvent): void {
    const frame = JSON.stringify(event)
    const send = () => {
      // A copy: a connection whose client does not read is cut, and leaves the list.
      for (const session of [...(here.get(widgetId, userId)?.sessions ?? [])]) session.sendText(frame)
    }
    turns.run(widgetId, send, frame.length)
  }
  const feeds = createRoomFeeds({ store, publish: publishFrame, log, memoryBytes: limits.recentBytes })
  const here = createLocalUsers(feeds, parts)

  /** by its topic, a public room that connections read without a membership */
  const readRooms = new Map<string, { widgetId: number; roomId: number; readers: Set<Session> }>()

  function endReading(session: Session, roomId: number): void {
    if (!session.reading?.delete(roomId)) return
    const topic = roomTopic(session.widgetId, roomId)
    session.unsubscribe(parts.leave(topic, session))
    feeds.release(session.widgetId, roomId)
    const room = readRooms.get(topic)
    room?.readers.delete(session)
    if (room?.readers.size === 0) readRooms.delete(topic)
  }

  /** The room is no longer open to those who are not in it. @param last what they still learn */
  function endReaders(widgetId: number, roomId: number, last?: ServerEvent): void {
    for (const session of [...(readRooms.get(roomTopic(widgetId, roomId))?.readers ?? [])]) {
      endReading(session, roomId)
      if (last) session.sendText(JSON.stringify(last))
    }
  }

  /** Of a room that was closed, the bus may not have brought it. */
  async function checkReadRooms(): Promise<void> {
    for (const { widgetId, roomId } of [...readRooms.values()]) {
      if ((await store.publicRoom(widgetId, roomId)) === null) endReaders(widgetId, roomId)
    }
  }

  /** Leaves after the messages that came before it. */
  function publishToRoom(news: RoomNews): void {
    feeds.flush(news.widgetId, news.roomId)
    publish(roomTopic(news.widgetId, news.roomId), roomEvent(news))
  }

  function receive(event: BusEvent) {
    const { widgetId } = event
    switch (event.t) {
      case 'message':
        return feeds.message(widgetId, event.roomId, event.message)
      case 'room':
        return roomChanged(event)
      case 'room-info':
        publishToRoom(event)
        if (!event.info.isPublic || event.info.archived) endReaders(widgetId, event.roomId, roomEvent(event))
        return
      case 'receipt':
        return event.quiet ? sendToUser(widgetId, event.userId, roomEvent(event)) : publishToRoom(event)
      case 'typing':
      case 'members':
      case 'speaker':
        return publishToRoom(event)
      case 'users':
        return inBackground(showUsers(widgetId, event.userIds))
      case 'own':
        hidePresence(widgetId, event.userId, event.items)
        return showOwn(here.get(widgetId, event.userId), event.items)
      // `chat/presence` combines what the nodes report.
      case 'presence':
      case 'alive':
      case 'who':
      case 'online':
      // `moderation/reports/waiting.ts` counts for the dashboard.
      case 'queue':
        return
    }
  }

  function roomChanged({
    widgetId,
    roomId,
    userIds,
    gone = [],
    lastRev,
    deleted,
  }: Extract<BusEvent, { t: 'room' }>): void {
    if (deleted) endReaders(widgetId, roomId)
    for (const userId of userIds) {
      const user = here.get(widgetId, userId)
      if (!user) continue
      user.version++
      // their membership decides from here on
      for (const session of user.sessions) endReading(session, roomId)
      // Before any await: a removed user receives nothing more, and the first message of a new dialog may follow at
      // once.
      if (gone.includes(userId)) here.exit(user, roomId)
      else if (!user.rooms.has(roomId)) here.enter(user, roomId, 'unknown', lastRev ?? null)
      show(user, roomId, deleted)
    }
  }

  /** One after the other, so that of two changes the later one wins. */
  function show(user: LocalUser, roomId: number, deleted = false): void {
    user.lastChange = user.lastChange
      .then(() => showRoom(user, roomId, deleted))
      .catch((error: unknown) => {
        unshown(error)
        // Until the retry, the user may receive a room after leaving it, or miss a room after joining it.
        if (user.sessions.length > 0) clock.after(limits.healing.awayMs, () => show(user, roomId, deleted))
      })
  }

  async function showRoom(user: LocalUser, roomId: number, deleted: boolean): Promise<void> {
    const { widgetId, userId } = user
    const row = await readAsIs(user, () => store.roomOf(widgetId, roomId, userId))
    user.version++
    if (user.sessions.length === 0) return
    if (!row) return here.exit(user, roomId)
    for (const session of user.sessions) endReading(session, roomId)
    if (isPresent(row.member)) here.enter(user, roomId, row.member.state, row.room.lastRev)
    else here.exit(user, roomId)
    const { peer } = row
    if (peer && row.room.blocked) for (const session of user.sessions) session.unwatch(peer.userId)
    // A dialog that was opened and has no message is on no user's list.
    if (row.room.type === ROOM_TYPE.dialog && row.room.lastSeq === 0) return
    for (const room of await roomSummaries({ store, users, classOf }, user, [row]))
      sendToUser(widgetId, userId, { t: 'room', room: deleted ? { ...room, archived: true } : room })
  }

  /** The newest connection is the one in use; the others may be forgotten pages. */
  function endOldest({ sessions }: LocalUser): void {
    let surplus = limits.sockets.ofUser > 0 ? sessions.length - limits.sockets.ofUser : 0
    for (const session of [...sessions]) {
      if (surplus-- <= 0) break
      const said = `A user has at most ${limits.sockets.ofUser} connections: a newer one took the place of this one.`
      session.disconnect(new ChatError('too_many_sockets', said, { retryAfterMs: DISPLACED_MS }))
    }
  }

  /**
   * If a membership of the user changes during the read, the result may be older than the change, so the read is
   * repeated.
   */
  async function readAsIs<T>(user: LocalUser, read: () => Promise<T>): Promise<T> {
    for (;;) {
      const { version } = user
      const found = await read()
      if (user.version === version) return found
    }
  }

  /** Runs the first slice at once; between two slices, other widgets and the connections get their time. */
  async function inSlices(widgetId: number, slices: Slices): Promise<void> {
    while (!slices.next().done) await turnOf(widgetId)
  }

  const turnOf = (widgetId: number) => new Promise<void>((begin) => turns.run(widgetId, begin))

  /** Subscribes the user to all rooms in the store, page by page: a user in very many rooms must not hold up others. */
  async function takeRoomsOver(user: LocalUser): Promise<void> {
    const { widgetId, userId, settled } = user
    const unseen = new Set(user.rooms.keys())
    for (let after = 0; ; await turnOf(widgetId)) {
      const page = await readAsIs(user, () => store.roomHeadsAfter(widgetId, userId, after, SLICE_ROOMS))
      if (user.sessions.length === 0) return
      for (const { roomId } of page) unseen.delete(roomId)
      for (const roomId of here.takeOver(user, page)) if (settled) show(user, roomId)
      if (page.length < SLICE_ROOMS) break
      after = page.at(-1)?.roomId ?? after
    }
    for (const roomId of unseen) if (user.rooms.has(roomId)) show(user, roomId)
    user.settled = true
  }

  /**
   * Sent to the user, and to those who share a live room with them. In other rooms a new name comes with the user's
   * next message.
   */
  async function showUsers(widgetId: number, userIds: readonly string[]): Promise<void> {
    for (const card of await users.cards(widgetId, userIds)) {
      const event: ServerEvent = { t: 'users', users: [card] }
      sendToUser(widgetId, card.user_id, event)
      const frame = JSON.stringify(event)
      for (const room of await store.roomSizesOf(widgetId, card.user_id)) {
        if (classOf.isLive(room)) publishFrame(roomTopic(widgetId, room.roomId), frame)
      }
    }
  }

  /** From now on those who watch the user see nothing. */
  function hidePresence(widgetId: number, userId: string, items: readonly OwnItem[]): void {
    users.forget(widgetId, userId)
    if (!items.some((item) => item.kind === 'settings' && !item.last_seen)) return
    publish(presenceTopic(widgetId, userId), { t: 'presence', user_id: userId, online: false, last_seen: null })
  }

  /** Sent to all connections of the user. A client that misses a change asks for it. */
  function showOwn(user: LocalUser | undefined, items: OwnItem[]): void {
    if (!user || items.length === 0) return
    // A user who hides when they were online no longer sees it of others.
    const hides = items.some((item) => item.kind === 'settings' && !item.last_seen)
    if (hides) for (const session of user.sessions) session.watch([])
    user.ownRev = Math.max(user.ownRev, ...items.map(({ rev }) => rev))
    sendToUser(user.widgetId, user.userId, { t: 'own', items })
    for (const item of items) if (item.kind === 'standing') endBanned(user, item)
  }

  function endBanned(user: LocalUser, standing: Standing): void {
    // of a message that waits to be sent, the old standing may still be remembered here
    users.forget(user.widgetId, user.userId)
    const { ban } = standingAt({ ...standing, shadow: null }, clock.now())
    if (ban) for (const session of [...user.sessions]) session.bye(bannedError(ban))
  }

  /** Publishes what the bus did not bring. */
  async function showMissedOwn(user: LocalUser): Promise<void> {
    const missed = await syncOwnState({ store }, user, user.ownRev)
    if (missed.kind === 'changes' && missed.items.length > 0) showOwn(user, missed.items)
  }

  function inBackground(work: Promise<void>): void {
    work.catch(unshown)
  }

  function unshown(error: unknown): void {
    log.error('an event could not be delivered', { error })
  }

  const unsubscribe = bus.subscribe(receive)
  let stopChecking = () => {}
  function checkLater(): void {
    stopChecking = clock.after(limits.healing.joinedMs, () => {
      inBackground(checkReadRooms())
      checkLater()
    })
  }
  checkLater()
  const stopHealing = healFromStore({
    users: here,
    feeds,
    store,
    bus,
    show,
    showOwn: showMissedOwn,
    times: limits.healing,
    clock,
    log,
  })

  return {
    async join(session, userId) {
      const { widgetId } = session
      // This comes first: a room that is created while the list is being read finds this connection here.
      const user = here.add(session, userId)
      endOldest(user)
      await bus.follow(widgetId)
      const [[own]] = await Promise.all([
        store.ownRevs(widgetId, [userId]),
        inSlices(widgetId, here.listen(user, session)).then(() => takeRoomsOver(user)),
      ])
      user.ownRev = Math.max(user.ownRev, own?.rev ?? 0)
      return user.ownRev
    },
    leave(session, userId) {
      if (userId !== null) void inSlices(session.widgetId, here.remove(session, userId))
      for (const roomId of [...(session.reading ?? [])]) endReading(session, roomId)
      session.reading = null
    },
    read(session, roomId, lastRev) {
      const { widgetId, state } = session
      if (state.kind === 'ended' || session.reading?.has(roomId)) return
      session.read(roomId)
      const topic = roomTopic(widgetId, roomId)
      const known = readRooms.get(topic)
      if (known) known.readers.add(session)
      else readRooms.set(topic, { widgetId, roomId, readers: new Set([session]) })
      session.subscribe(parts.enter(topic, session, feeds.hold(widgetId, roomId, lastRev)))
    },
    endReading,
    roomsOf: (widgetId, userId) => here.get(widgetId, userId)?.rooms.size ?? 0,
    sessionsOf: (widgetId, userId) => here.get(widgetId, userId)?.sessions ?? [],
    signOut(widgetId, userId) {
      const sessions = [...(here.get(widgetId, userId)?.sessions ?? [])]
      const said = 'A moderator signed this user out. The page needs a fresh token of its site.'
      for (const session of sessions) session.bye(new ChatError('token_expired', said, { field: 'token' }))
      return sessions.length
    },
    showPresence(widgetId, presence) {
      inBackground(
        users.sender(widgetId, presence.user_id).then((user) => {
          if (user.hidesLastSeen) return
          publish(presenceTopic(widgetId, presence.user_id), { t: 'presence', ...presence })
        }),
      )
    },
    attach(to) {
      server = to
    },
    since: feeds.since,
    close() {
      stopChecking()
      stopHealing()
      unsubscribe()
    },
  }
}
