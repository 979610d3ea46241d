import type { EventOf, RoomSummary, UserCard } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import type { ChatRequestError } from '../request-error.ts'
import type { MemberList, RoomByPipe, SdkClock } from '../types.ts'
import { createMemberFeed, type MemberFeed } from './member-list.ts'
import type { Rooms } from './room-list.ts'
import type { Users } from './users.ts'

/** User ids in one request. */
const MOST_IDS = 100
/** How often one call of `addMembers` waits for the server's rate limit. */
const MOST_WAITS = 20

/** What a client does with groups and channels, except for messages. All methods reject with a ChatRequestError. */
export interface Conferences {
  openByPipe(wish: RoomByPipe): Promise<RoomSummary>
  join(roomId: number): Promise<RoomSummary>
  leave(roomId: number): Promise<void>
  addMembers(roomId: number, userIds: readonly (string | number)[]): Promise<string[]>
  removeMember(roomId: number, userId: string, ban: boolean): Promise<void>
  openMembers(roomId: number): MemberList
  /** The server forgets a guest's rooms when the connection ends: the client opens them again on the next one. */
  reopen(): Promise<void>
  /** Members joined or left. */
  event(event: EventOf<'members'>): void
}

export function createConferences(options: {
  /** null: a guest */
  userId: string | null
  /** waits for a connection that is being opened */
  request: Request
  clock: SdkClock
  rooms: Rooms
  users: Users
  /** the reader is in this room: for the first time, again, or still */
  entered(roomId: number): void
}): Conferences {
  const { userId, request, clock, rooms, users, entered } = options
  /** pipes of the rooms that a guest reads */
  const read = new Set<string>()
  const feeds = new Set<MemberFeed>()

  function enter(room: RoomSummary): RoomSummary {
    rooms.keep(room.room_id)
    const known = rooms.put(room)
    entered(known.room_id)
    return known
  }

  function tell(roomId: number, joined: UserCard[], left: string[], member_count: number) {
    for (const feed of feeds) if (feed.roomId === roomId) feed.event({ member_count, joined, left })
  }

  /** Adds the users of one request; waits as long as the server asks. */
  async function addSome(room_id: number, user_ids: (string | number)[], waits = 0): Promise<string[]> {
    try {
      const { added, room } = await request('members.add', { room_id, user_ids })
      rooms.put(room)
      return added
    } catch (error) {
      const { code, retryAfterMs } = error as ChatRequestError
      if (code !== 'rate_limited' || retryAfterMs === undefined || waits === MOST_WAITS) throw error
      await new Promise<void>((goOn) => clock.after(retryAfterMs, goOn))
      return addSome(room_id, user_ids, waits + 1)
    }
  }

  async function addMembers(roomId: number, userIds: readonly (string | number)[]): Promise<string[]> {
    const all: string[] = []
    for (let from = 0; from < userIds.length; from += MOST_IDS) {
      all.push(...(await addSome(roomId, userIds.slice(from, from + MOST_IDS))))
    }
    const room = rooms.get(roomId)
    // the server sends no event for a large room
    const cards = all.flatMap((id) => users.get(id) ?? [])
    if (room) tell(roomId, cards, [], room.member_count)
    return all
  }

  return {
    async openByPipe({ pipe, title, isPublic, userIds }) {
      const { room } = await request('room.open', {
        pipe,
        title,
        is_public: isPublic,
        user_ids: userIds && [...userIds],
      })
      if (userId === null) read.add(pipe)
      return enter(room)
    },
    async join(roomId) {
      return enter((await request('room.join', { room_id: roomId })).room)
    },
    async leave(roomId) {
      await request('room.leave', { room_id: roomId })
      rooms.gone(roomId)
    },
    addMembers,
    async removeMember(roomId, userId, ban) {
      await request('members.remove', { room_id: roomId, user_id: userId, ban })
      // the server sends no event for a room that is not live
      const room = rooms.get(roomId)
      if (room && !room.live) {
        rooms.members(roomId, room.member_count - 1, false)
        tell(roomId, [], [userId], room.member_count - 1)
      }
    },
    openMembers(roomId) {
      const feed = createMemberFeed({ roomId, request, users, closed: () => feeds.delete(feed) })
      feeds.add(feed)
      return feed
    },
    async reopen() {
      for (const pipe of read) rooms.put((await request('room.open', { pipe })).room)
    },
    event({ room_id, member_count, live, joined, left }) {
      users.learn(joined)
      rooms.members(room_id, member_count, live)
      tell(room_id, joined, left, member_count)
    },
  }
}
