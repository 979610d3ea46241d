import type { ConnectionState } from '@imbachat/sdk'
import { errorCodeOf } from '../model/error-code.ts'
import { isGuestDoor } from '../model/frame-model.ts'
import { useFrame } from './frame-context.ts'
import { Icon } from './icons.tsx'

/** A strip that says why nothing moves just now. The region is always there, so that screen readers hear it change. */
export function ConnectionBanner({ state }: { state: ConnectionState }) {
  const { say } = useFrame()
  const text = { connecting: say.connecting, offline: say.offline, waiting_for_token: say.waitingForToken }[
    state.kind as string
  ]
  return (
    <div class={`banner banner-${state.kind}`} role="status">
      {text && (
        <p>
          <span class="spinner" aria-hidden="true" />
          {text}
        </p>
      )}
    </div>
  )
}

/** Instead of the chat, when there can be none: what happened and what to do, in the reader's words. */
export function Closed({ state, guest }: { state: ConnectionState; guest: boolean }) {
  const { say } = useFrame()
  if (guest || (state.kind === 'refused' && isGuestDoor(state.error))) {
    return (
      <div class="blank">
        <Icon name="lock" />
        <p class="blank-title">{say.guestTitle}</p>
        <p>{say.guestHint}</p>
      </div>
    )
  }
  return (
    <div class="blank" role="alert">
      <Icon name="alert" />
      <p class="blank-title">{state.kind === 'refused' ? say.refusedTitle : say.closedTitle}</p>
      {state.kind === 'refused' && <p>{say.errors[errorCodeOf(state.error)]}</p>}
    </div>
  )
}
