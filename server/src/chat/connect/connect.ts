import type { Connection } from '@imbachat/protocol/http/connect'
import type { Kysely } from 'kysely'
import type { WidgetScope } from '../../owner/widgets/scope.ts'
import type { Widgets } from '../../owner/widgets/widgets.ts'
import type { Database } from '../../store/schema.ts'
import { createAttempts } from '../attempts.ts'
import type { Clock } from '../clock.ts'
import { connectionOf } from './connection-of.ts'
import { createCode } from './create-code.ts'
import { type Redeemed, redeemCode } from './redeem-code.ts'

/** Attempts of one address: codes can't be guessed, but each attempt costs a read of the store. */
const TRIES = { max: 20, windowMs: 60_000 }

export interface ConnectDeps {
  control: Kysely<Database>
  reader: Kysely<Database>
  widgets: Pick<Widgets, 'get' | 'find' | 'change'>
  clock: Clock
}

/** Connects CMS plugins to widgets by one-time codes. */
export interface Connect {
  /** @throws ChatError not_found, also for another account's widget */
  createCode(scope: WidgetScope, widgetId: number): Promise<{ code: string; expires_at: number }>
  /** @throws ChatError not_found, also for another account's widget */
  connection(scope: WidgetScope, widgetId: number): Promise<Connection | null>
  /**
   * @param address of the site's server
   * @throws ChatError rate_limited, forbidden, origin_not_allowed
   */
  redeem(given: { code: string; site_url: string }, address: string): Promise<Redeemed>
}

export function createConnect(deps: ConnectDeps): Connect {
  const tries = createAttempts({ clock: deps.clock, ...TRIES })
  return {
    createCode: (scope, widgetId) => createCode(deps, scope, widgetId),
    connection: (scope, widgetId) => connectionOf(deps, scope, widgetId),
    async redeem(given, address) {
      tries.take(address)
      return redeemCode(deps, given)
    },
  }
}
