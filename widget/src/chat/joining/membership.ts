import type { RequestErrorCode } from '@imbachat/sdk'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatFrameModel } from '../frame/chat-frame-model.ts'
import type { ChatModel } from '../frame/chat-model.ts'

/** Joins a public room, again. @returns why it did not work */
export function join({ client }: ChatModel, room_id: number): Promise<RequestErrorCode | null> {
  return client.joinRoom(room_id).then(() => null, errorCodeOf)
}

/**
 * The reader has left a conversation or deleted it. Where it is all that the frame shows, it stays: it is empty, or
 * says that the reader is no longer in it.
 */
export function closeLeftRoom({ single }: ChatFrameModel, chat: ChatModel, room_id: number): void {
  if (single.peek() === null && chat.selectedRoomId.peek() === room_id) chat.close()
}

/** Accepts the request of a user who wants to message the reader. @returns why it did not work */
export function acceptRequest({ client }: ChatModel, room_id: number): Promise<RequestErrorCode | null> {
  return client.answerDialog(room_id, true).then(() => null, errorCodeOf)
}
