import type { EventOf, Watermarks } from '@imbachat/protocol'
import type { GroupMarks, MarksOptions } from './group-marks.ts'

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

/** The script for groups and channels comes with the first of them that is open. */
export function createMemberMarks(options: MarksOptions): MemberMarks {
  const { userId, rooms } = options
  const followed = new Set<number>()
  let groups: GroupMarks | null = null

  /** large rooms have none */
  const hasMarks = (roomId: number) => {
    const { live, peer, state } = rooms.get(roomId) ?? {}
    return live && peer === null && state === 'joined'
  }

  async function load(roomId: number) {
    if (userId === null || !hasMarks(roomId)) return
    const { createGroupMarks } = await import('../on-demand.ts')
    groups ??= createGroupMarks(options)
    if (followed.has(roomId)) await groups.load(roomId)
  }

  function follow(roomId: number) {
    followed.add(roomId)
    // without the script there are no marks until the next connection
    load(roomId).catch(() => {})
  }

  return {
    of(roomId) {
      const { peer, watermarks = [] } = rooms.get(roomId) ?? {}
      if (peer) return watermarks.filter((mark) => mark.user_id !== userId)
      return (hasMarks(roomId) && groups?.of(roomId)) || []
    },
    follow,
    unfollow(roomId) {
      followed.delete(roomId)
      groups?.forget(roomId)
    },
    resume: () => followed.forEach(follow),
    receipt: (event) => groups?.receipt(event),
    left: (roomId, userIds) => groups?.left(roomId, userIds),
  }
}
