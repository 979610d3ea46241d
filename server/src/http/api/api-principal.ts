import { ChatError } from '@imbachat/protocol'
import type { ApiPrincipal } from '../../chat/principal.ts'
import type { SharedBuckets } from '../../chat/shared-rates.ts'
import type { ApiKeys } from '../../dashboard/keys/api-keys.ts'

/** Calls with wrong keys that come from one address. */
const FAILURES = { burst: 20, perSecond: 0.2 }

/**
 * The one place where the principal of an API key is made. The key is looked at before the address is: callers of many
 * sites may share one, and wrong keys of some must not keep out the others. A key has 238 random bits, so that gives a
 * guesser nothing.
 * @throws ChatError not_authenticated, rate_limited
 */
export async function apiPrincipal(
  { apiKeys, failures }: { apiKeys: Pick<ApiKeys, 'open'>; failures: SharedBuckets },
  { authorization, address }: { authorization: string | undefined; address: string },
): Promise<ApiPrincipal> {
  const [, secret] = /^bearer +(\S{1,200}) *$/i.exec(authorization ?? '') ?? []
  const by = secret === undefined ? null : await apiKeys.open(secret)
  if (by !== null) return by
  const wait = failures.take(address, FAILURES)
  if (wait > 0) throw new ChatError('rate_limited', 'too many calls with a wrong API key', { retryAfterMs: wait })
  throw new ChatError(
    'not_authenticated',
    secret === undefined
      ? 'send the API key as Authorization: Bearer imba_key_…'
      : 'there is no such API key, or it has expired or was revoked',
  )
}
