// Compares the gzipped bytes that a page loads for the chat, and a browser for the dashboard, with their budgets. Part
// of `npm test`; `bun tools/size-check.ts` alone.
import { gzipSync } from 'node:zlib'
import { DEFAULT_SETTINGS, NO_QUOTAS, type Widget } from '@imbachat/server/chat/widget'
import { ASSETS_PATH, type Assets, buildAssets, type PageBundle } from '@imbachat/server/http/assets'
import { pageRoutes } from '@imbachat/server/http/page/index'
import { rulesOfRow } from '@imbachat/server/moderation/rules/compiled-rules'

const KB = 1024

interface Part {
  part: string
  budget: number
  measure(assets: Assets): number | Promise<number>
}

const frame = (part: string, budget: number, pick: (bundle: PageBundle) => string[]): Part => ({
  part: `chat frame: ${part}`,
  budget,
  measure: (assets) => sizeOf(assets, pick(assets.frame)),
})

/**
 * Each part has bytes of its own, so that no feature lives on what is left of another. The first view has 50 KB in all:
 * its script and its styles share the last bytes.
 */
const PARTS: Part[] = [
  { part: 'widget script', budget: 3 * KB, measure: widgetScript },
  // with the frame that lets a browser forget its user, the names of what the page's tab keeps, a site's own worker,
  // what a frame with calls is allowed, and that somebody calls
  { part: "widget's second script", budget: 7 * KB, measure: (assets) => sizeOf(assets, atOnce(assets.window)) },
  {
    // with the shapes of the launcher's icons, what markup may not do, and who calls in the page's title
    part: "widget's third script, on demand",
    budget: 6.75 * KB,
    measure: (assets) => sizeOf(assets, atOnce(assets.pageParts)),
  },
  {
    part: 'custom elements, on demand',
    budget: 1.5 * KB,
    measure: (assets) => sizeOf(assets, atOnce(assets.elements)),
  },
  frame('until usable', 50 * KB, atOnce),
  frame('script of the first view', 45.75 * KB, ({ scripts, preloads }) => [...scripts, ...preloads]),
  frame('styles of the first view', 4.3125 * KB, ({ styles }) => styles),
  // with those of calls
  frame('styles on demand', 11.25 * KB, ({ laterStyles }) => laterStyles),
  // each section, and the chart, is fetched when it is opened
  { part: 'dashboard: first view', budget: 60 * KB, measure: (all) => sizeOf(all, atOnce(all.dashboard)) },
]

/** Of each script on demand, with what it shares with others. */
const ON_DEMAND: Record<string, number> = {
  // with notifications: the way to them after a message was sent, and their settings; buttons and entries of calls;
  // with the drawings of two cameras and the full screen
  rest: 103.5 * KB,
  // with the tab that rings
  page: 12.25 * KB,
  // one list of all names of a user; fetched where the site lists several
  'with-profiles': 2.75 * KB,
  // the connection, the ring and the views of a call; fetched by the button or by the first call. 3.25 KB of it are
  // shared with `rest`. Users asked for more than 17.25 KB: a page that goes on with a call knows what was off, a
  // phone has two cameras, a silenced ring can be answered, a shared screen fills the screen, the tab says who calls
  calls: 18.5 * KB,
  // the bar, the grid and the hosts' menu of groups; the first call of a group fetches it. 3.75 KB of it are shared
  'group-call': 5.75 * KB,
  // media through a server: of groups and private calls
  'sfu-room': 4 * KB,
  // of the SDK: files, reactions, marks, and a connection that fails
  'on-demand': 7.5 * KB,
  // where no worker can have it
  'own-connection': 7 * KB,
  // the dashboard's preview alone fetches it
  'sample-connection': 3.5 * KB,
  // the English phrases of all views on demand
  'english-later': 9 * KB,
  // the names of 1,870 emoji, fetched when a user picks or looks for one
  'words-en': 34 * KB,
  'words-ru': 40 * KB,
  'words-ar': 40 * KB,
  'words-de': 34 * KB,
  'words-es': 24 * KB,
  'words-fr': 34 * KB,
}

/** A language's phrases of the first view, and of the rest; Cyrillic and Arabic take twice the bytes. */
const CATALOG = [2 * KB, 11.5 * KB] as const

const assets = await buildAssets()
const onDemand = Object.keys(assets.frame.laterScripts).map((name) =>
  frame(`${name}, on demand`, ON_DEMAND[name] ?? 0, ({ laterScripts }) => laterScripts[name] ?? []),
)
const catalogs = Object.entries(assets.catalogs).flatMap(([language, scripts]) =>
  scripts.map(
    (script, index): Part => ({
      part: `chat frame: ${language}, ${index === 0 ? 'first view' : 'on demand'}`,
      budget: CATALOG[index] ?? 0,
      measure: (all) => sizeOf(all, [script]),
    }),
  ),
)
let over = 0
console.log(`${'part'.padEnd(44)}${'gzipped'.padStart(8)}${'budget'.padStart(8)}`)
for (const { part, budget, measure } of [...PARTS, ...onDemand, ...catalogs]) {
  const bytes = await measure(assets)
  if (bytes > budget) over++
  console.log(`${part.padEnd(44)}${`${bytes}`.padStart(8)}${`${budget}`.padStart(8)}${bytes > budget ? '  OVER' : ''}`)
}
process.exit(over)

/** The script that a site's tag fetches, settings of its widget included. */
async function widgetScript(assets: Assets): Promise<number> {
  const widget: Widget = {
    id: 1234,
    account_id: null,
    name: 'Shop',
    secretKeys: [],
    api_login: '',
    apiPasswords: [],
    users_info_url: null,
    origins: [],
    settings: DEFAULT_SETTINGS,
    rules: rulesOfRow(null),
    suspended: null,
    quotas: NO_QUOTAS,
    created_at: 0,
  }
  const config = { publicUrl: 'https://chat.shop.example', loopback: false }
  const page = pageRoutes({ widgets: { find: async () => widget }, assets, config })
  const answer = await page.request(`/imbachat/v1/${widget.id}/widget`)
  return gzipped(new Uint8Array(await answer.arrayBuffer()))
}

/** Everything that a page of this bundle loads before it works. */
function atOnce({ scripts, preloads, styles }: PageBundle): string[] {
  return [...scripts, ...preloads, ...styles]
}

/** Each file as it travels. */
function sizeOf(all: Assets, paths: string[]): number {
  return [...new Set(paths)].reduce((sum, path) => {
    const asset = all.files.get(path.slice(ASSETS_PATH.length))
    if (!asset) throw new Error(`${path} was named but not built`)
    return sum + gzipped(asset.body)
  }, 0)
}

function gzipped(bytes: Uint8Array): number {
  return gzipSync(bytes, { level: 9 }).byteLength
}
