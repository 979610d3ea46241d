import { ChatError } from '@imbachat/protocol'
import type { KeyKind } from '@imbachat/protocol/http/widget/widget-keys'
import { keyMark, mayBeSecretKey } from '../../chat/identity/signing-keys.ts'
import type { SitePrincipal } from '../../chat/principal.ts'
import type { SharedBuckets } from '../../chat/shared-rates.ts'
import type { Widget, WidgetReader } from '../../chat/widget.ts'
import type { KeyUse } from '../../dashboard/keys/key-use.ts'
import { isSecret } from '../is-secret.ts'

/** Calls with wrong keys that come from one address for one widget. */
const FAILURES = { burst: 20, perSecond: 0.2 }

export interface SiteCaller {
  widget_id: number
  address: string
  /** the header */
  authorization: string | undefined
  /** the body's fields, only read when there is no header */
  fields(): Promise<Record<string, unknown>>
}

/**
 * The one place where a site's principal is made: by HTTP Basic with DEV_ID and Secret key, or by the body's `login`
 * and `password`, which are API login and API password.
 * @throws ChatError not_authenticated, rate_limited, invalid_frame
 */
export async function sitePrincipal(
  { widgets, failures, keyUse }: { widgets: WidgetReader; failures: SharedBuckets; keyUse?: KeyUse | undefined },
  { widget_id, address, authorization, fields }: SiteCaller,
): Promise<SitePrincipal> {
  const key = `${address} ${widget_id}`
  const mayTry = () => {
    const wait = failures.wait(key, FAILURES)
    if (wait > 0) throw new ChatError('rate_limited', 'too many calls with a wrong key', { retryAfterMs: wait })
  }
  mayTry()
  try {
    const widget = await widgets.find(widget_id)
    const body = authorization === undefined ? await fields() : {}
    // Again, right before the comparison: calls that came at the same time have failed meanwhile.
    mayTry()
    const used = widget && (basicKey(widget, authorization) ?? bodyPassword(widget, body))
    if (used) {
      keyUse?.note(widget_id, used.kind, keyMark(used.value), 'rest')
      return { kind: 'site', widget_id }
    }
    throw new ChatError(
      'not_authenticated',
      'Authenticate required! Send HTTP Basic with DEV_ID and Secret key, or login and password (API login, API ' +
        'password) in the body',
    )
  } catch (error) {
    failures.take(key, FAILURES)
    throw error
  }
}

interface UsedKey {
  kind: KeyKind
  value: string
}

function basicKey({ id, secretKeys }: Widget, authorization: string | undefined): UsedKey | null {
  const [, encoded] = /^basic +([\w+/=-]+) *$/i.exec(authorization ?? '') ?? []
  if (encoded === undefined) return null
  const [login, ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  const value = password.join(':')
  const isKey = login === String(id) && isSecret(value, secretKeys.filter(mayBeSecretKey))
  return isKey ? { kind: 'secret_key', value } : null
}

function bodyPassword(
  { api_login, apiPasswords }: Widget,
  { login, password }: Record<string, unknown>,
): UsedKey | null {
  if (typeof login !== 'string' || typeof password !== 'string') return null
  const isPassword = login.toLowerCase() === api_login && isSecret(password, apiPasswords)
  return isPassword ? { kind: 'api_password', value: password } : null
}
