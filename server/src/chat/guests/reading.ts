import type { ChatDeps } from '../chat-deps.ts'
import type { ChatStore, Room, RoomRow } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { READER, readsAs } from '../rooms/room-policy.ts'

/** A guest who reads acts as this user, which has no row. */
export const readerOf = (widget_id: number): UserPrincipal => ({
  kind: 'user',
  widget_id,
  user_id: READER,
  expires_at: Number.POSITIVE_INFINITY,
  signed_with: '',
  guest: true,
})

/** The same for a user who reads a public room without joining it. */
export const readerFor = ({ widget_id, user_id }: UserPrincipal): UserPrincipal => ({
  ...readerOf(widget_id),
  user_id: readsAs(user_id),
})

/**
 * The chat for a guest who reads: a member of every public room who has read everything and changes nothing. So members
 * and guests share the code that reads.
 */
export function readingDeps<Deps extends Pick<ChatDeps, 'store'>>(deps: Deps): Deps {
  return { ...deps, store: readingStore(deps.store) }
}

function readingStore(store: ChatStore): ChatStore {
  async function roomOf(widget_id: number, room_id: number): Promise<RoomRow | null> {
    const room = await store.publicRoom(widget_id, room_id)
    if (room === null) return null
    const [last_message = null] = await store.messagesBefore(widget_id, room_id, null, 1)
    return { room, member: asMember(room), peer: null, last_message, cleared_seq: 0 }
  }
  return {
    ...store,
    roomOf,
    async readableRoom(widget_id, room_id) {
      const room = await store.publicRoom(widget_id, room_id)
      return room && { last_seq: room.last_seq, last_rev: room.last_rev, cleared_seq: 0 }
    },
    async membershipsOf(widget_id, _, room_ids) {
      const rooms = await Promise.all(room_ids.map((room_id) => store.publicRoom(widget_id, room_id)))
      return rooms.flatMap((room) =>
        room === null
          ? []
          : {
              room_id: room.room_id,
              state: 'joined',
              role: 'member',
              rights: room.rights,
              peer_id: null,
              peer_state: null,
              closedBy: null,
              peopleAnswer: false,
              room,
              last_rev: room.last_rev,
              cleared_seq: 0,
            },
      )
    },
    changeMembers: async () => ({ kind: 'refused', reason: 'room_not_found' }),
  }
}

function asMember({ room_id, last_seq, uncounted }: Room): RoomRow['member'] {
  const read = { delivered_seq: last_seq, read_seq: last_seq, read_uncounted: uncounted }
  return { room_id, user_id: READER, state: 'joined', role: 'member', ...read }
}
