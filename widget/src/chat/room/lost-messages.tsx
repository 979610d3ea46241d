import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { copyText } from '../ui/clipboard.ts'
import { Icon } from '../ui/icons.tsx'

/**
 * Messages that could not be sent before the user was taken out of the room: the user sees them instead of losing them
 * silently.
 */
export function LostMessages({ chat }: { chat: ChatModel }) {
  const { say } = useLaterContext()
  const open = chat.selectedRoomId.value
  const lost = chat.lost.value.filter(({ room_id }) => room_id !== open)
  return (
    <>
      {lost.map(({ client_id, text }) => (
        <div key={client_id} class="lost" role="alert">
          <p class="lost-title">
            <Icon name="alert" />
            {say.lostTitle}
          </p>
          <p class="lost-text" dir="auto">
            {text}
          </p>
          <div>
            <button type="button" class="text-button" onClick={() => void copyText(text)}>
              {say.copy}
            </button>
            <button type="button" class="text-button danger" onClick={() => void chat.client.discard(client_id)}>
              {say.discard}
            </button>
          </div>
        </div>
      ))}
    </>
  )
}
