import { ChatError } from '@imbachat/protocol'
import { originAllowed } from '@imbachat/protocol/page/origins'
import { hashOfToken } from '../../chat/identity/token-hash.ts'
import type { Widget } from '../../chat/widget.ts'
import type { ConnectDeps } from './connect-deps.ts'

export interface Redeemed {
  dev_id: number
  secret_key: string
  api_login: string
  api_password: string
}

/**
 * A plugin with a live code acts once for the owner who created the code. The server does not call the site: it puts
 * the site's address into the widget's settings, where the owner sees it.
 * @throws ChatError forbidden for a code that is wrong, used or expired; origin_not_allowed, which leaves the code good
 */
export async function redeemCode(
  deps: ConnectDeps,
  { code, site_url }: { code: string; site_url: string },
): Promise<Redeemed> {
  const { readDb, widgets, clock } = deps
  const codeHash = hashOfToken(code)
  const row = await readDb
    .selectFrom('connect_code')
    .select('widget_id')
    .where('code_hash', '=', codeHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', clock.now())
    .executeTakeFirst()
  const widget = row === undefined ? null : await widgets.find(row.widget_id)
  const [secret_key] = widget?.secretKeys ?? []
  const [api_password] = widget?.apiPasswords ?? []
  if (widget === null || secret_key === undefined || api_password === undefined) throw wrongCode()
  const { id, account_id, api_login, origins } = widget
  if (account_id === null) throw wrongCode()

  const origin = new URL(site_url).origin
  if (origins.length > 0 && !originAllowed(origin, origins)) throw otherSite(origin, widget)
  const use = { widget_id: id, codeHash, site_url, used_at: clock.now() }
  if (!(await claim(deps, use))) throw wrongCode()
  try {
    await widgets.change({ account_id }, id, {
      ...wordpressRoutes(site_url),
      ...(origins.length === 0 && { origins: [origin] }),
    })
    await forgetEarlierUses(deps, use)
  } catch (error) {
    // the keys were given to nobody, so the owner's code stays valid
    await release(deps, use)
    throw error
  }
  return { dev_id: id, secret_key, api_login, api_password }
}

interface Use {
  widget_id: number
  codeHash: string
  site_url: string
  used_at: number
}

/** Two requests with one code: one succeeds. */
async function claim({ control }: ConnectDeps, { widget_id, codeHash, site_url, used_at }: Use): Promise<boolean> {
  const claimed = await control
    .updateTable('connect_code')
    .set({ used_at, site_url })
    .where('widget_id', '=', widget_id)
    .where('code_hash', '=', codeHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', used_at)
    .returning('widget_id')
    .execute()
  return claimed.length > 0
}

/** A newer code that the owner created meanwhile ended this one. */
async function release({ control }: ConnectDeps, { widget_id, codeHash }: Use): Promise<void> {
  await control
    .updateTable('connect_code')
    .set({ used_at: null, site_url: null })
    .where('widget_id', '=', widget_id)
    .where('code_hash', '=', codeHash)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('connect_code as newer')
            .select('newer.widget_id')
            .where('newer.widget_id', '=', widget_id)
            .where('newer.used_at', 'is', null),
        ),
      ),
    )
    .execute()
}

/** The dashboard shows the last use. */
async function forgetEarlierUses({ control }: ConnectDeps, { widget_id, codeHash }: Use): Promise<void> {
  await control
    .deleteFrom('connect_code')
    .where('widget_id', '=', widget_id)
    .where('code_hash', '!=', codeHash)
    .where('used_at', 'is not', null)
    .execute()
}

/**
 * Addresses of our WordPress plugin. The query form works on every site; `/wp-json/` needs pretty permalinks.
 * @param site_url without a slash at its end
 */
const wordpressRoutes = (site_url: string) => ({
  users_info_url: `${site_url}/?rest_route=/imbachat/v1/users/{ids}`,
  settings: { search_users_url: `${site_url}/?rest_route=/imbachat/v1/searchusers/{query}` },
})

/** One answer for every wrong code, so that guesses reveal nothing. */
const wrongCode = () =>
  new ChatError('forbidden', 'this code is wrong, was used or has expired: create a new one in the dashboard', {
    field: 'code',
  })

const otherSite = (origin: string, { id }: Widget) =>
  new ChatError(
    'origin_not_allowed',
    `${origin} is not one of the sites of widget ${id}: add it in the ` +
      'dashboard (Site tab), then use the same code again',
    { field: 'site_url' },
  )
