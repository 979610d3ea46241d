// What a page pays for the chat, gzipped, held against its budget. Part of `npm test`; `bun tools/size-check.ts` alone.
import { gzipSync } from 'node:zlib'
import { DEFAULT_SETTINGS, type Widget } from '@imbachat/server/domain/widgets/widget'
import { ASSETS_PATH, type Assets, buildAssets, type PageBundle } from '@imbachat/server/http/assets'
import { pageRoutes } from '@imbachat/server/http/page/index'

const KB = 1024

interface Budget {
  what: string
  limit: number
  measure(assets: Assets): number | Promise<number>
}

const BUDGETS: Budget[] = [
  { what: 'loader', limit: 3 * KB, measure: widgetScript },
  { what: "loader's second script", limit: 3.5 * KB, measure: (assets) => atOnce(assets, assets.window) },
  { what: 'frame until the chat is usable', limit: 50 * KB, measure: (assets) => atOnce(assets, assets.frame) },
]

const assets = await buildAssets()
let over = 0
for (const { what, limit, measure } of BUDGETS) {
  const bytes = await measure(assets)
  if (bytes > limit) over++
  console.log(`${bytes > limit ? 'OVER' : 'ok  '} ${what}: ${bytes} of ${limit} bytes`)
}
process.exit(over)

/** What the script tag of a site fetches, settings of its widget included. */
async function widgetScript(assets: Assets): Promise<number> {
  const widget: Widget = {
    id: 1234,
    accountId: null,
    name: 'Shop',
    secretKeys: [],
    apiLogin: '',
    apiPasswords: [],
    usersInfoUrl: null,
    origins: [],
    settings: DEFAULT_SETTINGS,
    createdAt: 0,
  }
  const config = { publicUrl: 'https://chat.shop.example', loopback: false }
  const page = pageRoutes({ widgets: { find: async () => widget }, assets, config })
  const answer = await page.request(`/imbachat/v1/${widget.id}/widget`)
  return gzipped(new Uint8Array(await answer.arrayBuffer()))
}

/** Everything that a page of this bundle loads before it works, each file as it travels. */
function atOnce(all: Assets, { scripts, preloads, styles }: PageBundle): number {
  const files = new Set([...scripts, ...preloads, ...styles])
  return [...files].reduce((sum, path) => {
    const asset = all.get(path.slice(ASSETS_PATH.length))
    if (!asset) throw new Error(`${path} was named but not built`)
    return sum + gzipped(asset.body)
  }, 0)
}

function gzipped(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).byteLength
}
