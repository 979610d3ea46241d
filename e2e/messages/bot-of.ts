import { API_SCOPES } from '@imbachat/protocol/http/api/api-scopes'
import { systemClock } from '../../server/src/chat/clock.ts'
import { silentLog } from '../../server/src/chat/log.ts'
import { createApiKeys } from '../../server/src/dashboard/keys/api-keys.ts'
import type { World } from '../stage/harness.ts'

const OWNER = {
  kind: 'dashboard',
  account_id: 'owner',
  email: 'owner@shop.example',
  role: 'owner',
  site: null,
} as const

/**
 * Calls the server API.
 * @returns the body of the answer
 * @throws Error if it is refused
 */
export type ApiCall = <T = object>(method: string, path: string, body?: object) => Promise<T>

/** A bot of the widget, and the calls of its program and of the site's server. */
export async function botOf({ app, chatUrl, widgetId }: World, user_id: string, name: string) {
  const { chat: store, control, readDb } = app.store
  const limits = { API_KEYS_PER_WIDGET: 0 }
  const keys = createApiKeys({ store, control, readDb, clock: systemClock, log: silentLog, limits })
  const key = { name: 'Site', scopes: API_SCOPES, days: null }
  const site = caller(chatUrl, (await keys.create(OWNER, widgetId, key)).secret)
  await site('PUT', `/bots/${user_id}`, { name, receives: 'all' })
  const { key: secret } = await site<{ key: string }>('POST', `/bots/${user_id}/keys`, {})
  return { site, key: secret, bot: caller(chatUrl, secret) }
}

const caller =
  (chatUrl: string, secret: string): ApiCall =>
  async <T>(method: string, path: string, body?: object) => {
    const answer = await fetch(`${chatUrl}/v3${path}`, {
      method,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const given = (await answer.json()) as T & { code?: string }
    if (!answer.ok) throw new Error(given.code)
    return given
  }
