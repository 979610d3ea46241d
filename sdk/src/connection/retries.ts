import type { ErrorBody } from '@imbachat/protocol'
import type { SdkClock } from '../types.ts'
import type { Connection } from './connection.ts'
import { openSocket } from './socket.ts'

/** Refusals that moderators or the server's administrator take back while the page stays open. */
const MAY_END: ReadonlySet<string> = new Set(['banned', 'widget_suspended'])

/**
 * Milliseconds: the waits between two tries double, and each is a random part of that, from half to all. A suspended
 * widget may have 20,000 open pages, and each try costs the server a connection.
 */
const FIRST_WAIT = 60_000
const LONGEST_WAIT = 600_000
/** A restriction that ends by itself may end for many at once, and clocks differ. */
const AFTER_END = 10_000
/** A user who switches between tabs causes no more tries than this. */
const LEAST_BETWEEN = 30_000

export interface Retries {
  /** Tries at once what is refused. Resolves when the try has an outcome: false if the server was not reached. */
  now(): Promise<boolean>
}

/**
 * Makes a refused connection continue by itself when the refusal was taken back. It tries with a socket of its own, so
 * that the user sees nothing of it. Pages out of sight do not try; they do when they are seen again.
 */
export function keepTrying(options: {
  url: string
  user_id: string | null
  connection: Connection
  clock: SdkClock
}): Retries {
  const { url, user_id, connection, clock } = options
  const { state } = connection
  const doc = typeof document === 'undefined' ? undefined : document
  let tries = 0
  let triedAt = 0
  let trying: Promise<boolean> | null = null
  let cancel = () => {}
  /** the time to try came while the page was out of sight */
  let missed = false

  const refusal = () => {
    const now = state.get()
    return now.kind === 'refused' && mayEnd(now.error) ? now.error : null
  }

  function changed() {
    cancel()
    const { kind } = state.get()
    if (kind === 'online') tries = 0
    if (kind === 'closed') doc?.removeEventListener('visibilitychange', seen)
    const error = refusal()
    if (error) waitAfter(error)
  }

  function waitAfter({ restriction }: ErrorBody) {
    triedAt = clock.now()
    missed = false
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries++, 10)) * (0.5 + Math.random() / 2)
    const untilEnd = (restriction?.until ?? Number.POSITIVE_INFINITY) - triedAt
    cancel = clock.after(Math.min(wait, Math.max(0, untilEnd) + Math.random() * AFTER_END), unlessHidden)
  }

  const isHidden = () => doc?.visibilityState === 'hidden'

  function unlessHidden() {
    if (isHidden()) missed = true
    else void now()
  }

  function seen() {
    if (isHidden()) return
    const early = triedAt + LEAST_BETWEEN - clock.now()
    if (early <= 0) void now()
    else if (missed) {
      cancel()
      cancel = clock.after(early, unlessHidden)
    }
  }

  function now(): Promise<boolean> {
    const error = refusal()
    if (!error) return Promise.resolve(true)
    cancel()
    trying ??= outcome().then((next) => {
      trying = null
      const isReached = next !== null
      if (error !== refusal()) return isReached
      // not reached: it holds for all that is known
      if (next === null || same(next, error)) waitAfter(error)
      else connection.setToken(connection.token())
      return isReached
    })
    return trying
  }

  /** @returns `ok`: the server would take the client; null: it was not reached */
  function outcome(): Promise<ErrorBody | 'ok' | null> {
    return new Promise((resolve) => {
      const socket = openSocket({
        url,
        user_id,
        token: connection.token(),
        clock,
        authenticated() {
          socket.close()
          resolve('ok')
        },
        event() {},
        ended: resolve,
      })
    })
  }

  doc?.addEventListener('visibilitychange', seen)
  state.subscribe(changed)
  changed()
  return { now }
}

/** Erased data does not come back; the user begins again by a reload if they want to. */
const mayEnd = ({ code, restriction }: ErrorBody) => MAY_END.has(code) && !restriction?.erased

const same = (one: ErrorBody | 'ok', two: ErrorBody) =>
  one !== 'ok' && one.code === two.code && JSON.stringify(one.restriction) === JSON.stringify(two.restriction)
