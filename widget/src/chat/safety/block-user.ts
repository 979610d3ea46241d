import type { RequestErrorCode } from '@imbachat/sdk'
import { safetyActs } from '@imbachat/sdk/safety-acts'
import { errorCodeOf } from '../core/error-code.ts'
import type { ChatModel } from '../frame/chat-model.ts'

/** @param on false unblocks. @returns why it was refused; null: it is done */
export async function blockUser({ client }: ChatModel, user_id: string, on: boolean): Promise<RequestErrorCode | null> {
  try {
    await safetyActs(client).block(user_id, on)
    return null
  } catch (error) {
    return errorCodeOf(error)
  }
}
