import { ChatError } from '@imbachat/protocol'
import type { ApiPrincipal } from '../../chat/principal.ts'
import type { SharedBuckets } from '../../chat/shared-rates.ts'
import type { ApiKeys } from '../../dashboard/keys/api-keys.ts'

/** Calls with wrong keys that come from one address. */
const FAILURES = { burst: 20, perSecond: 0.2 }

/**
 * The one place where the principal of an API key is made.
 * @throws ChatError not_authenticated, rate_limited
 */
export async function apiPrincipal(
  { apiKeys, failures }: { apiKeys: Pick<ApiKeys, 'open'>; failures: SharedBuckets },
  { authorization, address }: { authorization: string | undefined; address: string },
): Promise<ApiPrincipal> {
  const wait = failures.wait(address, FAILURES)
  if (wait > 0) throw new ChatError('rate_limited', 'too many calls with a wrong API key', { retryAfterMs: wait })
  const [, secret] = /^bearer +(\S{1,200}) *$/i.exec(authorization ?? '') ?? []
  const by = secret === undefined ? null : await apiKeys.open(secret)
  if (by !== null) return by
  failures.take(address, FAILURES)
  throw new ChatError(
    'not_authenticated',
    secret === undefined
      ? 'send the API key as Authorization: Bearer imba_key_…'
      : 'there is no such API key, or it has expired or was revoked',
  )
}
