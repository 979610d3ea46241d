import type { Invite, JoinRequest, ListedRoom, MemberRole, RoomRights } from '@imbachat/protocol'
import type { ChatClient } from '../client-types.ts'
import type { Request } from '../connection/connection.ts'
import type { ChatRequestError } from '../request-error.ts'
import type { RoomSummary } from '../types.ts'

/** A group or channel that no page names. */
export interface NewRoom {
  /** a UUID: trying again with the same one creates no second room */
  clientId: string
  title: string
  description?: string | undefined
  isPublic?: boolean | undefined
  /** of a closed room: the directory lists it, and users ask to join */
  byRequest?: boolean | undefined
  /** those that differ from the defaults */
  rights?: Partial<RoomRights>
  /** users to add, up to 100 */
  userIds?: readonly (string | number)[] | undefined
}

/** What is left out stays. */
export interface RoomEdit {
  title?: string | undefined
  /** an empty one takes it away */
  description?: string | undefined
  isPublic?: boolean | undefined
  /** of a closed room: the directory lists it, and users ask to join */
  byRequest?: boolean | undefined
  /** `file_id` of a picture that `uploadFile` has uploaded for this room; null takes the picture away */
  picture?: string | null | undefined
  rights?: Partial<RoomRights>
}

/** Making and managing groups and channels. All methods reject with a ChatRequestError. */
export interface GroupActs {
  /** Creates a group or channel that the user owns. */
  create(given: NewRoom): Promise<RoomSummary>
  /** For managers of the room. */
  edit(roomId: number, given: RoomEdit): Promise<void>
  /** For the room's owner; `owner` passes the room on. */
  setRole(roomId: number, userId: string, role: MemberRole): Promise<void>
  /** Adds any number of users, which may take a while. @returns ids of those who were not members before */
  addMembers(roomId: number, userIds: readonly (string | number)[]): Promise<string[]>
  /** `ban`: the user can't join again by themselves. */
  removeMember(roomId: number, userId: string, how?: { ban?: boolean }): Promise<void>
  /**
   * A page of the public rooms, and of those that users ask to join, with a title; with a query, of those whose title
   * has every word of it.
   */
  directory(query: string, cursor: string | null): Promise<{ rooms: ListedRoom[]; next: string | null }>
  /** `expiresIn`: seconds; undefined: no end, no limit. @returns the secret of the link */
  createInvite(
    roomId: number,
    limits: {
      expiresIn?: number | undefined
      mostUses?: number | undefined
      /** its users ask to join; then it has no `mostUses` */
      approval?: boolean | undefined
    },
  ): Promise<string>
  invites(roomId: number): Promise<Invite[]>
  revokeInvite(roomId: number, inviteId: string): Promise<void>
  /** What a room is that a link invites to. */
  openInvite(token: string): Promise<ListedRoom>
  joinByInvite(token: string): Promise<RoomSummary>
  /**
   * Asks to join a room of the directory, or with `token` the room of a link that needs approval. `ChatClient.flags`
   * has the request; once it is accepted, the room comes with the list.
   */
  askToJoin(roomId: number, how?: { note?: string | undefined; token?: string | undefined }): Promise<void>
  cancelAsk(roomId: number): Promise<void>
  /** A page of the users who ask to join, the earliest first, for managers. */
  joinRequests(
    roomId: number,
    cursor: string | null,
  ): Promise<{ requests: JoinRequest[]; next: string | null; count: number }>
  /** Accepts or declines users who ask to join; without ids all of them. @returns ids of those who were answered */
  answerJoin(roomId: number, accept: boolean, userIds?: readonly string[]): Promise<string[]>
}

/** User ids in one request. */
const MOST_IDS = 100
/** How often one call of `addMembers` waits for the server's rate limit. */
const MOST_WAITS = 20

/** For the user who is signed in at the time of each call. */
export function groupActs(client: ChatClient): GroupActs {
  const request: Request = (type, input) => client.internals().requestWhenOnline(type, input)

  /** Adds the users of one request; waits as long as the server asks. */
  async function addSome(room_id: number, user_ids: (string | number)[], waits = 0): Promise<string[]> {
    const { rooms, clock } = client.internals()
    try {
      const { added, room } = await request('members.add', { room_id, user_ids })
      rooms.put(room)
      return added
    } catch (error) {
      const { code, retryAfterMs } = error as ChatRequestError
      if (code !== 'rate_limited' || retryAfterMs === undefined || waits === MOST_WAITS) throw error
      await new Promise<void>((goOn) => clock.after(retryAfterMs, goOn))
      return addSome(room_id, user_ids, waits + 1)
    }
  }

  return {
    async create({ clientId, title, description, isPublic, byRequest, rights, userIds }) {
      const { room } = await request('room.create', {
        client_id: clientId,
        title,
        description,
        is_public: isPublic,
        by_request: byRequest,
        rights,
        user_ids: userIds && [...userIds],
      })
      return client.internals().groups.enter(room)
    },
    async edit(roomId, { isPublic, byRequest, ...others }) {
      const given = { room_id: roomId, is_public: isPublic, by_request: byRequest, ...others }
      client.internals().rooms.put((await request('room.edit', given)).room)
    },
    async setRole(roomId, userId, role) {
      client.internals().rooms.put((await request('member.role', { room_id: roomId, user_id: userId, role })).room)
    },
    async addMembers(roomId, userIds) {
      const all: string[] = []
      for (let from = 0; from < userIds.length; from += MOST_IDS) {
        all.push(...(await addSome(roomId, userIds.slice(from, from + MOST_IDS))))
      }
      const { rooms, users, groups } = client.internals()
      const room = rooms.get(roomId)
      const cards = all.flatMap((id) => users.get(id) ?? [])
      // the server sends no event for a room that is not live
      if (room) groups.membersChanged(roomId, cards, [], room.member_count)
      return all
    },
    directory: (query, cursor) => request('rooms.directory', { query, ...(cursor !== null && { cursor }) }),
    createInvite: async (room_id, { expiresIn, mostUses, approval }) =>
      (await request('invite.create', { room_id, expires_in: expiresIn, most_uses: mostUses, approval })).token,
    invites: async (room_id) => (await request('invite.list', { room_id })).invites,
    revokeInvite: async (room_id, invite_id) => void (await request('invite.revoke', { room_id, invite_id })),
    openInvite: async (token) => (await request('invite.open', { token })).room,
    joinByInvite: async (token) => client.internals().groups.enter((await request('invite.join', { token })).room),
    async askToJoin(room_id, { note, token } = {}) {
      client.internals().ownState.event([(await request('join.ask', { room_id, note, token })).item])
    },
    async cancelAsk(room_id) {
      client.internals().ownState.event([(await request('join.cancel', { room_id })).item])
    },
    joinRequests: (room_id, cursor) => request('join.list', { room_id, ...(cursor !== null && { cursor }) }),
    async answerJoin(room_id, accept, userIds) {
      const all: string[] = []
      for (;;) {
        const given = { room_id, accept, ...(userIds && { user_ids: [...userIds] }) }
        const { answered, room } = await request('join.answer', given)
        client.internals().rooms.put(room)
        all.push(...answered)
        // those who are left are in as many rooms as a user may be
        if (userIds || answered.length === 0 || room.join_requests === 0) return all
      }
    },
    async removeMember(roomId, userId, { ban = false } = {}) {
      await request('members.remove', { room_id: roomId, user_id: userId, ban })
      const { rooms, groups } = client.internals()
      const room = rooms.get(roomId)
      if (room && !room.live) {
        rooms.members(roomId, room.member_count - 1, false)
        groups.membersChanged(roomId, [], [userId], room.member_count - 1)
      }
    },
  }
}
