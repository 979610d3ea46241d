import type { RoomSummary } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { useSignal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { LaterIcon } from '../ui/later-icons.tsx'
import { toast } from '../ui/toast-model.ts'

/**
 * Above the messages of a room with bots: whether a bot or a person answers, and for those who may change it the other
 * one. In a dialog with a bot it says only that the bot no longer answers.
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
    <div class="who-answers">
      <LaterIcon name={people ? 'person' : 'bot'} />
      <span class="who-answers-text" role="status">
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
