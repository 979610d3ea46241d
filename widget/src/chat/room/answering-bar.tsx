import type { RoomSummary } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { useSignal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { LaterIcon } from '../ui/later-icons.tsx'
import { toast } from '../ui/toast-model.ts'

/**
 * Above the messages of a room with bots: whether bots or people answer, and a button for the members who may change
 * it. In a dialog with a bot it is shown only while people answer.
 */
export function AnsweringBar({ chat, room }: { chat: ChatModel; room: RoomSummary }) {
  const { say } = useLaterContext()
  const isBusy = useSignal(false)
  const people = room.answered_by === 'people'
  if (room.peer && !people) return null

  async function handOver(): Promise<void> {
    isBusy.value = true
    await groupActs(chat.client)
      .handOver(room.room_id, people ? 'bots' : 'people')
      .catch((error) => (toast.value = { problem: errorCodeOf(error) }))
    isBusy.value = false
  }

  return (
    <div class="answering-bar">
      <LaterIcon name={people ? 'person' : 'bot'} />
      <span class="answering-bar-text" role="status">
        {people ? say.personAnswers : say.botAnswers}
      </span>
      {(room.can_manage || room.peer) && (
        <button type="button" class="text-button" disabled={isBusy.value} onClick={() => void handOver()}>
          {people ? say.giveBack : say.takeOver}
        </button>
      )}
    </div>
  )
}
