import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '@imbachat/server/app'
import type { Person } from './people.ts'

/** The teal of the demo's pages. */
const LOOKS = { accent: '#0f766e' }

/** The widget of the demo site: created once, its number kept in DATA_DIR, its addresses updated at each start. */
export async function demoWidget({ widgets, accounts, config }: App, siteUrl: string): Promise<DemoWidget> {
  const site = {
    users_info_url: `${siteUrl}/users-info`,
    origins: [siteUrl],
    settings: { search_users_url: `${siteUrl}/search/{query}` },
  }
  const file = join(config.dataDir, 'demo-widget')
  const known = await widgets.find(readNumber(file))
  const { id } =
    known === null
      ? // without an account it waits for the first one
        await widgets.create((await accounts.first())?.account_id ?? null, {
          name: 'Quayside (demo)',
          ...site,
          settings: LOOKS,
        })
      : await widgets.change('all_widgets', known.id, site)
  writeFileSync(file, `${id}\n`)

  const widget = await widgets.find(id)
  const [secretKey] = widget?.secretKeys ?? []
  const [apiPassword] = widget?.apiPasswords ?? []
  if (widget === null || secretKey === undefined || apiPassword === undefined)
    throw new Error(`widget ${id} has no keys`)
  return { id, secretKey, apiLogin: widget.api_login, apiPassword }
}

/** 0, which no widget has, when there is no such file. */
function readNumber(file: string): number {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || 0
  } catch {
    return 0
  }
}

/** The levers of the site, for tests; nothing of it can be reached over HTTP. */
export interface DemoControl {
  /** the site's users; change names and avatars at will */
  people: Person[]
  /** whether the market shows pictures: each takes the browser longer than the rest of its card */
  pictures: boolean
  /** how `/users-info` behaves */
  answer:
    | { kind: 'well' }
    | { kind: 'slow'; until: Promise<unknown> }
    | { kind: 'down' }
    | { kind: 'nonsense'; body: string }
  /** how long tokens last, seconds; negative: they have ended already */
  tokenSeconds: number
  /** paths and queries at which `/users-info` was asked, oldest first */
  asked: string[]
  /** more headers of the site's pages */
  pageHeaders: Record<string, string>
}

/** Keys that the owner of this site copied from the dashboard. */
export interface DemoWidget {
  id: number
  secretKey: string
  apiLogin: string
  apiPassword: string
}
