import type { RequestErrorCode } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import type { ChatModel } from '../frame/chat-model.ts'
import { Problem } from '../ui/problem.tsx'
import { Sheet } from '../ui/sheet.tsx'
import { blockUser } from './block-user.ts'
import { useSafetyContext } from './safety-context.ts'

interface Props {
  chat: ChatModel
  user_id: string
  name: string
  close: () => void
}

/** Asks before a user is blocked; the button that cancels has the focus. */
export function BlockQuestion({ chat, user_id, name, close }: Props) {
  const { phrases, say } = useSafetyContext()
  const problem = useSignal<RequestErrorCode | null>(null)
  const busy = useSignal(false)

  async function block(): Promise<void> {
    busy.value = true
    problem.value = await blockUser(chat, user_id, true)
    busy.value = false
    if (problem.peek() === null) close()
  }

  return (
    <Sheet kind="question" title={phrases.fill(say.blockQuestion, { name })} close={close}>
      <p>{say.blockHint}</p>
      {problem.value && <Problem text={say.errors[problem.value]} />}
      <div class="sheet-buttons">
        <button type="button" class="button" data-first onClick={close}>
          {say.cancel}
        </button>
        <button type="button" class="button danger" disabled={busy.value} onClick={() => void block()}>
          {say.block}
        </button>
      </div>
    </Sheet>
  )
}
