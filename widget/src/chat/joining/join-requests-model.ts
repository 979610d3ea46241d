import type { JoinRequest, RequestErrorCode } from '@imbachat/sdk'
import type { GroupActs } from '@imbachat/sdk/group-acts'
import { signal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'

/** The users who ask to join a room, for one of its managers. Lives as long as its panel. */
export function createJoinRequests(acts: Pick<GroupActs, 'joinRequests' | 'answerJoin'>, room_id: number) {
  const state = signal<{ requests: readonly JoinRequest[]; loaded: boolean }>({ requests: [], loaded: false })
  const busy = signal(false)
  const problem = signal<RequestErrorCode | null>(null)
  /** users who can't be let in now */
  const full = signal<ReadonlySet<string>>(new Set())
  let next: string | null = null
  /** counts readings: an answer that comes after a newer one was begun is dropped */
  let latest = 0

  async function load(cursor: string | null): Promise<void> {
    const mine = ++latest
    busy.value = true
    problem.value = null
    try {
      const page = await acts.joinRequests(room_id, cursor)
      if (latest !== mine) return
      next = page.next
      const before = cursor === null ? [] : state.peek().requests
      state.value = { requests: [...before, ...page.requests], loaded: true }
    } catch (error) {
      if (latest === mine) problem.value = errorCodeOf(error)
    }
    if (latest === mine) busy.value = false
  }

  return {
    state,
    busy,
    problem,
    full,
    refresh: () => load(null),
    async loadMore(): Promise<void> {
      if (next !== null && !busy.peek()) await load(next)
    },
    /** @param user_id null: all of them */
    async answer(accept: boolean, user_id: string | null): Promise<void> {
      busy.value = true
      problem.value = null
      try {
        const answered = await acts.answerJoin(room_id, accept, user_id === null ? undefined : [user_id])
        await load(null)
        const left = new Set(state.peek().requests.map(({ user }) => user.user_id))
        if (accept && user_id !== null && !answered.includes(user_id) && left.has(user_id)) {
          full.value = new Set([...full.peek(), user_id])
        }
      } catch (error) {
        problem.value = errorCodeOf(error)
      }
      busy.value = false
    },
  }
}
