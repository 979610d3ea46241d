import type { RequestErrorCode } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { useLaterContext } from '../core/view-context.ts'
import { acceptRequest } from '../joining/membership.ts'
import type { RoomRow } from '../list/room-row.ts'
import { Problem } from '../ui/problem.tsx'
import { decline } from './declining.ts'

/** Buttons below a request in the list, which answer it without opening it. */
export function RequestButtons({ row, tabbable }: { row: RoomRow; tabbable: boolean }) {
  const { frame, say } = useLaterContext()
  const problem = useSignal<RequestErrorCode | null>(null)
  const busy = useSignal(false)

  async function answer(accept: boolean) {
    const chat = frame.chat.peek()
    if (!chat) return
    if (!accept) return decline(frame, chat, row.room_id)
    busy.value = true
    problem.value = await acceptRequest(chat, row.room_id)
    busy.value = false
  }

  const button = (text: string, accept: boolean) => (
    <button
      type="button"
      class={accept ? 'text-button' : 'text-button danger'}
      tabIndex={tabbable ? 0 : -1}
      aria-label={`${text}: ${row.name}`}
      disabled={busy.value}
      onClick={() => void answer(accept)}
    >
      {text}
    </button>
  )
  return (
    <div class="row-answer">
      {problem.value && <Problem text={say.errors[problem.value]} />}
      {button(say.accept, true)}
      {button(say.decline, false)}
    </div>
  )
}
