import type { RequestErrorCode } from '@imbachat/sdk'
import type { ChatModel } from './chat-model.ts'
import { errorCodeOf } from './error-code.ts'

/** Joins a public room, again. @returns why it did not work */
export function join({ client }: ChatModel, roomId: number): Promise<RequestErrorCode | null> {
  return client.joinRoom(roomId).then(() => null, errorCodeOf)
}

/** Accepts or declines the request of a user who wants to message the reader. @returns why it did not work */
export async function answerRequest(
  chat: ChatModel,
  roomId: number,
  accept: boolean,
): Promise<RequestErrorCode | null> {
  try {
    await chat.client.answerDialog(roomId, accept)
    // a user who declines has left the room
    if (!accept && chat.selectedRoomId.peek() === roomId) chat.close()
    return null
  } catch (error) {
    return errorCodeOf(error)
  }
}
