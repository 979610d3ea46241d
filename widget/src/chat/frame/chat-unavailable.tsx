import type { ConnectionState } from '@imbachat/sdk'
import { useSignal } from '@preact/signals'
import { errorCodeOf } from '../core/error-code.ts'
import { useLaterContext } from '../core/view-context.ts'
import { Banned } from '../requests/request-bar.tsx'
import { LaterIcon } from '../ui/later-icons.tsx'
import { Problem } from '../ui/problem.tsx'
import { isGuestDoor } from './chat-frame-model.ts'
import type { ChatModel } from './chat-model.ts'
import { SignIn } from './sign-in.tsx'

/** Shown instead of the chat when it can't start: the reason and what to do. */
export function ChatUnavailable({ chat, guest }: { chat: ChatModel; guest: boolean }) {
  const { say } = useLaterContext()
  const state: ConnectionState = chat.connection.value
  if (guest || (state.kind === 'refused' && isGuestDoor(state.error))) {
    return (
      <div class="blank">
        <LaterIcon name="lock" />
        <p class="blank-title">{say.guestTitle}</p>
        <p>{chat.linkWaits.value ? say.guestLink : say.guestHint}</p>
        <SignIn />
      </div>
    )
  }
  const error = state.kind === 'refused' ? state.error : null
  const ban = error?.restriction
  const erased = ban?.erased === true
  if (ban && !erased) return <Banned restriction={ban} again={<CheckAgain chat={chat} />} />
  return (
    <div class="blank" role="alert">
      <LaterIcon name="alert" />
      <p class="blank-title">{erased ? say.erasedTitle : error ? say.refusedTitle : say.closedTitle}</p>
      {error && <p>{erased ? say.erasedHint : say.errors[errorCodeOf(error)]}</p>}
      {error?.code === 'widget_suspended' && <CheckAgain chat={chat} />}
    </div>
  )
}

/** The client asks by itself, too, but rarely. */
function CheckAgain({ chat }: { chat: ChatModel }) {
  const { say } = useLaterContext()
  const busy = useSignal(false)
  const isReached = useSignal(true)
  async function check(): Promise<void> {
    busy.value = true
    isReached.value = await chat.client.retry()
    busy.value = false
  }
  return (
    <>
      {!isReached.value && <Problem text={say.errors.connection_lost} />}
      <div class="request-buttons">
        <button type="button" class="button" disabled={busy.value} onClick={() => void check()}>
          {say.checkAgain}
        </button>
      </div>
    </>
  )
}
