import type { RequestErrorCode } from '@imbachat/sdk'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { openByPipe } from '../page/page-opening.ts'

/** Gives the guest a name, under which they write in the open room from now on. */
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
