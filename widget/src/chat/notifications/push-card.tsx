import type { ChatModel } from '../frame/chat-model.ts'
import { LaterIcon } from '../ui/later-icons.tsx'
import { decline, hasSent, isDeclined, isOffered, isOn, turnOn } from './browser-push.ts'
import { useNotificationsContext } from './notifications-context.ts'

/** Offers notifications once the user has sent a message on this page: not earlier, and not soon after a no. */
export function PushCard({ chat }: { chat: ChatModel }) {
  const { frame, say } = useNotificationsContext()
  if (!hasSent.value || isOn.value || isDeclined.value || !isOffered(frame, chat)) return null
  return (
    <section class="push-card" aria-label={say.title}>
      <LaterIcon name="bell" />
      <p>{say.card}</p>
      <div class="push-card-buttons">
        <button type="button" class="button primary" onClick={() => turnOn(frame, chat, say)}>
          {say.turnOn}
        </button>
        <button type="button" class="button" onClick={() => decline(chat)}>
          {say.notNow}
        </button>
      </div>
    </section>
  )
}
