import type { EventOf, Watermarks } from '@imbachat/protocol'
import type { GroupMarks, MarksOptions } from './group-marks.ts'

/**
 * The watermarks of the other members of open rooms, if the server reports them. For dialogs the room summary
 * has them; for large rooms the server does not report them.
 */
export interface MemberMarks {
  of(room_id: number): Watermarks[]
  /** The room is shown, was changed, or the connection is new: load its members' watermarks if it has any. */
  follow(room_id: number): void
  unfollow(room_id: number): void
  /** The client is connected (again). */
  resume(): void
  receipt(event: EventOf<'receipt'>): void
  left(room_id: number, user_ids: readonly string[]): void
}

/** The script for groups and channels comes with the first of them that is open. */
export function createMemberMarks(options: MarksOptions): MemberMarks {
  const { user_id, rooms } = options
  const followed = new Set<number>()
  let groups: GroupMarks | null = null

  /** large rooms have none */
  const hasMarks = (room_id: number) => {
    const { live, peer, state } = rooms.get(room_id) ?? {}
    return live && peer === null && state === 'joined'
  }

  async function load(room_id: number) {
    if (user_id === null || !hasMarks(room_id)) return
    const { createGroupMarks } = await import('../on-demand.ts')
    groups ??= createGroupMarks(options)
    if (followed.has(room_id)) await groups.load(room_id)
  }

  function follow(room_id: number) {
    followed.add(room_id)
    // without the script there are no marks until the next connection
    load(room_id).catch(() => {})
  }

  return {
    of(room_id) {
      const { peer, watermarks = [] } = rooms.get(room_id) ?? {}
      if (peer) return watermarks.filter((mark) => mark.user_id !== user_id)
      return (hasMarks(room_id) && groups?.of(room_id)) || []
    },
    follow,
    unfollow(room_id) {
      followed.delete(room_id)
      groups?.forget(room_id)
    },
    resume: () => followed.forEach(follow),
    receipt: (event) => groups?.receipt(event),
    left: (room_id, user_ids) => groups?.left(room_id, user_ids),
  }
}
