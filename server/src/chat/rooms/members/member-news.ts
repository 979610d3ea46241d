import type { Bus } from '../../bus.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../log.ts'
import type { ChatStore, MembersOutcome } from '../../ports.ts'
import type { UserDirectory } from '../../users/user.ts'
import type { RoomClass } from '../room-class.ts'

type Change = Pick<Extract<MembersOutcome, { kind: 'changed' }>, 'changed' | 'before' | 'after'>

/**
 * Notifies the members of live rooms of users who joined and left. Batches changes: a crowd that joins is one event.
 */
export interface MemberNews {
  /**
   * The results of a change of members, in the order of the changes. Skips rooms that were not live and are not
   * now.
   */
  changed(widget_id: number, room_id: number, came: boolean, outcome: Change): void
  /** Sends the queue now. */
  flush(): Promise<void>
}

/** Changes of a room are batched for this long, milliseconds. */
const BATCH_MS = 100

interface News {
  widget_id: number
  room_id: number
  member_count: number
  live: boolean
  /** user id → whether the user is in the room now */
  moved: Map<string, boolean>
  cancel(): void
}

export function createMemberNews({
  store,
  users,
  bus,
  classOf,
  clock,
  log,
}: {
  store: Pick<ChatStore, 'answeredIn'>
  users: Pick<UserDirectory, 'cards'>
  bus: Pick<Bus, 'publish'>
  classOf: RoomClass
  clock: Clock
  log: Log
}): MemberNews {
  const batched = new Map<string, News>()

  async function publish(key: string): Promise<void> {
    const news = batched.get(key)
    if (!news) return
    batched.delete(key)
    news.cancel()
    const { widget_id, room_id, member_count, live, moved } = news
    const came = [...moved.keys()].filter((user_id) => moved.get(user_id))
    const left = [...moved.keys()].filter((user_id) => !moved.get(user_id))
    const [joined, answered] = await Promise.all([users.cards(widget_id, came), store.answeredIn(widget_id, [room_id])])
    const answered_by = answered.get(room_id) ?? null
    bus.publish({ t: 'members', widget_id, room_id, member_count, live, joined, left, answered_by })
  }

  const unpublished = (error: unknown) => log.error('joins and leaves could not be sent', { error })

  return {
    changed(widget_id, room_id, came, { changed, before, after }) {
      const live = classOf.isLive(after)
      if (!live && !classOf.isLive(before)) return
      const key = `${widget_id}/${room_id}`
      const known = batched.get(key)
      const moved = known?.moved ?? new Map<string, boolean>()
      for (const user_id of changed) moved.set(user_id, came)
      const cancel = known?.cancel ?? clock.after(BATCH_MS, () => void publish(key).catch(unpublished))
      batched.set(key, { widget_id, room_id, member_count: after.member_count, live, moved, cancel })
    },
    async flush() {
      await Promise.all([...batched.keys()].map(publish))
    },
  }
}
