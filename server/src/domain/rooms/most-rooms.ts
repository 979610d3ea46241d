import { ChatError } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'

/**
 * Rooms, dialogs among them, have a number above which one makes, opens and joins no other: all of them are read when he signs in, and each
 * of his sockets listens to all. Others may write to him and bring him in beyond that.
 * @throws ChatError forbidden
 */
export async function mustHaveRoomForOne(
  { store, mostRooms }: Pick<ChatParts, 'store' | 'mostRooms'>,
  { widgetId, userId }: { widgetId: number; userId: string },
): Promise<void> {
  if (mostRooms === 0 || (await store.roomCountOf(widgetId, userId, mostRooms)) < mostRooms) return
  throw new ChatError('forbidden', `One user makes, opens and joins at most ${mostRooms} rooms: leave one first.`)
}
