import type { Invite, ListedRoom, MemberRole, RoomRights } from '@imbachat/protocol'
import type { Request } from './connection/connection.ts'
import type { ChatRequestError } from './request-error.ts'
import type { ChatClient, RoomSummary } from './types.ts'

/** A group or channel that no page names. */
export interface NewRoom {
  /** a UUID: trying again with the same one creates no second room */
  clientId: string
  title: string
  description?: string | undefined
  isPublic?: boolean | undefined
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
  rights?: Partial<RoomRights>
}

/** Making and managing groups and channels. All methods reject with a ChatRequestError. */
export interface GroupActs {
  /** Creates a group or channel that the user owns. */
  create(wish: NewRoom): Promise<RoomSummary>
  /** For managers of the room. */
  edit(roomId: number, wish: RoomEdit): Promise<void>
  /** For the room's owner; `owner` passes the room on. */
  setRole(roomId: number, userId: string, role: MemberRole): Promise<void>
  /** Adds any number of users, which may take a while. @returns ids of those who were not members before */
  addMembers(roomId: number, userIds: readonly (string | number)[]): Promise<string[]>
  /** `ban`: the user can't join again by themselves. */
  removeMember(roomId: number, userId: string, how?: { ban?: boolean }): Promise<void>
  /** A page of the public rooms with a title; with a query, of those whose title has every word of it. */
  directory(query: string, cursor: string | null): Promise<{ rooms: ListedRoom[]; next: string | null }>
  /** `expiresIn`: seconds; undefined: no end, no limit. @returns the secret of the link, which is shown this once */
  createInvite(
    roomId: number,
    limits: { expiresIn?: number | undefined; mostUses?: number | undefined },
  ): Promise<string>
  invites(roomId: number): Promise<Invite[]>
  revokeInvite(roomId: number, inviteId: string): Promise<void>
  /** What a room is that a link invites to. */
  openInvite(token: string): Promise<ListedRoom>
  joinByInvite(token: string): Promise<RoomSummary>
}

/** User ids in one request. */
const MOST_IDS = 100
/** How often one call of `addMembers` waits for the server's rate limit. */
const MOST_WAITS = 20

/** For the user who is signed in at the time of each call. */
export function groupActs(client: ChatClient): GroupActs {
  const request: Request = (type, input) => client.inside().requestWhenOnline(type, input)

  /** Adds the users of one request; waits as long as the server asks. */
  async function addSome(room_id: number, user_ids: (string | number)[], waits = 0): Promise<string[]> {
    const { rooms, clock } = client.inside()
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
    async create({ clientId, title, description, isPublic, rights, userIds }) {
      const { room } = await request('room.create', {
        client_id: clientId,
        title,
        description,
        is_public: isPublic,
        rights,
        user_ids: userIds && [...userIds],
      })
      return client.inside().conferences.enter(room)
    },
    async edit(roomId, { title, description, isPublic, rights }) {
      const wish = { room_id: roomId, title, description, is_public: isPublic, rights }
      client.inside().rooms.put((await request('room.edit', wish)).room)
    },
    async setRole(roomId, userId, role) {
      client.inside().rooms.put((await request('member.role', { room_id: roomId, user_id: userId, role })).room)
    },
    async addMembers(roomId, userIds) {
      const all: string[] = []
      for (let from = 0; from < userIds.length; from += MOST_IDS) {
        all.push(...(await addSome(roomId, userIds.slice(from, from + MOST_IDS))))
      }
      const { rooms, users, conferences } = client.inside()
      const room = rooms.get(roomId)
      const cards = all.flatMap((id) => users.get(id) ?? [])
      // the server sends no event for a room that is not live
      if (room) conferences.tell(roomId, cards, [], room.member_count)
      return all
    },
    directory: (query, cursor) => request('rooms.directory', { query, ...(cursor !== null && { cursor }) }),
    createInvite: async (room_id, { expiresIn, mostUses }) =>
      (await request('invite.create', { room_id, expires_in: expiresIn, most_uses: mostUses })).token,
    invites: async (room_id) => (await request('invite.list', { room_id })).invites,
    revokeInvite: async (room_id, invite_id) => void (await request('invite.revoke', { room_id, invite_id })),
    openInvite: async (token) => (await request('invite.open', { token })).room,
    joinByInvite: async (token) => client.inside().conferences.enter((await request('invite.join', { token })).room),
    async removeMember(roomId, userId, { ban = false } = {}) {
      await request('members.remove', { room_id: roomId, user_id: userId, ban })
      const { rooms, conferences } = client.inside()
      const room = rooms.get(roomId)
      if (room && !room.live) {
        rooms.members(roomId, room.member_count - 1, false)
        conferences.tell(roomId, [], [userId], room.member_count - 1)
      }
    },
  }
}
