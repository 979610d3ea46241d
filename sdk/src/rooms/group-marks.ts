import type { EventOf, Member, ReplyTo, Watermarks } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import { ignoreRequestError } from '../request-error.ts'
import type { Rooms } from './room-list.ts'
import type { Users } from './users.ts'

/** Members per page, and pages: a live room is small, whatever the server's limit. */
const PAGE = 100
const MOST_PAGES = 10

export type GroupMarks = ReturnType<typeof createGroupMarks>

/** Watermarks of the members of open groups and channels that are live. */
export function createGroupMarks({ userId, request, users, changed }: MarksOptions) {
  /** by room, by user */
  const known = new Map<number, Map<string, Watermarks>>()
  const loading = new Set<number>()

  function raise(marks: Map<string, Watermarks>, { user_id, delivered_seq, read_seq }: Watermarks) {
    if (user_id === userId) return
    const before = marks.get(user_id)
    marks.set(user_id, {
      user_id,
      delivered_seq: Math.max(before?.delivered_seq ?? 0, delivered_seq),
      read_seq: Math.max(before?.read_seq ?? 0, read_seq),
    })
  }

  async function readMembers(roomId: number): Promise<Member[]> {
    const members: Member[] = []
    let cursor: string | undefined
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page: ReplyTo<'members.list'> = await request('members.list', { room_id: roomId, limit: PAGE, cursor })
      members.push(...page.members)
      if (page.next === null) break
      cursor = page.next
    }
    return members
  }

  return {
    of: (roomId: number): Watermarks[] => [...(known.get(roomId)?.values() ?? [])],
    async load(roomId: number): Promise<void> {
      if (!known.has(roomId)) known.set(roomId, new Map())
      if (loading.has(roomId)) return
      loading.add(roomId)
      try {
        const members = await readMembers(roomId)
        users.learn(members.map(({ user }) => user))
        const marks = known.get(roomId)
        if (!marks) return
        for (const { watermarks } of members) if (watermarks) raise(marks, watermarks)
        changed(roomId)
      } catch (error) {
        // retried on the next connection; other code handles a room that is no longer the user's
        ignoreRequestError(error)
      } finally {
        loading.delete(roomId)
      }
    },
    forget: (roomId: number) => void known.delete(roomId),
    receipt(event: EventOf<'receipt'>): void {
      const marks = known.get(event.room_id)
      if (!marks) return
      raise(marks, event)
      changed(event.room_id)
    },
    left(roomId: number, userIds: readonly string[]): void {
      const marks = known.get(roomId)
      if (userIds.filter((id) => marks?.delete(id)).length > 0) changed(roomId)
    },
  }
}

export interface MarksOptions {
  userId: string | null
  request: Request
  rooms: Rooms
  users: Users
  changed(roomId: number): void
}
