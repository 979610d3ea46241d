import { ChatError } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { SitePrincipal } from '../../chat/principal.ts'

/**
 * The number of the room that a call means; the number counts where both are given.
 * @throws ChatError room_not_found
 */
export async function namedRoom(
  { store }: Pick<ChatDeps, 'store'>,
  { widget_id }: SitePrincipal,
  { room_id, room_pipe = '' }: { room_id?: number | undefined; room_pipe?: string | undefined },
): Promise<number> {
  if (room_id !== undefined) return room_id
  const found = await store.roomOfPipe(widget_id, room_pipe)
  if (found) return found.room_id
  throw new ChatError('room_not_found', `there is no room ${JSON.stringify(room_pipe)}`, { field: 'room_pipe' })
}

/** @throws ChatError room_not_found in the words of a site's server, which has no rooms of its own */
export function inSiteWords(room_id: number) {
  return (error: unknown): never => {
    const missing = error instanceof ChatError && error.code === 'room_not_found'
    throw missing
      ? new ChatError('room_not_found', `there is no group or channel ${room_id}`, { field: 'room_id' })
      : error
  }
}
