import type { ReplyTo, UserCard } from '@imbachat/protocol'
import type { Request } from '../connection/connection.ts'
import type { ChatRequestError } from '../request-error.ts'
import type { Groups, SdkClock } from '../types.ts'
import type { Rooms } from './room-list.ts'
import type { Users } from './users.ts'

/** User ids in one request. */
const MOST_IDS = 100
/** How often one call of `addMembers` waits for the server's rate limit. */
const MOST_WAITS = 20

/** What is done with groups now and then: fetched on demand, since no first view needs it. */
export function createGroups({
  request,
  clock,
  rooms,
  users,
  entered,
  tell,
}: {
  /** waits for a connection that is being opened */
  request: Request
  clock: SdkClock
  rooms: Rooms
  users: Users
  /** the reader is in this room */
  entered(roomId: number): void
  /** for the open lists of members: the server sends no event for a room that is not live */
  tell(roomId: number, joined: UserCard[], left: string[], memberCount: number): void
}): Groups {
  /** Adds the users of one request; waits as long as the server asks. */
  async function addSome(room_id: number, user_ids: (string | number)[], waits = 0): Promise<string[]> {
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

  function put({ room }: ReplyTo<'room.edit'>): void {
    rooms.put(room)
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
      const known = rooms.put(room)
      entered(room.room_id)
      return known
    },
    edit: (roomId, { title, description, isPublic, rights }) =>
      request('room.edit', { room_id: roomId, title, description, is_public: isPublic, rights }).then(put),
    async addMembers(roomId, userIds) {
      const all: string[] = []
      for (let from = 0; from < userIds.length; from += MOST_IDS) {
        all.push(...(await addSome(roomId, userIds.slice(from, from + MOST_IDS))))
      }
      const room = rooms.get(roomId)
      const cards = all.flatMap((id) => users.get(id) ?? [])
      if (room) tell(roomId, cards, [], room.member_count)
      return all
    },
    async removeMember(roomId, userId, { ban = false } = {}) {
      await request('members.remove', { room_id: roomId, user_id: userId, ban })
      const room = rooms.get(roomId)
      if (room && !room.live) {
        rooms.members(roomId, room.member_count - 1, false)
        tell(roomId, [], [userId], room.member_count - 1)
      }
    },
    setRole: (roomId, userId, role) => request('member.role', { room_id: roomId, user_id: userId, role }).then(put),
  }
}
