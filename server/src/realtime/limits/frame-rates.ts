import { ChatError } from '@imbachat/protocol'
import type { Clock } from '../../chat/clock.ts'
import { createTokenBuckets, TokenBucket } from '../../chat/token-buckets.ts'
import type { Session } from '../connection/session.ts'
import type { FrameLimits, RealtimeLimits } from './limits.ts'

/**
 * How fast frames may come: from a user over all connections (from a connection, until it has a user), from an address
 * and from a widget.
 */
export interface FrameRates {
  /**
   * Takes what a frame costs.
   * @returns null: go on; `rate_limited` with the time to wait; `flood`: the client did not wait too often
   */
  take(session: Session, cost: number): ChatError | null
  /**
   * Takes what a sign-in costs beside its frame. This count stays while the user has no connection.
   * @param cost `null`: not known yet
   * @throws ChatError rate_limited
   */
  signIn(user: { widget_id: number; user_id: string }, cost: number | null): void
  /** From now on the session's frames count as the user's, together with those of the user's closed connections. */
  countAs(session: Session, user: { widget_id: number; user_id: string }): void
}

/** Seconds of a rate that may come at once: a client that reconnects asks for everything that it missed. */
const BURST_SECONDS = 8

const WHOSE: Record<keyof FrameLimits, string> = {
  ofUser: 'of one user',
  ofAddress: 'of one address',
  ofWidget: 'of one widget',
}

export function frameRates(
  { frames, refusals }: Pick<RealtimeLimits, 'frames' | 'refusals'>,
  clock: Clock,
): FrameRates {
  const addresses = createTokenBuckets(clock)
  const widgets = createTokenBuckets<number>(clock)
  const users = createTokenBuckets(clock)
  const signIns = createTokenBuckets(clock)

  /** @returns null, or which rate is used up, and the milliseconds to wait */
  function waitOf(session: Session, cost: number): { of: keyof FrameLimits; ms: number } | null {
    const now = clock.now()
    let ms = 0
    if (frames.ofUser > 0) {
      const size = sizeOf(frames.ofUser)
      session.frames ??= new TokenBucket(size, now)
      ms = session.frames.take(size, now, Math.min(cost, size.burst))
      if (ms > 0) return { of: 'ofUser', ms }
    }
    if (frames.ofAddress > 0 && session.address !== null) {
      const size = sizeOf(frames.ofAddress)
      ms = addresses.take(session.address, size, Math.min(cost, size.burst))
      if (ms > 0) return { of: 'ofAddress', ms }
    }
    if (frames.ofWidget > 0) {
      const size = sizeOf(frames.ofWidget)
      ms = widgets.take(session.widget_id, size, Math.min(cost, size.burst))
      if (ms > 0) return { of: 'ofWidget', ms }
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
      const said = `At most ${frames[wait.of]} frames a second ${WHOSE[wait.of]}.`
      return new ChatError('rate_limited', said, { retryAfterMs: wait.ms })
    },
    countAs(session, { widget_id, user_id }) {
      if (frames.ofUser > 0) session.frames = users.of(`${widget_id}/${user_id}`, sizeOf(frames.ofUser))
    },
    signIn({ widget_id, user_id }, cost) {
      // Most sign-ins cost nothing extra, and nothing is kept of them.
      if (frames.ofUser === 0 || cost === 0) return
      const size = sizeOf(frames.ofUser)
      const key = `${widget_id}/${user_id}`
      // The first sign-in of a user in very many rooms is accepted too.
      const wait = cost === null ? signIns.wait(key, size) : signIns.take(key, size, Math.min(cost, size.burst))
      if (wait > 0) throw new ChatError('rate_limited', 'Too many sign-ins of one user.', { retryAfterMs: wait })
    },
  }
}

const sizeOf = (perSecond: number) => ({ burst: perSecond * BURST_SECONDS, perSecond })
