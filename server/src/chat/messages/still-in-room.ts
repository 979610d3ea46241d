import type { Message } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { readableRoom } from '../rooms/readable-room.ts'

/**
 * For a reader whose membership was checked before the messages were read: changes newer than the room was then may
 * be newer than the reader's leaving.
 * @throws ChatError room_not_found
 */
export async function mustStillBeIn(
  { store }: Pick<ChatDeps, 'store'>,
  reader: UserPrincipal,
  room_id: number,
  last_rev: number,
  messages: readonly Message[],
): Promise<void> {
  if (messages.every(({ rev }) => rev <= last_rev)) return
  await readableRoom({ store }, reader, room_id)
}
