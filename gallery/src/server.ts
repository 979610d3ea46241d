// The gallery: every view of the chat and of the dashboard in each of its states. Developers and tests start it; no
// server of ours knows it.
import { join, relative } from 'node:path'
import { ASSETS_PATH, type Assets, theAssets } from '@imbachat/server/http/assets'
import type { BunPlugin } from 'bun'

const ROOT = join(import.meta.dir, '..', '..')
const FONTS = ['noto-sans', 'noto-sans-mono', 'noto-sans-arabic', 'noto-emoji']

/** Modules that the gallery puts others in the place of. */
const IN_PLACE_OF: Readonly<Record<string, string>> = {
  'widget/src/chat/sample/sample-connection.ts': 'chat/connection.ts',
  'widget/src/bridge/chat-frame-side.ts': 'chat/page-side.ts',
}

/** Modules with components, or with phrases. */
const WITH_VIEWS = /\.tsx$|phrases\.ts$|i18n\/index\.ts$/

export interface Gallery {
  url: string
  stop(): Promise<void>
}

/**
 * @param port 0: any
 * @param script path of a script for the list of all views, such as one that reloads it
 */
export function startGallery(port: number, script?: string): Gallery {
  let bundles: ReturnType<typeof build> | null = null
  const server = Bun.serve({
    port,
    hostname: '127.0.0.1',
    // the first answer waits for the bundles
    idleTimeout: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url)
      const assets = await theAssets()
      const asset = assets.files.get(pathname.slice(ASSETS_PATH.length))
      if (asset) return file(asset.body, asset.type)
      bundles ??= build()
      const { chat, dashboard, index } = await bundles
      const built = [chat, dashboard, index].map(({ files }) => files.get(pathname)).find((found) => found)
      if (built) return file(built, built.type)
      if (pathname === '/frozen.js') return file(Bun.file(join(import.meta.dir, 'frozen.js')), 'text/javascript')
      if (pathname === '/frozen.css') return file(Bun.file(join(import.meta.dir, 'frozen.css')), 'text/css')
      if (pathname.startsWith('/fonts/')) return font(pathname.slice('/fonts/'.length))
      if (pathname === '/') return html(script ? `${indexPage}<script src="${script}"></script>` : indexPage)
      if (pathname === '/chat') return html(chatPage(chat, assets))
      if (pathname === '/dashboard') return html(page(dashboard, assets.dashboard.styles, '', '<div id="app"></div>'))
      if (pathname === '/imbachat/preview') return html('<!doctype html><title>Preview</title>')
      if (/^\/(picture|imbachat\/v1\/\d+\/files)\//.test(pathname)) return file(picture(pathname), 'image/svg+xml')
      return new Response('not found', { status: 404 })
    },
  })
  return { url: `http://127.0.0.1:${server.port}`, stop: () => server.stop(true) }
}

/** Pages of one run ask for the same files again and again. */
const file = (body: BodyInit, type: string) =>
  new Response(body, { headers: { 'content-type': type, 'cache-control': 'max-age=3600' } })
const html = (body: string) => new Response(body, { headers: { 'content-type': 'text/html; charset=utf-8' } })

interface Bundle {
  script: string
  files: Map<string, Blob>
}

async function build() {
  const [chat, dashboard, index] = await Promise.all([
    bundle('chat', sourcesOf('chat', 'widget/src/chat')),
    bundle('dashboard', sourcesOf('dashboard', 'dashboard/src')),
    bundle('index-page'),
  ])
  return { chat, dashboard, index }
}

const here = (...path: string[]) => join(import.meta.dir, ...path)

/** All modules with components are imported by name, so that the gallery knows which of them a state draws. */
function sourcesOf(name: string, folder: string): Record<string, string> {
  const files = [...new Bun.Glob('**/*.{ts,tsx}').scanSync(join(ROOT, folder))]
    .filter((path) => WITH_VIEWS.test(path) && !/main\.tsx$|\.test\./.test(path))
    .sort()
  const quoted = (path: string) => JSON.stringify(path)
  const entry = [
    // first: it changes what the others find
    `const { begin } = await import(${quoted(here(name, 'page.ts'))})`,
    `const { watchDrawn } = await import(${quoted(here('drawn.ts'))})`,
    `const { modules } = await import(${quoted(here(`${name}-modules.ts`))})`,
    'watchDrawn(modules)',
    `await import(${quoted(join(ROOT, folder, 'main.tsx'))})`,
    'begin(modules)',
  ]
  const modules = [
    ...files.map((file, n) => `import * as m${n} from ${quoted(join(ROOT, folder, file))}`),
    `export const modules = { ${files.map((file, n) => `${quoted(join(folder, file))}: m${n}`).join(', ')} }`,
  ]
  return { [here(`${name}.ts`)]: entry.join('\n'), [here(`${name}-modules.ts`)]: modules.join('\n') }
}

/** @param sources of modules that are not files */
async function bundle(name: string, sources: Record<string, string> = {}): Promise<Bundle> {
  const built = await Bun.build({
    entrypoints: [here(`${name}.ts`)],
    files: sources,
    target: 'browser',
    format: 'esm',
    // nothing is fetched later, so that a page is there at once
    splitting: false,
    publicPath: '/built/',
    naming: { entry: `${name}.[ext]`, asset: `${name}-[hash].[ext]` },
    define: { 'process.env.NODE_ENV': '"production"', PHRASE_CATALOGS: '{}' },
    jsx: { runtime: 'automatic', importSource: 'preact', development: false },
    plugins: [inPlace],
  })
  const files = new Map(built.outputs.map((output) => [`/built/${output.path.replace(/^\.?\//, '')}`, output as Blob]))
  return { script: `/built/${name}.js`, files }
}

const inPlace: BunPlugin = {
  name: 'sample',
  setup(build) {
    const names = Object.keys(IN_PLACE_OF).map((path) => path.split('/').at(-1)?.replace('.', '\\.'))
    build.onResolve({ filter: new RegExp(`(${names.join('|')})$`) }, ({ path, importer }) => {
      const asked = relative(ROOT, Bun.resolveSync(path, join(importer, '..')))
      const other = IN_PLACE_OF[asked]
      return other ? { path: join(import.meta.dir, other) } : undefined
    })
  },
}

function chatPage(bundle: Bundle, { frame, catalogs, connectionWorker }: Assets): string {
  const config = {
    widgetId: 1,
    origins: [],
    settings: {},
    scripts: { page: '', rest: '', calls: '' },
    laterStyles: frame.laterStyles[0],
    catalogs,
    workerUrl: connectionWorker.scripts[0],
    version: 'gallery',
  }
  return page(
    bundle,
    frame.styles,
    `<script type="application/json" id="imbachat-config">${JSON.stringify(config)}</script>`,
  )
}

const page = (bundle: Bundle, styles: readonly string[], more: string, body = '') =>
  [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<title>Gallery</title><link rel="icon" href="data:,"><script src="/frozen.js"></script>',
    ...[...FONTS.map((name) => `/fonts/${name}/index.css`), ...styles, '/frozen.css'].map(
      (path) => `<link rel="stylesheet" href="${path}">`,
    ),
    more,
    `<script type="module" src="${bundle.script}"></script></head><body>${body}</body></html>`,
  ].join('')

const indexPage = [
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Gallery</title><link rel="icon" href="data:,">',
  '<style>body{margin:0;font:14px system-ui}form{position:sticky;top:0;display:flex;gap:8px;padding:12px;',
  'background:#fff;border-bottom:1px solid #ddd}main{display:flex;flex-wrap:wrap;gap:24px;padding:16px}',
  'figure{margin:0}figcaption{padding:4px 0}iframe{border:1px solid #ccc}</style></head><body>',
  '<script type="module" src="/built/index-page.js"></script></body></html>',
].join('')

/** The same on each machine, whatever fonts it has. */
function font(path: string): Response {
  const [family = '', ...rest] = path.split('/')
  if (!FONTS.includes(family)) return new Response('not found', { status: 404 })
  const place = join(Bun.resolveSync(`@fontsource-variable/${family}/package.json`, import.meta.dir), '..', ...rest)
  return file(Bun.file(place), path.endsWith('.css') ? 'text/css' : 'font/woff2')
}

/** A drawing in colours of its own for each file. */
function picture(path: string): string {
  const hue = [...path].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 360, 7)
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600" viewBox="0 0 800 600">` +
    `<rect width="800" height="600" fill="hsl(${hue} 45% 70%)"/><circle cx="600" cy="160" r="80" fill="#fff8dc"/>` +
    `<path d="M0 600 260 240 460 470 600 330 800 600z" fill="hsl(${hue} 40% 35%)"/></svg>`
  )
}
