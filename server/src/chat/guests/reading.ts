import type { ChatDeps } from '../chat-deps.ts'
import type { ChatStore, Room, RoomRow } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { READER, readsAs } from '../rooms/room-policy.ts'

/** A guest who reads acts as this user, which has no row. */
export const readerOf = (widgetId: number): UserPrincipal => ({
  kind: 'user',
  widgetId,
  userId: READER,
  expiresAt: Number.POSITIVE_INFINITY,
  signedWith: '',
  guest: true,
})

/** The same for a user who reads a public room without joining it. */
export const readerFor = ({ widgetId, userId }: UserPrincipal): UserPrincipal => ({
  ...readerOf(widgetId),
  userId: readsAs(userId),
})

/**
 * The chat for a guest who reads: a member of every public room who has read everything and changes nothing. So members
 * and guests share the code that reads.
 */
export function readingDeps<Deps extends Pick<ChatDeps, 'store'>>(deps: Deps): Deps {
  return { ...deps, store: readingStore(deps.store) }
}

function readingStore(store: ChatStore): ChatStore {
  async function roomOf(widgetId: number, roomId: number): Promise<RoomRow | null> {
    const room = await store.publicRoom(widgetId, roomId)
    if (room === null) return null
    const [lastMessage = null] = await store.messagesBefore(widgetId, roomId, null, 1)
    return { room, member: asMember(room), peer: null, lastMessage, clearedSeq: 0 }
  }
  return {
    ...store,
    roomOf,
    async membershipsOf(widgetId, _, roomIds) {
      const rooms = await Promise.all(roomIds.map((roomId) => store.publicRoom(widgetId, roomId)))
      return rooms.flatMap((room) =>
        room === null
          ? []
          : {
              roomId: room.roomId,
              state: 'joined',
              peerId: null,
              peerState: null,
              blocked: false,
              room,
              lastRev: room.lastRev,
              clearedSeq: 0,
            },
      )
    },
    changeMembers: async () => ({ kind: 'refused', reason: 'room_not_found' }),
  }
}

function asMember({ roomId, lastSeq, uncounted }: Room): RoomRow['member'] {
  const read = { deliveredSeq: lastSeq, readSeq: lastSeq, readUncounted: uncounted }
  return { roomId, userId: READER, state: 'joined', role: 'member', ...read }
}
