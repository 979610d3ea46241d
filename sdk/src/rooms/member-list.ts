import type { EventOf, Member, Message } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import type { WritableObservable } from '../observable.ts'
import type { MemberList, MemberListState } from '../types.ts'
import type { Users } from './users.ts'

/** Members per page. */
const PAGE = 50

export interface MemberFeed extends Pick<MemberList, 'loadMore'> {
  event(event: Pick<EventOf<'members'>, 'member_count' | 'joined' | 'left'>): void
  /** Messages came: some may say that a member has another role. */
  notices(messages: readonly Message[]): void
}

/**
 * A room's members, page by page, by user id. Events of live rooms and this client's own changes keep the list current.
 */
export function createMemberFeed(options: {
  room_id: number
  state: WritableObservable<MemberListState>
  request: Request
  users: Users
}): MemberFeed {
  const { room_id, state, request, users } = options
  let next: string | null = null
  let loading: Promise<void> | null = null
  /** users who left while a page was loading that may still name them */
  const gone = new Set<string>()

  async function loadPage() {
    if (!state.get().more) return
    gone.clear()
    const page = await request('members.list', {
      room_id,
      limit: PAGE,
      cursor: next ?? undefined,
    })
    users.learn(page.members.map(({ user }) => user))
    next = page.next
    const { members } = state.get()
    const known = new Set(members.map(({ user }) => user.user_id))
    const came = page.members.filter(({ user }) => !known.has(user.user_id) && !gone.has(user.user_id))
    state.set({ members: [...members, ...came], count: page.member_count, loaded: true, more: page.next !== null })
  }

  function role(user_id: string, role: Member['role']) {
    const members = state.get().members.map((member): Member => {
      if (member.user.user_id === user_id) return { ...member, role }
      // a room that is passed on keeps its former owner as an admin
      return role === 'owner' && member.role === 'owner' ? { ...member, role: 'admin' } : member
    })
    state.set({ ...state.get(), members })
  }

  return {
    loadMore() {
      loading ??= loadPage().finally(() => {
        loading = null
      })
      return loading
    },
    event({ member_count, joined, left }) {
      for (const id of left) gone.add(id)
      for (const { user_id } of joined) gone.delete(user_id)
      const { members, more } = state.get()
      const out = new Set([...left, ...joined.map(({ user_id }) => user_id)])
      const stay = members.filter(({ user }) => !out.has(user.user_id))
      // if the list is not loaded to its end, they come with their page
      const came = more
        ? []
        : joined.map((user): Member => ({ user, state: 'joined', role: 'member', watermarks: null }))
      state.set({ ...state.get(), members: [...stay, ...came], count: member_count })
    },
    notices(messages) {
      for (const { system } of messages) {
        const [user_id] = system?.user_ids ?? []
        if (user_id === undefined) continue
        if (system?.kind === 'role') role(user_id, system.role)
        if (system?.kind === 'owner') role(user_id, 'owner')
      }
    },
  }
}
