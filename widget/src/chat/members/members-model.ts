import type { ChatClient, Member, MemberRole, Presence, RequestErrorCode, RoomListState, UserCard } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { nameOf } from '../core/names/names.ts'
import { createScope } from '../core/observe.ts'

const RANKS: readonly MemberRole[] = ['owner', 'admin', 'member']

export type MembersModel = ReturnType<typeof createMembersModel>

export interface MembersContext {
  client: ChatClient
  room_id: number
  me: ReadonlySignal<UserCard | null>
  rooms: ReadonlySignal<RoomListState>
  users: ReadonlySignal<ReadonlyMap<string, UserCard>>
  /** of peers of the reader's dialogs: the server sends no presence of other members */
  presence: ReadonlySignal<ReadonlyMap<string, Presence>>
  openDialog(user_id: string): Promise<unknown>
}

/** The members of a room, and what the reader may do with them. Lives as long as its panel. */
export function createMembersModel(context: MembersContext) {
  const { client, room_id, me, rooms } = context
  const scope = createScope()
  const acts = groupActs(client)
  const list = client.openMembers(room_id)
  scope.add(() => list.close())
  const state = scope.watch(list.state)
  const problem = signal<RequestErrorCode | null>(null)
  const busy = signal(false)

  /** @returns false if it failed */
  async function attempt(act: () => Promise<unknown>): Promise<boolean> {
    problem.value = null
    busy.value = true
    try {
      await act()
      return true
    } catch (error) {
      problem.value = errorCodeOf(error)
      return false
    } finally {
      busy.value = false
    }
  }

  const loadMore = () => attempt(() => list.loadMore())
  void loadMore()

  const live = computed(() => rooms.value.rooms.find((room) => room.room_id === room_id)?.live ?? false)
  // a live room is small, and shown in an order that needs all of it
  scope.react(() => {
    if (live.value && state.value.loaded && state.value.more && !problem.peek()) void loadMore()
  })

  return {
    state,
    me,
    /** in a live room those who are online first, then its managers, then by name; else as the server names them */
    sorted: computed(() => {
      const { members } = state.value
      if (!live.value) return members
      const rank = ({ user, role }: Member) =>
        (context.presence.value.get(user.user_id)?.online ? 0 : 3) + RANKS.indexOf(role)
      const called = ({ user }: Member) => nameOf(context.users.value.get(user.user_id) ?? user)
      return [...members].sort((a, b) => rank(a) - rank(b) || called(a).localeCompare(called(b)))
    }),
    problem,
    busy,
    loadMore,
    client,
    /** the users of the list, as far as loaded */
    inside: computed(() => new Set(state.value.members.map(({ user }) => user.user_id))),
    rooms,
    add: (user_ids: readonly string[]) => attempt(() => acts.addMembers(room_id, user_ids)),
    remove: (user_id: string, ban: boolean) => attempt(() => acts.removeMember(room_id, user_id, { ban })),
    setRole: (user_id: string, role: MemberRole) => attempt(() => acts.setRole(room_id, user_id, role)),
    writeTo: (user_id: string) => attempt(() => context.openDialog(user_id)),
    end: scope.end,
  }
}
