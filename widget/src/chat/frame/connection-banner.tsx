import type { ConnectionState } from '@imbachat/sdk'
import { Quiet } from '../bundles/views.ts'
import { useViewContext } from '../core/view-context.ts'

/** Text for a lost connection; undefined while the client is online. */
export function useConnectionText(): string | undefined {
  const { frame, say } = useViewContext()
  const kind: string | undefined = frame.chat.value?.connection.value.kind
  return { connecting: say.connecting, offline: say.offline, waiting_for_token: say.waitingForToken }[kind ?? '']
}

/**
 * The connection's state under a title, in the place of other text. `ConnectionBanner` announces it to screen readers.
 */
export function ConnectionLine({ text }: { text: string }) {
  return (
    <span class="connection-line" aria-hidden="true">
      {text}
    </span>
  )
}

/**
 * Says why nothing moves. The region is always there, so that screen readers announce its changes. It is seen only
 * where the reader has to do something: the lines under the titles move nothing.
 */
export function ConnectionBanner({ state }: { state: ConnectionState }) {
  const text = useConnectionText()
  return (
    <div class={text ? 'sr-only' : 'banner'} role="status">
      {state.kind === 'expired' && <Quiet.SessionExpired />}
      {text}
    </div>
  )
}
