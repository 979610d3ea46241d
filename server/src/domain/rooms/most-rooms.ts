import { ChatError } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'

/**
 * Rooms, dialogs among them, that one may be in and still make, open or join another: all of them are read when he signs in, and each of his
 * sockets listens to all. Others may write to him and bring him in beyond that.
 */
export const MOST_ROOMS = 10_000

/** @throws ChatError forbidden */
export async function mustHaveRoomForOne(
  { store }: Pick<ChatParts, 'store'>,
  { widgetId, userId }: { widgetId: number; userId: string },
): Promise<void> {
  if ((await store.roomCountOf(widgetId, userId, MOST_ROOMS)) < MOST_ROOMS) return
  throw new ChatError('forbidden', `One user makes, opens and joins at most ${MOST_ROOMS} rooms: leave one first.`)
}
