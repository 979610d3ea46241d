import type { MemberState } from '@imbachat/protocol'
import type { RoomHead } from '../domain/ports.ts'
import type { TokenBucket } from '../domain/token-buckets.ts'
import type { RoomFeeds } from './room-feeds.ts'
import type { RoomParts } from './room-parts.ts'
import type { Session } from './session.ts'
import { roomTopic } from './topics.ts'

/** A user with sockets here. */
export interface LocalUser {
  widgetId: number
  userId: string
  /** few, so a list; the oldest first */
  sessions: Session[]
  /** the rooms his sockets hear; `unknown` until the store was asked what he is there */
  rooms: Map<number, MemberState | 'unknown'>
  /** Counts what was heard of his memberships, so that an older look into the store does not undo it. */
  version: number
  /** his rooms were read once */
  settled: boolean
  /** how far the user's own state has come, as far as it was published here */
  ownRev: number
  /** what is to be shown to him is shown in order */
  turn: Promise<void>
  /** how fast frames come from all his sockets */
  frames: TokenBucket | null
}

export interface LocalUsers {
  get(widgetId: number, userId: string): LocalUser | undefined
  all(): Iterable<LocalUser>
  /** It hears nothing yet: see `listen`. */
  add(session: Session, userId: string): LocalUser
  /** The session hears what the user's others hear. In slices: a user may be in any number of rooms. */
  listen(user: LocalUser, session: Session): Slices
  /** Also of a session that was never added. In slices, of which the first is what others notice. */
  remove(session: Session, userId: string): Slices
  /** All his sockets hear the room from now on. */
  enter(user: LocalUser, roomId: number, state: MemberState | 'unknown', lastRev: number | null): void
  /** None of them hears it from now on. */
  exit(user: LocalUser, roomId: number): void
  /** Takes over some of the rooms in the store. @returns the ones that are other than before */
  takeOver(user: LocalUser, heads: readonly RoomHead[]): number[]
  /** Brings what he hears in line with the store. @returns the rooms that are other than he was told */
  align(user: LocalUser, heads: readonly RoomHead[]): number[]
}

/** A work in parts: each `next` does one, and others have their turn in between. */
export type Slices = Iterator<void, void>

/** Rooms of one slice: about half a millisecond. */
export const SLICE_ROOMS = 500

const AT_ONCE = Promise.resolve()

export function createLocalUsers(feeds: RoomFeeds, parts: RoomParts<LocalUser | Session>): LocalUsers {
  const users = new Map<string, LocalUser>()
  const keyOf = (widgetId: number, userId: string) => `${widgetId}/${userId}`

  function enter(user: LocalUser, roomId: number, state: MemberState | 'unknown', lastRev: number | null): void {
    if (user.rooms.has(roomId)) {
      if (lastRev !== null) feeds.startAt(user.widgetId, roomId, lastRev)
    } else {
      const listeners = feeds.hold(user.widgetId, roomId, lastRev)
      const topic = parts.enter(roomTopic(user.widgetId, roomId), user, listeners)
      for (const session of user.sessions) session.subscribe(topic)
    }
    user.rooms.set(roomId, state)
  }

  function exit(user: LocalUser, roomId: number): void {
    // What was said before he went was said to him too.
    feeds.flush(user.widgetId, roomId)
    const topic = parts.leave(roomTopic(user.widgetId, roomId), user)
    for (const session of user.sessions) session.unsubscribe(topic)
    if (user.rooms.delete(roomId)) feeds.release(user.widgetId, roomId)
  }

  function takeOver(user: LocalUser, heads: readonly RoomHead[]): number[] {
    const changed: number[] = []
    for (const { roomId, state, lastRev } of heads) {
      if (user.rooms.get(roomId) !== state) changed.push(roomId)
      enter(user, roomId, state, lastRev)
    }
    return changed
  }

  return {
    get: (widgetId, userId) => users.get(keyOf(widgetId, userId)),
    all: () => users.values(),
    add(session, userId) {
      const { widgetId } = session
      const key = keyOf(widgetId, userId)
      let user = users.get(key)
      if (!user) {
        const { frames } = session
        user = {
          widgetId,
          userId,
          sessions: [],
          rooms: new Map(),
          version: 0,
          settled: false,
          ownRev: 0,
          turn: AT_ONCE,
          frames,
        }
        users.set(key, user)
      }
      user.sessions.push(session)
      session.frames = user.frames
      return user
    },
    *listen(user, session) {
      let count = 0
      for (const roomId of user.rooms.keys()) {
        session.subscribe(parts.topicFor(roomTopic(user.widgetId, roomId), user))
        if (++count % SLICE_ROOMS === 0) yield
      }
    },
    *remove(session, userId) {
      const key = keyOf(session.widgetId, userId)
      const user = users.get(key)
      const place = user?.sessions.indexOf(session) ?? -1
      if (!user || place < 0) return
      user.sessions.splice(place, 1)
      const isLast = user.sessions.length === 0
      if (isLast) users.delete(key)
      // What has ended hears nothing more by itself.
      if (session.state.kind === 'ended' && !isLast) return
      let count = 0
      for (const roomId of user.rooms.keys()) {
        const topic = roomTopic(user.widgetId, roomId)
        session.unsubscribe(parts.topicFor(topic, user))
        if (isLast) {
          user.rooms.delete(roomId)
          parts.leave(topic, user)
          feeds.release(user.widgetId, roomId)
        }
        if (++count % SLICE_ROOMS === 0) yield
      }
    },
    enter,
    exit,
    takeOver,
    align(user, heads) {
      const present = new Set(heads.map(({ roomId }) => roomId))
      const changed = takeOver(user, heads)
      for (const roomId of [...user.rooms.keys()]) {
        if (present.has(roomId)) continue
        exit(user, roomId)
        changed.push(roomId)
      }
      const told = user.settled ? changed : []
      user.settled = true
      return told
    },
  }
}
