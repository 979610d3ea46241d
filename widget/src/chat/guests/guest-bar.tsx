import type { RequestErrorCode } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { useLaterContext } from '../core/view-context.ts'
import type { ChatModel } from '../frame/chat-model.ts'
import { SignIn } from '../frame/sign-in.tsx'
import { Problem } from '../ui/problem.tsx'
import { enterAsGuest } from './enter-as-guest.ts'

/**
 * In the composer's place for a visitor who is not signed in: the way to sign in, and a name to write under where
 * guests may.
 */
export function GuestBar({ chat }: { chat: ChatModel }) {
  const { frame, say } = useLaterContext()
  if (frame.settings.guests === 'write') return <NameForm chat={chat} />
  return (
    <div class="request-bar guest-bar">
      <p>{say.guestWrite}</p>
      <SignIn />
    </div>
  )
}

const NAME_MAX = 40

function NameForm({ chat }: { chat: ChatModel }) {
  const { say } = useLaterContext()
  const name = useSignal('')
  const busy = useSignal(false)
  const problem = useSignal<RequestErrorCode | null>(null)

  async function enter(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (busy.value || name.value.trim() === '') return
    busy.value = true
    problem.value = await enterAsGuest(chat, name.value.trim())
    busy.value = false
  }

  return (
    <form class="request-bar" onSubmit={(event) => void enter(event)}>
      {problem.value && (
        <Problem text={problem.value === 'invalid_field' ? say.guestNameUnfit : say.errors[problem.value]} />
      )}
      <div class="guest-form">
        <input
          type="text"
          name="name"
          autocomplete="nickname"
          aria-label={say.guestName}
          placeholder={say.guestName}
          maxLength={NAME_MAX}
          value={name.value}
          onInput={(event) => (name.value = event.currentTarget.value)}
        />
        <button type="submit" class="button primary" disabled={busy.value}>
          {say.guestEnter}
        </button>
      </div>
      <SignIn quiet />
    </form>
  )
}
