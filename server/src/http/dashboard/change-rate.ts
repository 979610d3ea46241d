import { ChatError } from '@imbachat/protocol'
import type { Clock } from '../../chat/clock.ts'
import type { OwnerPrincipal } from '../../chat/principal.ts'
import { createTokenBuckets } from '../../chat/token-buckets.ts'

/** @returns counts a change of this account; it throws ChatError rate_limited when there were too many within a minute */
export function changeRate({ clock, changesPerMinute }: { clock: Clock; changesPerMinute: number }) {
  const buckets = createTokenBuckets(clock)
  const size = { perSecond: changesPerMinute / 60, burst: changesPerMinute }
  return ({ accountId }: OwnerPrincipal): void => {
    const wait = changesPerMinute === 0 ? 0 : buckets.take(accountId, size)
    if (wait === 0) return
    throw new ChatError('rate_limited', `at most ${changesPerMinute} changes a minute`, { retryAfterMs: wait })
  }
}
