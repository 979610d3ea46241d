import type { MemberState } from '@imbachat/protocol'
import type { RoomHead } from '../../chat/ports.ts'
import type { Session } from '../connection/session.ts'
import type { RoomFeeds } from './room-feeds.ts'
import type { RoomParts } from './room-parts.ts'
import { roomTopic } from './topics.ts'

/** A user with connections on this node. */
export interface LocalUser {
  widget_id: number
  user_id: string
  /** few, so a list; the oldest first */
  sessions: Session[]
  /**
   * the rooms that the user's connections receive; `unknown` until the store has answered with the user's state in the
   * room
   */
  rooms: Map<number, MemberState | 'unknown'>
  /** Counts the news of the user's memberships, so that an older read of the store does not undo them. */
  version: number
  /** the user's rooms were read once */
  settled: boolean
  /** how far the user's own state has come, as far as this node published it */
  ownRev: number
  /** changes that are delivered to the user wait for one another, and so keep their order */
  lastChange: Promise<void>
}

export interface LocalUsers {
  get(widget_id: number, user_id: string): LocalUser | undefined
  all(): Iterable<LocalUser>
  /** The session receives nothing yet: see `listen`. */
  add(session: Session, user_id: string): LocalUser
  /**
   * Subscribes the session to the rooms of the user's other sessions, in slices: a user may be in any number of rooms.
   */
  listen(user: LocalUser, session: Session): Slices
  /** Also takes a session that was never added. In slices; others notice only the first one. */
  remove(session: Session, user_id: string): Slices
  /** From now on all connections of the user receive the room. */
  enter(user: LocalUser, room_id: number, state: MemberState | 'unknown', last_rev: number | null): void
  /** From now on none of them receives it. */
  exit(user: LocalUser, room_id: number): void
  /** Takes over some of the rooms in the store. @returns the rooms that differ from before */
  takeOver(user: LocalUser, heads: readonly RoomHead[]): number[]
  /**
   * Aligns the user's subscriptions with the store.
   * @returns the rooms whose state differs from the last one sent to the user
   */
  align(user: LocalUser, heads: readonly RoomHead[]): number[]
}

/** Work in slices: each `next` does one, and other work runs in between. */
export type Slices = Iterator<void, void>

/** Rooms of one slice: about half a millisecond. */
export const SLICE_ROOMS = 500

const AT_ONCE = Promise.resolve()

export function createLocalUsers(feeds: RoomFeeds, parts: RoomParts<LocalUser | Session>): LocalUsers {
  const users = new Map<string, LocalUser>()
  const keyOf = (widget_id: number, user_id: string) => `${widget_id}/${user_id}`

  function enter(user: LocalUser, room_id: number, state: MemberState | 'unknown', last_rev: number | null): void {
    if (user.rooms.has(room_id)) {
      if (last_rev !== null) feeds.startAt(user.widget_id, room_id, last_rev)
    } else {
      const listeners = feeds.hold(user.widget_id, room_id, last_rev)
      const topic = parts.enter(roomTopic(user.widget_id, room_id), user, listeners)
      for (const session of user.sessions) session.subscribe(topic)
    }
    user.rooms.set(room_id, state)
  }

  function exit(user: LocalUser, room_id: number): void {
    // Messages sent before the user left belong to the user too.
    feeds.flush(user.widget_id, room_id)
    const topic = parts.leave(roomTopic(user.widget_id, room_id), user)
    for (const session of user.sessions) session.unsubscribe(topic)
    if (user.rooms.delete(room_id)) feeds.release(user.widget_id, room_id)
  }

  function takeOver(user: LocalUser, heads: readonly RoomHead[]): number[] {
    const changed: number[] = []
    for (const { room_id, state, last_rev } of heads) {
      if (user.rooms.get(room_id) !== state) changed.push(room_id)
      enter(user, room_id, state, last_rev)
    }
    return changed
  }

  return {
    get: (widget_id, user_id) => users.get(keyOf(widget_id, user_id)),
    all: () => users.values(),
    add(session, user_id) {
      const { widget_id } = session
      const key = keyOf(widget_id, user_id)
      let user = users.get(key)
      if (!user) {
        user = {
          widget_id,
          user_id,
          sessions: [],
          rooms: new Map(),
          version: 0,
          settled: false,
          ownRev: 0,
          lastChange: AT_ONCE,
        }
        users.set(key, user)
      }
      user.sessions.push(session)
      return user
    },
    *listen(user, session) {
      let count = 0
      for (const room_id of user.rooms.keys()) {
        session.subscribe(parts.topicFor(roomTopic(user.widget_id, room_id), user))
        if (++count % SLICE_ROOMS === 0) yield
      }
    },
    *remove(session, user_id) {
      const key = keyOf(session.widget_id, user_id)
      const user = users.get(key)
      const place = user?.sessions.indexOf(session) ?? -1
      if (!user || place < 0) return
      user.sessions.splice(place, 1)
      const isLast = user.sessions.length === 0
      if (isLast) users.delete(key)
      // A closed connection receives nothing more by itself.
      if (session.state.kind === 'ended' && !isLast) return
      let count = 0
      for (const room_id of user.rooms.keys()) {
        const topic = roomTopic(user.widget_id, room_id)
        session.unsubscribe(parts.topicFor(topic, user))
        if (isLast) {
          user.rooms.delete(room_id)
          parts.leave(topic, user)
          feeds.release(user.widget_id, room_id)
        }
        if (++count % SLICE_ROOMS === 0) yield
      }
    },
    enter,
    exit,
    takeOver,
    align(user, heads) {
      const present = new Set(heads.map(({ room_id }) => room_id))
      const changed = takeOver(user, heads)
      for (const room_id of [...user.rooms.keys()]) {
        if (present.has(room_id)) continue
        exit(user, room_id)
        changed.push(room_id)
      }
      const toPublish = user.settled ? changed : []
      user.settled = true
      return toPublish
    },
  }
}
