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
import { asSeenOutside } from '../../chat/calls/publish-call.ts'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import { syncOwnState } from '../../chat/own-state/sync-own-state.ts'
import type { ChatStore } from '../../chat/ports.ts'
import type { RoomClass } from '../../chat/rooms/room-class.ts'
import { roomSummaries } from '../../chat/rooms/room-summary.ts'
import { ownProfiles } from '../../chat/users/profiles.ts'
import type { ChatUser, UserDirectory } from '../../chat/users/user.ts'
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
import { presenceTopic, readersTopic, roomTopic, widgetOf } from './topics.ts'

/** The connections of this node and their subscriptions. An event is serialised once, for all its receivers. */
export interface Hub {
  /**
   * After this the connection misses nothing that is committed for the user's rooms.
   * @returns the user's own rev, and the user as stored (null: not yet), read after the connection joined: a ban that
   * is given from here on finds it
   */
  join(session: Session, user_id: string): Promise<{ ownRev: number; user: ChatUser | null }>
  /** If the user has too many connections, the oldest close. */
  endOldest(widget_id: number, user_id: string): void
  /** `user_id` null: a guest that reads */
  leave(session: Session, user_id: string | null): void
  /**
   * From now on the connection receives a public room, of which its user is not a member. `last_rev`: the room's, as it
   * was just read.
   */
  read(session: Session, room_id: number, last_rev: number): void
  /** The connection no longer receives a room that it read so. */
  endReading(session: Session, room_id: number): void
  /** Number of rooms that the user's connections receive. */
  roomsOf(widget_id: number, user_id: string): number
  /** The user's connections to this node, the oldest first. */
  sessionsOf(widget_id: number, user_id: string): readonly Session[]
  /**
   * Ends the user's connections to this node; their pages need a fresh token.
   * @returns the number of ended connections
   */
  signOut(widget_id: number, user_id: string): number
  /** Publishes to the users that watch this user. */
  showPresence(widget_id: number, presence: Presence): void
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
  limits: Pick<RealtimeLimits, 'healing' | 'recentBytes' | 'MAX_SOCKETS_PER_USER' | 'partUsers'>
  turns: FairTurns
  streams: Pick<StreamTopics, 'publish' | 'has'>
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
    publishToMembers(topic, frame)
    if (readRooms.has(topic)) publishToMembers(readersTopic(topic), frame)
  }
  /** Not to those who read the room without a membership. */
  function publishToMembers(topic: string, frame: string): void {
    const widget_id = widgetOf(topic)
    for (const part of parts.topicsOf(topic)) turns.run(widget_id, () => deliver(part, frame), frame.length)
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
  function sendToUser(widget_id: number, user_id: string, event: ServerEvent): void {
    const frame = JSON.stringify(event)
    const send = () => {
      // A copy: a connection whose client does not read is cut, and leaves the list.
      for (const session of [...(here.get(widget_id, user_id)?.sessions ?? [])]) session.sendText(frame)
    }
    turns.run(widget_id, send, frame.length)
  }
  /** Other devices of the user get no signal. */
  function sendToParty(widget_id: number, user_id: string, signal: Extract<BusEvent, { t: 'call-signal' }>['signal']) {
    const event: ServerEvent = { t: 'call_signal', ...signal }
    const frame = JSON.stringify(event)
    const send = () => {
      for (const session of here.get(widget_id, user_id)?.sessions ?? []) {
        if (session.takesPart(signal.to)) session.sendText(frame)
      }
    }
    turns.run(widget_id, send, frame.length)
  }
  const feeds = createRoomFeeds({ store, publish: publishFrame, log, memoryBytes: limits.recentBytes })
  const here = createLocalUsers(feeds, parts)

  /** by its topic, a public room that connections read without a membership */
  const readRooms = new Map<string, { widget_id: number; room_id: number; readers: Set<Session> }>()

  function endReading(session: Session, room_id: number): void {
    if (!session.reading?.delete(room_id)) return
    const topic = roomTopic(session.widget_id, room_id)
    session.unsubscribe(parts.leave(readersTopic(topic), session))
    feeds.release(session.widget_id, room_id)
    const room = readRooms.get(topic)
    room?.readers.delete(session)
    if (room?.readers.size === 0) readRooms.delete(topic)
  }

  /**
   * Unsubscribes readers who are not members: the room is not public any more.
   * @param last the last event that they get
   */
  function endReaders(widget_id: number, room_id: number, last?: ServerEvent): void {
    for (const session of [...(readRooms.get(roomTopic(widget_id, room_id))?.readers ?? [])]) {
      endReading(session, room_id)
      if (last) session.sendText(JSON.stringify(last))
    }
  }

  /** Checks rooms that readers follow: the event that a room was closed may have been lost. */
  async function checkReadRooms(): Promise<void> {
    for (const { widget_id, room_id } of [...readRooms.values()]) {
      if ((await store.publicRoom(widget_id, room_id)) === null) endReaders(widget_id, room_id)
    }
  }

  /** Leaves after the messages that came before it. */
  function publishToRoom(news: RoomNews): void {
    feeds.flush(news.widget_id, news.room_id)
    publish(roomTopic(news.widget_id, news.room_id), roomEvent(news))
  }

  function receive(event: BusEvent) {
    const { widget_id } = event
    switch (event.t) {
      case 'message':
        return feeds.message(widget_id, event.room_id, event.message)
      case 'room':
        return roomChanged(event)
      case 'room-info':
        publishToRoom(event)
        if (!event.info.is_public || event.info.archived) endReaders(widget_id, event.room_id, roomEvent(event))
        return
      case 'receipt':
        return event.quiet ? sendToUser(widget_id, event.user_id, roomEvent(event)) : publishToRoom(event)
      case 'typing':
        feeds.flush(widget_id, event.room_id)
        return publishToMembers(roomTopic(widget_id, event.room_id), JSON.stringify(roomEvent(event)))
      case 'members':
      case 'speaker':
        return publishToRoom(event)
      case 'users':
        return inBackground(showUsers(widget_id, event.user_ids))
      case 'profiles':
        return inBackground(showProfiles(widget_id, event.user_id))
      case 'own':
        hidePresence(widget_id, event.user_id, event.items)
        return showOwn(here.get(widget_id, event.user_id), event.items)
      case 'call':
        for (const user_id of event.user_ids) sendToUser(widget_id, user_id, { t: 'call', call: event.call })
        return
      case 'room-call':
        return showCallOfRoom(event)
      case 'call-signal':
        return sendToParty(widget_id, event.user_id, event.signal)
      // `chat/presence` combines the presence of all nodes.
      case 'presence':
      case 'alive':
      case 'who':
      case 'online':
      // `moderation/reports/waiting.ts` counts for the dashboard.
      case 'queue':
        return
    }
  }

  /** Users in the call get it first, with all fields: pages ignore a later event with the same `rev`. */
  function showCallOfRoom({ widget_id, room_id, call }: Extract<BusEvent, { t: 'room-call' }>): void {
    for (const { user_id } of call.members) sendToUser(widget_id, user_id, { t: 'call', call })
    publishToMembers(roomTopic(widget_id, room_id), JSON.stringify({ t: 'call', call: asSeenOutside(call) }))
  }

  function roomChanged({
    widget_id,
    room_id,
    user_ids,
    gone = [],
    last_rev,
    deleted,
  }: Extract<BusEvent, { t: 'room' }>): void {
    if (deleted) endReaders(widget_id, room_id)
    for (const user_id of user_ids) {
      const user = here.get(widget_id, user_id)
      if (!user) continue
      user.version++
      // their membership decides from here on
      for (const session of user.sessions) endReading(session, room_id)
      // Before any await: a removed user receives nothing more, and the first message of a new dialog may follow at
      // once.
      if (gone.includes(user_id)) here.exit(user, room_id)
      else if (!user.rooms.has(room_id)) here.enter(user, room_id, 'unknown', last_rev ?? null)
      show(user, room_id, deleted)
    }
  }

  /** One after the other, so that of two changes the later one wins. */
  function show(user: LocalUser, room_id: number, deleted = false): void {
    user.lastChange = user.lastChange
      .then(() => showRoom(user, room_id, deleted))
      .catch((error: unknown) => {
        unshown(error)
        // Until the retry, the user may receive a room after leaving it, or miss a room after joining it.
        if (user.sessions.length > 0) clock.after(limits.healing.awayMs, () => show(user, room_id, deleted))
      })
  }

  async function showRoom(user: LocalUser, room_id: number, deleted: boolean): Promise<void> {
    const { widget_id, user_id } = user
    const row = await readAsIs(user, () => store.roomOf(widget_id, room_id, user_id))
    user.version++
    if (user.sessions.length === 0) return
    if (!row) return here.exit(user, room_id)
    for (const session of user.sessions) endReading(session, room_id)
    if (isPresent(row.member)) here.enter(user, room_id, row.member.state, row.room.last_rev)
    else here.exit(user, room_id)
    const { peer } = row
    if (peer && row.room.closedBy) for (const session of user.sessions) session.unwatch(peer.user_id)
    // A dialog that was opened and has no message is on no user's list.
    if (row.room.type === ROOM_TYPE.dialog && row.room.last_seq === 0) return
    for (const room of await roomSummaries({ store, users, classOf }, user, [row]))
      sendToUser(widget_id, user_id, { t: 'room', room: deleted ? { ...room, archived: true } : room })
  }

  /**
   * The newest connection is the one in use; the others may be forgotten pages. One that still signs in displaces
   * nobody: its token may be refused.
   */
  function endOldest({ sessions }: LocalUser): void {
    const live = sessions.filter(({ state }) => state.kind === 'live')
    const surplus = limits.MAX_SOCKETS_PER_USER > 0 ? live.length - limits.MAX_SOCKETS_PER_USER : 0
    for (const session of live.slice(0, Math.max(0, surplus))) {
      const text = `A user has at most ${limits.MAX_SOCKETS_PER_USER} connections: a newer one took the place of this one.`
      session.disconnect(new ChatError('too_many_sockets', text, { retryAfterMs: DISPLACED_MS }))
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
  async function inSlices(widget_id: number, slices: Slices): Promise<void> {
    while (!slices.next().done) await turnOf(widget_id)
  }

  const turnOf = (widget_id: number) => new Promise<void>((begin) => turns.run(widget_id, begin))

  /** Subscribes the user to all rooms in the store, page by page: a user in very many rooms must not hold up others. */
  async function takeRoomsOver(user: LocalUser): Promise<void> {
    const { widget_id, user_id, settled } = user
    const unseen = new Set(user.rooms.keys())
    for (let after = 0; ; await turnOf(widget_id)) {
      const page = await readAsIs(user, () => store.roomHeadsAfter(widget_id, user_id, after, SLICE_ROOMS))
      if (user.sessions.length === 0) return
      for (const { room_id } of page) unseen.delete(room_id)
      for (const room_id of here.takeOver(user, page)) if (settled) show(user, room_id)
      if (page.length < SLICE_ROOMS) break
      after = page.at(-1)?.room_id ?? after
    }
    for (const room_id of unseen) if (user.rooms.has(room_id)) show(user, room_id)
    user.settled = true
  }

  /**
   * Sent to the user, and to those who share a live room with them. In other rooms a new name comes with the user's
   * next message.
   */
  async function showUsers(widget_id: number, user_ids: readonly string[]): Promise<void> {
    for (const card of await users.cards(widget_id, user_ids)) {
      const event: ServerEvent = { t: 'users', users: [card] }
      sendToUser(widget_id, card.user_id, event)
      const frame = JSON.stringify(event)
      for (const room of await store.roomSizesOf(widget_id, card.user_id)) {
        if (classOf.isLive(room)) publishFrame(roomTopic(widget_id, room.room_id), frame)
      }
    }
  }

  /** Sent to the person alone: others must not learn who is behind a profile. */
  async function showProfiles(widget_id: number, user_id: string): Promise<void> {
    const person = await users.stored(widget_id, user_id)
    // this node may remember that they were listed, or not
    for (const profile of Object.values(person?.profiles ?? {})) users.forget(widget_id, profile.user_id)
    if (!here.get(widget_id, user_id)) return
    const profiles = await ownProfiles({ store }, widget_id, person)
    sendToUser(widget_id, user_id, { t: 'profiles', profiles })
  }

  /** From now on those who watch the user see nothing. */
  function hidePresence(widget_id: number, user_id: string, items: readonly OwnItem[]): void {
    users.forget(widget_id, user_id)
    if (!items.some((item) => item.kind === 'settings' && !item.last_seen)) return
    publish(presenceTopic(widget_id, user_id), { t: 'presence', user_id, online: false, last_seen: null })
  }

  /** Most users who come and go are watched by nobody. */
  async function showIfWatched(widget_id: number, presence: Presence): Promise<void> {
    // A connection that has just read this user's presence subscribes in the same turn. Published before that, it
    // would miss the change.
    await new Promise(setImmediate)
    const topic = presenceTopic(widget_id, presence.user_id)
    if (!server?.subscriberCount(topic) && !streams.has(topic)) return
    const user = await users.sender(widget_id, presence.user_id)
    if (!user.hides_last_seen) publish(topic, { t: 'presence', ...presence })
  }

  /** Sent to all connections of the user. A client that misses a change asks for it. */
  function showOwn(user: LocalUser | undefined, items: OwnItem[]): void {
    if (!user || items.length === 0) return
    // A user who hides when they were online no longer sees it of others.
    const hides = items.some((item) => item.kind === 'settings' && !item.last_seen)
    if (hides) for (const session of user.sessions) session.watch([])
    user.ownRev = Math.max(user.ownRev, ...items.map(({ rev }) => rev))
    sendToUser(user.widget_id, user.user_id, { t: 'own', items })
    for (const item of items) if (item.kind === 'standing') endBanned(user, item)
  }

  function endBanned(user: LocalUser, standing: Standing): void {
    // a message that waits to be sent may have put the old standing into the cache
    users.forget(user.widget_id, user.user_id)
    const { ban } = standingAt({ ...standing, shadow: null }, clock.now())
    if (ban) for (const session of [...user.sessions]) session.bye(bannedError(ban))
  }

  /** Publishes own items whose events were lost. */
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
    endReading,
    times: limits.healing,
    clock,
    log,
  })

  return {
    async join(session, user_id) {
      const { widget_id } = session
      // This comes first: a room that is created while the list is being read finds this connection here.
      const user = here.add(session, user_id)
      await bus.follow(widget_id)
      const [stored, [own]] = await Promise.all([
        users.stored(widget_id, user_id),
        store.ownRevs(widget_id, [user_id]),
        inSlices(widget_id, here.listen(user, session)).then(() => takeRoomsOver(user)),
      ])
      user.ownRev = Math.max(user.ownRev, own?.rev ?? 0)
      return { ownRev: user.ownRev, user: stored }
    },
    endOldest(widget_id, user_id) {
      const user = here.get(widget_id, user_id)
      if (user) endOldest(user)
    },
    leave(session, user_id) {
      if (user_id !== null) void inSlices(session.widget_id, here.remove(session, user_id))
      for (const room_id of [...(session.reading ?? [])]) endReading(session, room_id)
      session.reading = null
    },
    read(session, room_id, last_rev) {
      const { widget_id, state } = session
      if (state.kind === 'ended' || session.reading?.has(room_id)) return
      session.read(room_id)
      const topic = roomTopic(widget_id, room_id)
      const room = readRooms.get(topic) ?? { widget_id, room_id, readers: new Set() }
      readRooms.set(topic, room)
      room.readers.add(session)
      feeds.hold(widget_id, room_id, last_rev)
      session.subscribe(parts.enter(readersTopic(topic), session, room.readers.size))
    },
    endReading,
    roomsOf: (widget_id, user_id) => here.get(widget_id, user_id)?.rooms.size ?? 0,
    sessionsOf: (widget_id, user_id) => here.get(widget_id, user_id)?.sessions ?? [],
    signOut(widget_id, user_id) {
      const sessions = [...(here.get(widget_id, user_id)?.sessions ?? [])]
      const text = 'A moderator signed this user out. The page needs a fresh token of its site.'
      for (const session of sessions) session.bye(new ChatError('token_expired', text, { field: 'token' }))
      return sessions.length
    },
    showPresence(widget_id, presence) {
      inBackground(showIfWatched(widget_id, presence))
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
