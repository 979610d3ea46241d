import type { Handover, Invite, JoinRequest, ListedRoom, MemberRole, RoomRights } from '@imbachat/protocol'
import type { ChatClient } from '../client-types.ts'
import type { Request } from '../connection/connection.ts'
import type { ChatRequestError } from '../request-error.ts'
import type { RoomSummary } from '../types.ts'

/** A group or channel that no page names. */
export interface NewRoom {
  /** a UUID: trying again with the same one creates no second room */
  client_id: string
  title: string
  description?: string | undefined
  is_public?: boolean | undefined
  /** of a closed room: the directory lists it, and users ask to join */
  by_request?: boolean | undefined
  /** those that differ from the defaults */
  rights?: Partial<RoomRights>
  /** users to add, up to 100 */
  user_ids?: readonly (string | number)[] | undefined
}

/** Fields that are left out stay. */
export interface RoomEdit {
  title?: string | undefined
  /** an empty one takes it away */
  description?: string | undefined
  is_public?: boolean | undefined
  /** of a closed room: the directory lists it, and users ask to join */
  by_request?: boolean | undefined
  /** `file_id` of a picture that `uploadFile` has uploaded for this room; null takes the picture away */
  picture?: string | null | undefined
  rights?: Partial<RoomRights>
}

/** Making and managing groups and channels. All methods reject with a ChatRequestError. */
export interface GroupActs {
  /** Creates a group or channel that the user owns. */
  create(given: NewRoom): Promise<RoomSummary>
  /** For managers of the room. */
  edit(room_id: number, given: RoomEdit): Promise<void>
  /** For the room's owner; `owner` passes the room on. */
  setRole(room_id: number, user_id: string, role: MemberRole): Promise<void>
  /** Adds any number of users, which may take a while. @returns ids of those who were not members before */
  addMembers(room_id: number, user_ids: readonly (string | number)[]): Promise<string[]>
  /** `ban`: the user can't join again by themselves. */
  removeMember(room_id: number, user_id: string, how?: { ban?: boolean }): Promise<void>
  /**
   * A page of the public rooms, and of those that users ask to join, with a title; with a query, of those whose title
   * has every word of it.
   */
  directory(query: string, cursor: string | null): Promise<{ rooms: ListedRoom[]; next: string | null }>
  /** `expires_in`: seconds; undefined: no end, no limit. @returns the secret of the link */
  createInvite(
    room_id: number,
    limits: {
      expires_in?: number | undefined
      most_uses?: number | undefined
      /** its users ask to join; then it has no `most_uses` */
      approval?: boolean | undefined
    },
  ): Promise<string>
  invites(room_id: number): Promise<Invite[]>
  revokeInvite(room_id: number, invite_id: string): Promise<void>
  /** The room that a link invites to. */
  openInvite(token: string): Promise<ListedRoom>
  joinByInvite(token: string): Promise<RoomSummary>
  /**
   * Asks to join a room of the directory, or with `token` the room of a link that needs approval. `ChatClient.flags`
   * has the request; once it is accepted, the room comes with the list.
   */
  askToJoin(room_id: number, how?: { note?: string | undefined; token?: string | undefined }): Promise<void>
  cancelAsk(room_id: number): Promise<void>
  /** A page of the users who ask to join, the earliest first, for managers. */
  joinRequests(
    room_id: number,
    cursor: string | null,
  ): Promise<{ requests: JoinRequest[]; next: string | null; count: number }>
  /** People answer in the room from then on, or bots do again. For those who manage it, and in a dialog with a bot. */
  handOver(room_id: number, to: Handover['owner']): Promise<void>
  /** Accepts or declines users who ask to join; without ids all of them. @returns ids of those who were answered */
  answerJoin(room_id: number, accept: boolean, user_ids?: readonly string[]): Promise<string[]>
}

/** User ids in one request. */
const MOST_IDS = 100
/** Times that one call of `addMembers` waits for the server's rate limit. */
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
    async create({ client_id, title, description, is_public, by_request, rights, user_ids }) {
      const { room } = await request('room.create', {
        client_id,
        title,
        description,
        is_public,
        by_request,
        rights,
        user_ids: user_ids && [...user_ids],
      })
      return client.internals().groups.enter(room)
    },
    async edit(room_id, { is_public, by_request, ...others }) {
      const given = { room_id, is_public, by_request, ...others }
      client.internals().rooms.put((await request('room.edit', given)).room)
    },
    async setRole(room_id, user_id, role) {
      client.internals().rooms.put((await request('member.role', { room_id, user_id, role })).room)
    },
    async addMembers(room_id, user_ids) {
      const all: string[] = []
      for (let from = 0; from < user_ids.length; from += MOST_IDS) {
        all.push(...(await addSome(room_id, user_ids.slice(from, from + MOST_IDS))))
      }
      const { rooms, users, groups } = client.internals()
      const room = rooms.get(room_id)
      const cards = all.flatMap((id) => users.get(id) ?? [])
      // the server sends no event for a room that is not live
      if (room) groups.membersChanged(room_id, cards, [], room.member_count)
      return all
    },
    directory: (query, cursor) => request('rooms.directory', { query, ...(cursor !== null && { cursor }) }),
    createInvite: async (room_id, { expires_in, most_uses, approval }) =>
      (await request('invite.create', { room_id, expires_in, most_uses, approval })).token,
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
    async answerJoin(room_id, accept, user_ids) {
      const all: string[] = []
      for (;;) {
        const given = { room_id, accept, ...(user_ids && { user_ids: [...user_ids] }) }
        const { answered, room } = await request('join.answer', given)
        client.internals().rooms.put(room)
        all.push(...answered)
        // those who are left are in as many rooms as a user may be
        if (user_ids || answered.length === 0 || room.join_requests === 0) return all
      }
    },
    handOver: async (room_id, to) => void (await request('room.hand_over', { room_id, to })),
    async removeMember(room_id, user_id, { ban = false } = {}) {
      await request('members.remove', { room_id, user_id, ban })
      const { rooms, groups } = client.internals()
      const room = rooms.get(room_id)
      if (room && !room.live) {
        rooms.members(room_id, { member_count: room.member_count - 1, live: false })
        groups.membersChanged(room_id, [], [user_id], room.member_count - 1)
      }
    },
  }
}
