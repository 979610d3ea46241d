import type { EventOf, Message, RoomSummary, UserCard } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import { observable, type WritableObservable } from '../observable.ts'
import type { MemberList, MemberListState, RoomByPipe, SdkClock } from '../types.ts'
import type { MemberFeed } from './member-list.ts'
import type { Rooms } from './room-list.ts'
import type { Users } from './users.ts'

/** `feed`: null until its code is loaded, which no first view needs. */
interface OpenList {
  room_id: number
  state: WritableObservable<MemberListState>
  feed: MemberFeed | null
}

/** A client's operations on groups and channels, except for messages. All methods reject with a ChatRequestError. */
export interface Groups {
  openByPipe(input: RoomByPipe): Promise<RoomSummary>
  join(room_id: number): Promise<RoomSummary>
  /** The reader is in a room that the server just sent: for the first time, again, or still. */
  enter(room: RoomSummary): RoomSummary
  leave(room_id: number): Promise<void>
  openMembers(room_id: number): MemberList
  /**
   * The server forgets the rooms that a guest or a user reads without a membership when the connection ends: the client
   * opens them again on the next one, each as often as the server asks for. Ends when all are open or refused.
   * @returns false: a later connection opens them again meanwhile
   */
  reopen(): Promise<boolean>
  /** Messages came; those about roles change the open lists of members. */
  notices(room_id: number, messages: readonly Message[]): void
  /** Brings the open lists of the room's members up to date. */
  membersChanged(room_id: number, joined: UserCard[], left: string[], memberCount: number): void
  /** Members joined or left. */
  event(event: EventOf<'members'>): void
}

export function createGroups(options: {
  /** null: a guest */
  user_id: string | null
  clock: SdkClock
  online(): boolean
  /** waits for a connection that is being opened */
  request: Request
  rooms: Rooms
  users: Users
  /** the reader is in this room: for the first time, again, or still */
  entered(room_id: number): void
}): Groups {
  const { user_id, request, rooms, users, entered } = options
  /** pipes of the rooms that are read without a membership, with their ids */
  const read = new Map<string, number>()
  const lists = new Set<OpenList>()
  /** the last one counts: each connection has its own */
  let reopenings = 0

  function enter(room: RoomSummary): RoomSummary {
    rooms.keep(room.room_id)
    const known = rooms.put(room)
    entered(known.room_id)
    return known
  }

  const of = (room_id: number) => [...lists].filter((list) => list.room_id === room_id)

  function membersChanged(room_id: number, joined: UserCard[], left: string[], member_count: number) {
    for (const { feed } of of(room_id)) feed?.event({ member_count, joined, left })
  }

  return {
    async openByPipe({ pipe, title, is_public, user_ids, join }) {
      const { room } = await request('room.open', {
        pipe,
        title,
        is_public,
        user_ids: user_ids && [...user_ids],
        join,
      })
      if (user_id === null || room.write_block === 'not_joined') read.set(pipe, room.room_id)
      return enter(room)
    },
    enter,
    async join(room_id) {
      return enter((await request('room.join', { room_id })).room)
    },
    async leave(room_id) {
      await request('room.leave', { room_id })
      rooms.gone(room_id)
    },
    openMembers(room_id) {
      const state = observable<MemberListState>({ members: [], count: 0, loaded: false, more: true })
      const list: OpenList = { room_id, state, feed: null }
      lists.add(list)
      return {
        state,
        async loadMore() {
          const { createMemberFeed } = await import('../on-demand.ts')
          list.feed ??= createMemberFeed({ room_id, state, request, users })
          return list.feed.loadMore()
        },
        close: () => void lists.delete(list),
      }
    },
    async reopen() {
      const reopening = ++reopenings
      const wanted = () => reopening === reopenings
      if (read.size > 0) {
        const { reopenRoom } = await import('../on-demand.ts')
        const reopen = async ([pipe, room_id]: [string, number]) => {
          // joined meanwhile
          if (user_id !== null && rooms.get(room_id)?.write_block !== 'not_joined') return
          const room = await reopenRoom(pipe, { ...options, wanted, join: user_id === null })
          if (room) enter(room)
        }
        await Promise.all([...read].map(reopen))
      }
      return wanted()
    },
    notices(room_id, messages) {
      if (lists.size > 0) for (const { feed } of of(room_id)) feed?.notices(messages)
    },
    membersChanged,
    event({ t: _, room_id, joined, left, ...size }) {
      users.learn(joined)
      rooms.members(room_id, size)
      membersChanged(room_id, joined, left, size.member_count)
    },
  }
}
