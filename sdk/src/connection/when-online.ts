import { ChatRequestError, connectionLost } from '../request-error.ts'
import type { ConnectionState, Observable, SdkClock } from '../types.ts'

/** Milliseconds that a request waits for a connection that is being opened. */
const WAIT_FOR_CONNECTION = 15_000

/** Developers read it in the console of the page. */
const EXPIRED = 'The token has expired.'

/** Resolves when the client is online. @throws ChatRequestError if there will be no connection, or none in time */
export function untilOnline(connection: Observable<ConnectionState>, clock: SdkClock): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      const state = connection.get()
      if (state.kind === 'online') finish(resolve)
      else if (state.kind === 'refused') finish(() => reject(new ChatRequestError(state.error)))
      else if (state.kind === 'expired')
        finish(() => reject(new ChatRequestError({ code: 'token_expired', message: EXPIRED })))
      else if (state.kind === 'closed') finish(() => reject(connectionLost()))
    }
    const finish = (how: () => void) => {
      cancel()
      stop()
      how()
    }
    const cancel = clock.after(WAIT_FOR_CONNECTION, () => finish(() => reject(connectionLost())))
    const stop = connection.subscribe(settle)
    settle()
  })
}
