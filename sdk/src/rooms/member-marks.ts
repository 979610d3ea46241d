import type { EventOf, Member, ReplyTo, Watermarks } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import { ChatRequestError } from '../request-error.ts'
import type { Rooms } from './room-list.ts'
import type { Users } from './users.ts'

/** Members per page, and pages: a live room is small, whatever the server's limit. */
const PAGE = 100
const MOST_PAGES = 10

/**
 * What the other members of open rooms have received and read, if the server reports it. For dialogs the room summary
 * has it, for large rooms the server does not report it.
 */
export interface MemberMarks {
  of(roomId: number): Watermarks[]
  /** The room is shown, was changed, or the connection is new: load its members' watermarks if it has any. */
  follow(roomId: number): void
  unfollow(roomId: number): void
  /** The client is connected (again). */
  resume(): void
  receipt(event: EventOf<'receipt'>): void
  left(roomId: number, userIds: readonly string[]): void
}

export function createMemberMarks(options: {
  userId: string | null
  request: Request
  rooms: Rooms
  users: Users
  changed(roomId: number): void
}): MemberMarks {
  const { userId, request, rooms, users, changed } = options
  /** by room, by user; empty while a followed room is not loaded yet */
  const followed = new Map<number, Map<string, Watermarks>>()
  const loading = new Set<number>()

  const hasMarks = (roomId: number) => {
    const { live, peer, state } = rooms.get(roomId) ?? {}
    return live === true && peer === null && state === 'joined'
  }

  function raise(marks: Map<string, Watermarks>, { user_id, delivered_seq, read_seq }: Watermarks) {
    if (user_id === userId) return
    const known = marks.get(user_id)
    marks.set(user_id, {
      user_id,
      delivered_seq: Math.max(known?.delivered_seq ?? 0, delivered_seq),
      read_seq: Math.max(known?.read_seq ?? 0, read_seq),
    })
  }

  async function load(roomId: number) {
    if (userId === null || loading.has(roomId) || !hasMarks(roomId)) return
    loading.add(roomId)
    try {
      const members: Member[] = []
      let cursor: string | undefined
      for (let pages = 0; pages < MOST_PAGES; pages++) {
        const page: ReplyTo<'members.list'> = await request('members.list', {
          room_id: roomId,
          limit: PAGE,
          cursor,
        })
        members.push(...page.members)
        if (page.next === null) break
        cursor = page.next
      }
      users.learn(members.map(({ user }) => user))
      const marks = followed.get(roomId)
      if (!marks) return
      for (const { watermarks } of members) if (watermarks) raise(marks, watermarks)
      changed(roomId)
    } catch (error) {
      // retried on the next connection; other code handles a room that is no longer the user's
      if (!(error instanceof ChatRequestError)) throw error
    } finally {
      loading.delete(roomId)
    }
  }

  return {
    of(roomId) {
      const { peer, watermarks = [] } = rooms.get(roomId) ?? {}
      if (peer) return watermarks.filter((mark) => mark.user_id !== userId)
      return hasMarks(roomId) ? [...(followed.get(roomId)?.values() ?? [])] : []
    },
    follow(roomId) {
      if (!followed.has(roomId)) followed.set(roomId, new Map())
      void load(roomId)
    },
    unfollow: (roomId) => void followed.delete(roomId),
    resume() {
      for (const roomId of followed.keys()) void load(roomId)
    },
    receipt(event) {
      const marks = followed.get(event.room_id)
      if (!marks) return
      raise(marks, event)
      changed(event.room_id)
    },
    left(roomId, userIds) {
      const marks = followed.get(roomId)
      if (userIds.filter((id) => marks?.delete(id)).length > 0) changed(roomId)
    },
  }
}
