import { randomInt } from 'node:crypto'
import { CONNECT_ALPHABET, CONNECT_CODE_LENGTH } from '@imbachat/protocol/http/connect'
import type { WidgetScope } from '../../owner/widgets/scope.ts'
import { hashOfCode } from './code-hash.ts'
import type { ConnectDeps } from './connect.ts'

/** Long enough to install the plugin, short enough that a code in a chat log or screenshot is dead. */
const LIFETIME_MS = 15 * 60_000

/** Only the hash is stored: the code is shown once, to the owner. */
export async function createCode({ control, widgets, clock }: ConnectDeps, scope: WidgetScope, widgetId: number) {
  await widgets.get(scope, widgetId)
  const code = freshCode()
  const expiresAt = clock.now() + LIFETIME_MS
  await control.deleteFrom('connect_code').where('widget_id', '=', widgetId).where('used_at', 'is', null).execute()
  await control
    .insertInto('connect_code')
    .values({ widget_id: widgetId, code_hash: hashOfCode(code), expires_at: expiresAt, used_at: null, site_url: null })
    .execute()
  return { code: code.replaceAll(/.{5}(?=.)/g, '$&-'), expires_at: expiresAt }
}

const freshCode = (): string =>
  Array.from({ length: CONNECT_CODE_LENGTH }, () => CONNECT_ALPHABET[randomInt(CONNECT_ALPHABET.length)]).join('')
