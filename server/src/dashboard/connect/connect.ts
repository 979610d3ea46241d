import { randomInt } from 'node:crypto'
import { CONNECT_ALPHABET, CONNECT_CODE_LENGTH, type Connection } from '@imbachat/protocol/http/widget/connect'
import { createAttempts } from '../../chat/attempts.ts'
import { hashOfToken } from '../../chat/identity/token-hash.ts'
import type { WidgetScope } from '../widgets/scope.ts'
import type { ConnectDeps } from './connect-deps.ts'
import { type Redeemed, redeemCode } from './redeem-code.ts'

/** Attempts of one address: codes can't be guessed, but each attempt costs a read of the store. */
const TRIES = { max: 20, windowMs: 60_000 }

/** Long enough to install the plugin, short enough that a code in a chat log or screenshot is dead. */
const CODE_LIFETIME_MS = 15 * 60_000

/** Connects CMS plugins to widgets by one-time codes. */
export interface Connect {
  /** @throws ChatError not_found, also for another account's widget */
  createCode(scope: WidgetScope, widget_id: number): Promise<{ code: string; expires_at: number }>
  /** @throws ChatError not_found, also for another account's widget */
  connection(scope: WidgetScope, widget_id: number): Promise<Connection | null>
  /**
   * @param address of the site's server
   * @throws ChatError rate_limited, forbidden, origin_not_allowed
   */
  redeem(given: { code: string; site_url: string }, address: string): Promise<Redeemed>
}

export function createConnect(deps: ConnectDeps): Connect {
  const tries = createAttempts({ buckets: deps.rates.buckets('codes of plugins'), ...TRIES })
  return {
    createCode: (scope, widget_id) => createCode(deps, scope, widget_id),
    connection: (scope, widget_id) => connectionOf(deps, scope, widget_id),
    async redeem(given, address) {
      tries.take(address)
      return redeemCode(deps, given)
    },
  }
}

/** Only the hash is stored: the code is shown once, to the owner. */
async function createCode({ control, widgets, clock }: ConnectDeps, scope: WidgetScope, widget_id: number) {
  await widgets.get(scope, widget_id)
  const code = freshCode()
  const expires_at = clock.now() + CODE_LIFETIME_MS
  await control.deleteFrom('connect_code').where('widget_id', '=', widget_id).where('used_at', 'is', null).execute()
  await control
    .insertInto('connect_code')
    .values({ widget_id, code_hash: hashOfToken(code), expires_at, used_at: null, site_url: null })
    .execute()
  return { code: code.replaceAll(/.{5}(?=.)/g, '$&-'), expires_at }
}

const freshCode = (): string =>
  Array.from({ length: CONNECT_CODE_LENGTH }, () => CONNECT_ALPHABET[randomInt(CONNECT_ALPHABET.length)]).join('')

/** The site that used the widget's last code. */
async function connectionOf(
  { readDb, widgets }: ConnectDeps,
  scope: WidgetScope,
  widget_id: number,
): Promise<Connection | null> {
  await widgets.get(scope, widget_id)
  const row = await readDb
    .selectFrom('connect_code')
    .select(['site_url', 'used_at'])
    .where('widget_id', '=', widget_id)
    .where('used_at', 'is not', null)
    .orderBy('used_at', 'desc')
    .executeTakeFirst()
  if (row?.site_url == null || row.used_at === null) return null
  return { site_url: row.site_url, connected_at: row.used_at }
}
