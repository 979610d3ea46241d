import type { Connection, ConnectionOptions } from '../connection/connection.ts'
import { observable } from '../observable.ts'
import { connectionLost } from '../request-error.ts'
import type { ConnectionState } from '../types.ts'

/** Milliseconds until the script is requested again. */
const RETRY_AFTER = 5_000

/**
 * A connection of this tab alone, whose script is loaded on demand: few tabs need it, the others share a connection.
 */
export function connectionOnDemand(options: ConnectionOptions): Connection {
  const { clock } = options
  const state = observable<ConnectionState>({ kind: 'connecting' })
  let { token } = options
  let inner: Connection | null = null
  let suspended = false
  let closed = false
  let loading = false
  let cancelRetry = () => {}

  function start() {
    if (loading) return
    loading = true
    cancelRetry()
    import('./own-connection.ts')
      .finally(() => {
        loading = false
      })
      .then(
        ({ createConnection }) => {
          if (closed || suspended) return
          inner = createConnection({ ...options, token })
          inner.state.subscribe(state.set)
          state.set(inner.state.get())
        },
        () => {
          if (closed) return
          state.set({ kind: 'offline', retryAt: clock.now() + RETRY_AFTER })
          cancelRetry = clock.after(RETRY_AFTER, start)
        },
      )
  }

  start()

  return {
    state,
    request: (type, input) => (inner ? inner.request(type, input) : Promise.reject(connectionLost())),
    setToken(next) {
      token = next
      inner?.setToken(next)
    },
    token: () => inner?.token() ?? token,
    wake(patienceMs) {
      suspended = false
      if (inner) inner.wake(patienceMs)
      else if (!closed) start()
    },
    drop: () => inner?.drop(),
    suspend() {
      suspended = true
      inner?.suspend()
    },
    close() {
      closed = true
      cancelRetry()
      if (inner) inner.close()
      else state.set({ kind: 'closed' })
    },
  }
}
