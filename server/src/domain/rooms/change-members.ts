import { ChatError } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { ChangeMembers } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { tooManyRooms } from './most-rooms.ts'
import { roomNotFound } from './room-policy.ts'

/**
 * Who comes, goes or is taken out of a room of many. Once it is stored, those whom it concerns are told, and no longer hear of the room
 * when they left it; the others are where the room is live.
 * @returns whose state is another now
 * @throws ChatError room_not_found, forbidden, server_busy
 */
export async function changeMembers(
  { store, bus, memberNews }: Pick<ChatParts, 'store' | 'bus' | 'memberNews'>,
  change: ChangeMembers,
): Promise<string[]> {
  const { widgetId, roomId, act, userIds } = change
  const outcome = await store.changeMembers(change).catch((error: unknown) => {
    // It may be stored all the same: they hear nothing until the store has said whether they are in.
    bus.publish({ t: 'room', widgetId, roomId, userIds: [...userIds], gone: [...userIds] })
    throw error
  })
  if (outcome.kind === 'refused') throw refusal(outcome.reason, roomId)
  const { changed, lastRev } = outcome
  if (changed.length === 0) return []
  const came = act === 'join' || act === 'add'
  // At once: what was committed after this is told after this.
  bus.publish({ t: 'room', widgetId, roomId, userIds: changed, gone: came ? [] : changed, lastRev })
  memberNews.changed(widgetId, roomId, came, outcome)
  return changed
}

/** Is this one whom the site calls an admin? Then he manages every room that he is in. */
export async function isSiteAdmin(
  { users }: Pick<ChatParts, 'users'>,
  { widgetId, userId }: UserPrincipal,
): Promise<boolean> {
  return (await users.sender(widgetId, userId)).role === 'admin'
}

function refusal(reason: 'room_not_found' | 'forbidden' | 'too_many_rooms', roomId: number): ChatError {
  if (reason === 'too_many_rooms') return tooManyRooms()
  if (reason === 'room_not_found') return roomNotFound(roomId)
  return new ChatError('forbidden', "You don't have permission to do this in this room.", { field: 'room_id' })
}
