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
export function createGroupMarks({ user_id, request, users, changed }: MarksOptions) {
  /** by room, by user */
  const known = new Map<number, Map<string, Watermarks>>()
  const loading = new Set<number>()

  function raise(marks: Map<string, Watermarks>, mark: Watermarks) {
    if (mark.user_id === user_id) return
    const before = marks.get(mark.user_id)
    marks.set(mark.user_id, {
      user_id: mark.user_id,
      delivered_seq: Math.max(before?.delivered_seq ?? 0, mark.delivered_seq),
      read_seq: Math.max(before?.read_seq ?? 0, mark.read_seq),
    })
  }

  async function readMembers(room_id: number): Promise<Member[]> {
    const members: Member[] = []
    let cursor: string | undefined
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const page: ReplyTo<'members.list'> = await request('members.list', { room_id, limit: PAGE, cursor })
      members.push(...page.members)
      if (page.next === null) break
      cursor = page.next
    }
    return members
  }

  return {
    of: (room_id: number): Watermarks[] => [...(known.get(room_id)?.values() ?? [])],
    async load(room_id: number): Promise<void> {
      if (!known.has(room_id)) known.set(room_id, new Map())
      if (loading.has(room_id)) return
      loading.add(room_id)
      try {
        const members = await readMembers(room_id)
        users.learn(members.map(({ user }) => user))
        const marks = known.get(room_id)
        if (!marks) return
        for (const { watermarks } of members) if (watermarks) raise(marks, watermarks)
        changed(room_id)
      } catch (error) {
        // retried on the next connection; other code handles a room that is no longer the user's
        ignoreRequestError(error)
      } finally {
        loading.delete(room_id)
      }
    },
    forget: (room_id: number) => void known.delete(room_id),
    receipt(event: EventOf<'receipt'>): void {
      const marks = known.get(event.room_id)
      if (!marks) return
      raise(marks, event)
      changed(event.room_id)
    },
    left(room_id: number, user_ids: readonly string[]): void {
      const marks = known.get(room_id)
      if (user_ids.filter((id) => marks?.delete(id)).length > 0) changed(room_id)
    },
  }
}

export interface MarksOptions {
  user_id: string | null
  request: Request
  rooms: Rooms
  users: Users
  changed(room_id: number): void
}
