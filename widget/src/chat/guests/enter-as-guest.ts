import type { RequestErrorCode } from '@imbachat/sdk'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { openByPipe } from '../page/page-opening.ts'

/** Under this name the guest writes in the open room from now on. */
export async function enterAsGuest(chat: ChatModel, name: string): Promise<RequestErrorCode | null> {
  const pipe = chat.roomModel.peek()?.room.peek().pipe
  try {
    const { token } = await chat.client.enterAsGuest(name)
    chat.guest.keep(token)
    chat.close()
    chat.client.setToken(token)
    if (pipe) await openByPipe(chat, { pipe })
    return null
  } catch (error) {
    return errorCodeOf(error)
  }
}
