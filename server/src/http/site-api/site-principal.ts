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

/** From this length on, an API password can't be guessed at any rate. The server makes longer ones; imports may not. */
const LONG_PASSWORD = 32

export interface SiteCaller {
  widget_id: number
  address: string
  /** the header */
  authorization: string | undefined
  /** the body's fields, only read if the header is missing */
  fields(): Promise<Record<string, unknown>>
}

/**
 * The one place where a site's principal is made: by HTTP Basic with DEV_ID and Secret key, or by the body's `login`
 * and `password`, which are API login and API password. The keys are compared before the failures are asked for:
 * callers of many sites may share an address, and wrong keys of some must not keep out the others. A short password
 * waits with the wrong ones, or above the limit each guess would still be answered.
 * @throws ChatError not_authenticated, rate_limited, invalid_frame
 */
export async function sitePrincipal(
  { widgets, failures, keyUse }: { widgets: WidgetReader; failures: SharedBuckets; keyUse?: KeyUse | undefined },
  { widget_id, address, authorization, fields }: SiteCaller,
): Promise<SitePrincipal> {
  const key = `${address} ${widget_id}`
  try {
    const widget = await widgets.find(widget_id)
    const body = authorization === undefined ? await fields() : {}
    const used = widget && (basicKey(widget, authorization) ?? bodyPassword(widget, body))
    if (used && (isLong(used) || failures.wait(key, FAILURES) === 0)) {
      keyUse?.note(widget_id, used.kind, keyMark(used.value), 'rest')
      return { kind: 'site', widget_id }
    }
    throw new ChatError(
      'not_authenticated',
      'Authenticate required! Send HTTP Basic with DEV_ID and Secret key, or login and password (API login, API ' +
        'password) in the body',
    )
  } catch (error) {
    const wait = failures.take(key, FAILURES)
    if (wait > 0) throw new ChatError('rate_limited', 'too many calls with a wrong key', { retryAfterMs: wait })
    throw error
  }
}

interface UsedKey {
  kind: KeyKind
  value: string
}

/** Secret keys always are: see `mayBeSecretKey`. */
const isLong = ({ kind, value }: UsedKey) => kind === 'secret_key' || value.length >= LONG_PASSWORD

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
