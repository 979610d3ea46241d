import type { SdkClock } from '../types.ts'
import type { Port, ToHost, ToTab } from './messages.ts'

/** Milliseconds. A worker must be loaded and started, or a new leader found. */
const PATIENCE_FOR_HELLO = 5_000
/** Scattered, so that the tabs do not all take the lock from each other. */
const SCATTER = 2_000
const PING_EVERY = 15_000
/** Twice: a delayed timer runs before the answer that waits behind it. */
const PATIENCE_FOR_PONG = 2_500

export interface HostLink {
  post(message: ToHost): void
  /** Checks now whether the host is still there. */
  probe(): void
  /** Says goodbye and closes the link. */
  close(): void
}

/** A tab's end of a link to the host, from the first hello until it is closed or the host stops answering. */
export function createHostLink(options: {
  port: Port
  clock: SdkClock
  received(message: ToTab): void
  /**
   * called once
   * @param hasAnswered true if the host has answered before
   */
  silent(hasAnswered: boolean): void
}): HostLink {
  const { port, clock, received, silent } = options
  let open = true
  let spoke = false
  /** pings since the host's last message */
  let pings = 0
  let cancel = clock.after(PATIENCE_FOR_HELLO + Math.random() * SCATTER, () => silent(false))

  function post(message: ToHost) {
    if (open) port.postMessage(message)
  }

  function probe() {
    cancel()
    if (pings === 2) return silent(true)
    pings++
    post({ t: 'ping' })
    cancel = clock.after(PATIENCE_FOR_PONG, probe)
  }

  port.onmessage = ({ data }: MessageEvent<ToTab>) => {
    if (!open) return
    if (!spoke || pings > 0) {
      spoke = true
      pings = 0
      cancel()
      cancel = clock.after(PING_EVERY, probe)
    }
    received(data)
  }

  return {
    post,
    probe() {
      if (spoke && pings === 0) probe()
    },
    close() {
      post({ t: 'leave' })
      open = false
      cancel()
      port.close()
    },
  }
}
