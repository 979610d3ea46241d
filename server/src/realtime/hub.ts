import { ChatError, type OwnItem, type Presence, ROOM_TYPE, type ServerEvent } from '@imbachat/protocol'
import type { Server } from 'bun'
import type { Bus, BusEvent } from '../domain/bus.ts'
import type { Clock } from '../domain/clock.ts'
import type { Log } from '../domain/log.ts'
import { syncOwnState } from '../domain/own-state/sync-own-state.ts'
import type { ChatStore } from '../domain/ports.ts'
import type { RoomClass } from '../domain/rooms/room-class.ts'
import { isPresent } from '../domain/rooms/room-policy.ts'
import { roomSummaries } from '../domain/rooms/room-summary.ts'
import type { UserDirectory } from '../domain/users/user.ts'
import type { FairTurns } from './fair-turns.ts'
import { healFromStore } from './healing.ts'
import type { RealtimeLimits } from './limits.ts'
import { createLocalUsers, type LocalUser, SLICE_ROOMS, type Slices } from './local-users.ts'
import { type RoomNews, roomEvent } from './room-event.ts'
import { createRoomFeeds, type RoomFeeds } from './room-feeds.ts'
import { createRoomParts } from './room-parts.ts'
import type { Session, SocketTicket } from './session.ts'
import type { StreamTopics } from './stream-topics.ts'
import { presenceTopic, roomTopic, widgetOf } from './topics.ts'

/** Whose sockets are here, and what they hear. An event is serialised once, whoever receives it. */
export interface Hub {
  /** After this nothing that is committed for this user's rooms passes the socket by. Of a user who has too many the oldest ends. @returns the user's own rev */
  join(session: Session, userId: string): Promise<number>
  /** `userId` null: a guest who read */
  leave(session: Session, userId: string | null): void
  /** A guest's socket hears a public room from now on. `lastRev`: the room's, as it was just read. */
  read(session: Session, roomId: number, lastRev: number): void
  /** How many rooms the sockets of that user hear. */
  roomsOf(widgetId: number, userId: string): number
  /** To those who watch him. */
  showPresence(widgetId: number, presence: Presence): void
  attach(server: Server<Session | SocketTicket>): void
  since: RoomFeeds['since']
  close(): void
}

export interface HubParts {
  store: ChatStore
  users: UserDirectory
  bus: Bus
  classOf: RoomClass
  clock: Clock
  log: Log
  limits: Pick<RealtimeLimits, 'healing' | 'recentBytes' | 'sockets' | 'partUsers'>
  turns: FairTurns
  streams: Pick<StreamTopics, 'publish'>
}

/** After this a client that was displaced may come back; if the user has as many as before, it displaces the oldest in its turn. Milliseconds. */
const DISPLACED_MS = 60_000

export function createHub({ store, users, bus, classOf, clock, log, limits, turns, streams }: HubParts): Hub {
  let server: Server<Session | SocketTicket> | undefined
  const parts = createRoomParts<LocalUser | Session>(limits.partUsers)
  // To a room of thousands this takes the loop for a while, so widgets take turns here too.
  function publishFrame(topic: string, frame: string): void {
    const widgetId = widgetOf(topic)
    for (const part of parts.topicsOf(topic)) turns.run(widgetId, () => deliver(part, frame), frame.length)
  }
  function deliver(topic: string, frame: string): void {
    server?.publish(topic, frame)
    streams.publish(topic, frame)
  }
  const publish = (topic: string, event: ServerEvent) => publishFrame(topic, JSON.stringify(event))
  /** To all his sockets. Without a topic: that would cost each user who is here a kilobyte, and most have one socket. */
  function tell(widgetId: number, userId: string, event: ServerEvent): void {
    const frame = JSON.stringify(event)
    const send = () => {
      // A copy: who does not read is cut, and leaves the list.
      for (const session of [...(here.get(widgetId, userId)?.sessions ?? [])]) session.sendText(frame)
    }
    turns.run(widgetId, send, frame.length)
  }
  const feeds = createRoomFeeds({ store, publish: publishFrame, log, memoryBytes: limits.recentBytes })
  const here = createLocalUsers(feeds, parts)

  /** After the messages that came before it. */
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
      case 'receipt':
        return event.quiet ? tell(widgetId, event.userId, roomEvent(event)) : publishToRoom(event)
      case 'typing':
      case 'members':
      case 'speaker':
        return publishToRoom(event)
      case 'users':
        return inBackground(showUsers(widgetId, event.userIds))
      case 'own':
        return showOwn(here.get(widgetId, event.userId), event.items)
      // `domain/presence` puts together what the nodes say.
      case 'presence':
      case 'alive':
      case 'who':
      case 'online':
        return
    }
  }

  function roomChanged({ widgetId, roomId, userIds, gone = [], lastRev }: Extract<BusEvent, { t: 'room' }>): void {
    for (const userId of userIds) {
      const user = here.get(widgetId, userId)
      if (!user) continue
      user.version++
      // Before anything is awaited: who is gone hears nothing more, and the first message of a new dialog may be right behind.
      if (gone.includes(userId)) here.exit(user, roomId)
      else if (!user.rooms.has(roomId)) here.enter(user, roomId, 'unknown', lastRev ?? null)
      show(user, roomId)
    }
  }

  /** One after the other, so that of two changes the later one stands. */
  function show(user: LocalUser, roomId: number): void {
    user.turn = user.turn
      .then(() => showRoom(user, roomId))
      .catch((error: unknown) => {
        unshown(error)
        // Till then he may hear a room that he is not in, or miss that he is.
        if (user.sessions.length > 0) clock.after(limits.healing.awayMs, () => show(user, roomId))
      })
  }

  async function showRoom(user: LocalUser, roomId: number): Promise<void> {
    const { widgetId, userId } = user
    const row = await readAsIs(user, () => store.roomOf(widgetId, roomId, userId))
    user.version++
    if (user.sessions.length === 0) return
    if (!row) return here.exit(user, roomId)
    if (isPresent(row.member)) here.enter(user, roomId, row.member.state, row.room.lastRev)
    else here.exit(user, roomId)
    // A dialog that was opened and in which nothing was said is on nobody's list.
    if (row.room.type === ROOM_TYPE.dialog && row.room.lastSeq === 0) return
    for (const room of await roomSummaries({ users, classOf }, user, [row])) tell(widgetId, userId, { t: 'room', room })
  }

  /** The newest is what he looks at; the others may be pages that he has forgotten. */
  function endOldest({ sessions }: LocalUser): void {
    let surplus = limits.sockets.ofUser > 0 ? sessions.length - limits.sockets.ofUser : 0
    for (const session of [...sessions]) {
      if (surplus-- <= 0) break
      const said = `A user has at most ${limits.sockets.ofUser} sockets: a newer one took the place of this one.`
      session.dismiss(new ChatError('too_many_sockets', said, { retryAfterMs: DISPLACED_MS }))
    }
  }

  /** What is read while a membership of the user changes may be older than the change, and is read again. */
  async function readAsIs<T>(user: LocalUser, read: () => Promise<T>): Promise<T> {
    for (;;) {
      const { version } = user
      const found = await read()
      if (user.version === version) return found
    }
  }

  /** The first slice at once; between two of them other widgets, and the sockets, have their turn. */
  async function inSlices(widgetId: number, slices: Slices): Promise<void> {
    while (!slices.next().done) await turnOf(widgetId)
  }

  const turnOf = (widgetId: number) => new Promise<void>((begin) => turns.run(widgetId, begin))

  /** The user hears all rooms that the store has; page by page, since nobody else waits for one who is in very many. */
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

  /** To those who share a live room with them, and to themselves. In others a new name comes with what he says next. */
  async function showUsers(widgetId: number, userIds: readonly string[]): Promise<void> {
    for (const card of await users.cards(widgetId, userIds)) {
      const event: ServerEvent = { t: 'users', users: [card] }
      tell(widgetId, card.user_id, event)
      const frame = JSON.stringify(event)
      for (const room of await store.roomSizesOf(widgetId, card.user_id)) {
        if (classOf.isLive(room)) publishFrame(roomTopic(widgetId, room.roomId), frame)
      }
    }
  }

  /** To all connections of the user. A client that misses one before asks for it. */
  function showOwn(user: LocalUser | undefined, items: OwnItem[]): void {
    if (!user) return
    user.ownRev = Math.max(user.ownRev, ...items.map(({ rev }) => rev))
    tell(user.widgetId, user.userId, { t: 'own', items })
  }

  /** What the bus did not bring. */
  async function showMissedOwn(user: LocalUser): Promise<void> {
    const missed = await syncOwnState({ store }, user, user.ownRev)
    if (missed.kind === 'changes' && missed.items.length > 0) showOwn(user, missed.items)
  }

  function inBackground(work: Promise<void>): void {
    work.catch(unshown)
  }

  function unshown(error: unknown): void {
    log.error('an event could not be shown', { error })
  }

  const unsubscribe = bus.subscribe(receive)
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
      // First: a room that is made while the list is being read finds this socket here.
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
      for (const roomId of session.reading ?? []) {
        parts.leave(roomTopic(session.widgetId, roomId), session)
        feeds.release(session.widgetId, roomId)
      }
      session.reading = null
    },
    read(session, roomId, lastRev) {
      const { widgetId, state } = session
      if (state.kind === 'ended' || session.reading?.has(roomId)) return
      session.read(roomId)
      session.subscribe(parts.enter(roomTopic(widgetId, roomId), session, feeds.hold(widgetId, roomId, lastRev)))
    },
    roomsOf: (widgetId, userId) => here.get(widgetId, userId)?.rooms.size ?? 0,
    showPresence(widgetId, presence) {
      publish(presenceTopic(widgetId, presence.user_id), { t: 'presence', ...presence })
    },
    attach(to) {
      server = to
    },
    since: feeds.since,
    close() {
      stopHealing()
      unsubscribe()
    },
  }
}
