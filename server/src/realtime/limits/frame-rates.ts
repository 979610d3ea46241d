import { ChatError } from '@imbachat/protocol'
import type { Clock } from '../../chat/clock.ts'
import { createTokenBuckets, TokenBucket } from '../../chat/token-buckets.ts'
import type { Session } from '../connection/session.ts'
import type { RealtimeLimits } from './limits.ts'

/**
 * Rate limits of frames: per user over all connections (per connection until it has a user), per address and per
 * widget.
 */
export interface FrameRates {
  /**
   * Takes the cost of a frame.
   * @returns null: allowed; `rate_limited` with the time to wait; `flood`: the client ignored too many waits
   */
  take(session: Session, cost: number): ChatError | null
  /**
   * Takes the cost of a sign-in beside its frame. This count stays while the user has no connection.
   * @param cost `null`: not known yet
   * @throws ChatError rate_limited
   */
  signIn(user: { widget_id: number; user_id: string }, cost: number | null): void
  /** From now on the session's frames count as the user's, together with those of the user's closed connections. */
  countAs(session: Session, user: { widget_id: number; user_id: string }): void
}

/** Seconds of a rate that may come at once: a client that reconnects asks for everything that it missed. */
const BURST_SECONDS = 8

const WHOSE = {
  FRAMES_PER_SECOND: 'of one user',
  FRAMES_PER_SECOND_PER_ADDRESS: 'of one address',
  FRAMES_PER_SECOND_PER_WIDGET: 'of one widget',
}

type Rate = keyof typeof WHOSE

export function frameRates({ refusals, ...limits }: Pick<RealtimeLimits, Rate | 'refusals'>, clock: Clock): FrameRates {
  const {
    FRAMES_PER_SECOND: ofUser,
    FRAMES_PER_SECOND_PER_ADDRESS: ofAddress,
    FRAMES_PER_SECOND_PER_WIDGET: ofWidget,
  } = limits
  const addresses = createTokenBuckets(clock)
  const widgets = createTokenBuckets<number>(clock)
  const users = createTokenBuckets(clock)
  const signIns = createTokenBuckets(clock)

  /** @returns null, or which rate is used up, and the milliseconds to wait */
  function waitOf(session: Session, cost: number): { of: Rate; ms: number } | null {
    const now = clock.now()
    let ms = 0
    if (ofUser > 0) {
      const size = sizeOf(ofUser)
      const count = Math.min(cost, size.burst)
      // By its key each time: a bucket that is full may be forgotten, and then all connections get the same new one.
      if (session.rateKey !== null) ms = users.take(session.rateKey, size, count)
      else {
        session.frames ??= new TokenBucket(size, now)
        ms = session.frames.take(size, now, count)
      }
      if (ms > 0) return { of: 'FRAMES_PER_SECOND', ms }
    }
    if (ofAddress > 0 && session.address !== null) {
      const size = sizeOf(ofAddress)
      ms = addresses.take(session.address, size, Math.min(cost, size.burst))
      if (ms > 0) return { of: 'FRAMES_PER_SECOND_PER_ADDRESS', ms }
    }
    if (ofWidget > 0) {
      const size = sizeOf(ofWidget)
      ms = widgets.take(session.widget_id, size, Math.min(cost, size.burst))
      if (ms > 0) return { of: 'FRAMES_PER_SECOND_PER_WIDGET', ms }
    }
    return null
  }

  return {
    take(session, cost) {
      const wait = waitOf(session, cost)
      if (wait === null) return null
      const now = clock.now()
      session.refusals ??= new TokenBucket(refusals, now)
      if (session.refusals.take(refusals, now) > 0) {
        return new ChatError('flood', 'Too many frames for too long.', { retryAfterMs: 10_000 })
      }
      const text = `At most ${limits[wait.of]} frames a second ${WHOSE[wait.of]}.`
      return new ChatError('rate_limited', text, { retryAfterMs: wait.ms })
    },
    countAs(session, { widget_id, user_id }) {
      if (ofUser > 0) session.rateKey = `${widget_id}/${user_id}`
    },
    signIn({ widget_id, user_id }, cost) {
      // Most sign-ins cost nothing extra, and nothing is kept of them.
      if (ofUser === 0 || cost === 0) return
      const size = sizeOf(ofUser)
      const key = `${widget_id}/${user_id}`
      // The first sign-in of a user in very many rooms is accepted too.
      const wait = cost === null ? signIns.wait(key, size) : signIns.take(key, size, Math.min(cost, size.burst))
      if (wait > 0) throw new ChatError('rate_limited', 'Too many sign-ins of one user.', { retryAfterMs: wait })
    },
  }
}

const sizeOf = (perSecond: number) => ({ burst: perSecond * BURST_SECONDS, perSecond })
