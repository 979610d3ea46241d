import { ChatError } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { SitePrincipal } from '../../chat/principal.ts'
import { missing } from '../../chat/refusals.ts'

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
  throw missing('room', JSON.stringify(room_pipe), 'room_pipe')
}

/** @throws ChatError room_not_found in the words of a site's server, which has no rooms of its own */
export function inSiteWords(room_id: number) {
  return (error: unknown): never => {
    throw error instanceof ChatError && error.code === 'room_not_found' ? missing('group', room_id) : error
  }
}
