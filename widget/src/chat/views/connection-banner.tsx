import type { ConnectionState } from '@imbachat/sdk'
import { SessionExpired } from './later-views.ts'
import { useViewContext } from './view-context.ts'

/** A strip that says why nothing moves. The region is always there, so that screen readers announce its changes. */
export function ConnectionBanner({ state }: { state: ConnectionState }) {
  const { say } = useViewContext()
  const text = { connecting: say.connecting, offline: say.offline, waiting_for_token: say.waitingForToken }[
    state.kind as string
  ]
  return (
    <div class={`banner banner-${state.kind}`} role="status">
      {state.kind === 'expired' && <SessionExpired />}
      {text && (
        <p>
          <span class="spinner" aria-hidden="true" />
          {text}
        </p>
      )}
    </div>
  )
}
