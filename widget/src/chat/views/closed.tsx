import type { ConnectionState } from '@imbachat/sdk'
import { isGuestDoor } from '../model/chat-frame-model.ts'
import { errorCodeOf } from '../model/error-code.ts'
import { later } from './later.tsx'
import { LaterIcon } from './later-icons.tsx'
import { SignIn } from './sign-in.tsx'
import { useLaterContext } from './view-context.ts'

const Banned = later(async () => (await import('./request-bar.tsx')).Banned)

/** Instead of the chat, when there can be none: what happened and what to do, in the reader's words. */
export function Closed({ state, guest }: { state: ConnectionState; guest: boolean }) {
  const { say } = useLaterContext()
  if (guest || (state.kind === 'refused' && isGuestDoor(state.error))) {
    return (
      <div class="blank">
        <LaterIcon name="lock" />
        <p class="blank-title">{say.guestTitle}</p>
        <p>{say.guestHint}</p>
        <SignIn />
      </div>
    )
  }
  const ban = state.kind === 'refused' && state.error.restriction
  if (ban) return <Banned restriction={ban} />
  return (
    <div class="blank" role="alert">
      <LaterIcon name="alert" />
      <p class="blank-title">{state.kind === 'refused' ? say.refusedTitle : say.closedTitle}</p>
      {state.kind === 'refused' && <p>{say.errors[errorCodeOf(state.error)]}</p>}
    </div>
  )
}
