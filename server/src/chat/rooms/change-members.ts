import { ChatError } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { ChangeMembers } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { tooManyRooms } from './most-rooms.ts'
import { publishNotices } from './publish-notices.ts'
import { roomNotFound } from './room-policy.ts'

/**
 * Adds, removes or bans members of a group or channel. After the commit, tells the users it concerns; those who left
 * get no more events of the room. In a live room the other members are told too, and a notice records it.
 * @returns the users whose membership changed
 * @throws ChatError room_not_found, forbidden, server_busy
 */
export async function changeMembers(
  { store, bus, memberNews }: Pick<ChatParts, 'store' | 'bus' | 'memberNews'>,
  change: ChangeMembers,
): Promise<string[]> {
  const { widgetId, roomId, act, userIds } = change
  const outcome = await store.changeMembers(change).catch((error: unknown) => {
    // The change may be stored all the same: the users get no events until the store has said whether they are members.
    bus.publish({ t: 'room', widgetId, roomId, userIds: [...userIds], gone: [...userIds] })
    throw error
  })
  if (outcome.kind === 'refused') throw refusal(outcome.reason, roomId)
  const { changed, lastRev } = outcome
  if (changed.length === 0) return []
  const came = act === 'join' || act === 'add'
  // Without a wait before it: events of later commits come after this one.
  bus.publish({ t: 'room', widgetId, roomId, userIds: changed, gone: came ? [] : changed, lastRev })
  if (outcome.heir !== null) bus.publish({ t: 'room', widgetId, roomId, userIds: [outcome.heir] })
  memberNews.changed(widgetId, roomId, came, outcome)
  publishNotices(bus, { widgetId, roomId }, outcome.notices)
  return changed
}

/** Does the site call the user an admin? An admin manages every room that they are in. */
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
