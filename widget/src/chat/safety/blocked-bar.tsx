import type { RequestErrorCode, UserCard } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import type { ChatModel } from '../frame/chat-model.ts'
import { Problem } from '../ui/problem.tsx'
import { blockUser } from './block-user.ts'
import { useSafetyContext } from './safety-context.ts'

/** In the composer's place where one of a dialog's two users blocks the other. */
export function BlockedBar({ chat, peer }: { chat: ChatModel; peer: UserCard | null }) {
  const { phrases, say } = useSafetyContext()
  const problem = useSignal<RequestErrorCode | null>(null)
  const busy = useSignal(false)
  if (peer === null || !chat.blocked.value.has(peer.user_id)) {
    return (
      <div class="request-bar">
        <p>{say.errors.blocked}</p>
      </div>
    )
  }

  async function unblock(user_id: string): Promise<void> {
    busy.value = true
    problem.value = await blockUser(chat, user_id, false)
    busy.value = false
  }

  return (
    <div class="request-bar">
      {problem.value && <Problem text={say.errors[problem.value]} />}
      <p>{phrases.fill(say.youBlocked, { name: chat.users.value.get(peer.user_id)?.name ?? peer.name })}</p>
      <div class="request-buttons">
        <button type="button" class="button" disabled={busy.value} onClick={() => void unblock(peer.user_id)}>
          {say.unblockToWrite}
        </button>
      </div>
    </div>
  )
}
