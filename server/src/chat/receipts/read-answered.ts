import { ChatError } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { updateReceipts } from './update-receipts.ts'

/**
 * A user who answers a mail or a notification has read the messages in it, so nothing more is sent about them. Call it
 * before the answer is sent, which then counts as read, too. A refusal does not stop the answer.
 */
export async function readAnswered(
  chat: Pick<ChatDeps, 'store' | 'users' | 'receipts'>,
  user: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
  { room_id, seq }: { room_id: number; seq: number },
): Promise<void> {
  await updateReceipts(chat, user, [{ room_id, delivered_seq: seq, read_seq: seq }]).catch((error: unknown) => {
    if (!(error instanceof ChatError)) throw error
  })
}
