import type { RequestErrorCode, RoomByPipe, RoomSummary } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { signal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel, PageOpening } from '../frame/chat-model.ts'

/** Most users that are taken in together with the opening of a room. */
const MAX_WITH_ROOM = 100

/**
 * Runs a call of the page that opens a room. Until it is done, and if it fails, `opening` takes the conversation's
 * place, so that the user does not write into the room that was open before.
 * @param isOpen the open conversation is the one that the call asks for
 * @throws what `run` throws
 */
export async function openForPage<T>(
  chat: ChatModel,
  isOpen: (room: RoomSummary) => boolean,
  run: () => Promise<T>,
  by: PageOpening['by'] = 'call',
): Promise<T> {
  const problem = signal<RequestErrorCode | null>(null)
  const before = chat.roomModel.peek()?.room.peek()
  if (!before || !isOpen(before)) {
    chat.close()
    chat.opening.value = { by, problem }
  }
  try {
    return await run()
  } catch (error) {
    problem.value = errorCodeOf(error)
    throw error
  }
}

/** @throws what the server answered */
export async function openByPipe(chat: ChatModel, { user_ids = [], ...command }: RoomByPipe): Promise<RoomSummary> {
  const { client } = chat
  const room = await chat.openWhenHere(
    client.openRoomByPipe({ ...command, user_ids: user_ids.slice(0, MAX_WITH_ROOM) }),
  )
  const others = user_ids.slice(MAX_WITH_ROOM)
  if (room.can_manage && others.length > 0) await groupActs(client).addMembers(room.room_id, others)
  return room
}
