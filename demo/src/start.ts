// `npm start`: runs the server, and a demo site that embeds it.
import type { App } from '@imbachat/server/app'
import { ConfigError } from '@imbachat/server/config/config-error'
import { ASSETS_PATH, theAssets } from '@imbachat/server/http/assets'
import { EXIT, startServer } from '@imbachat/server/main'
import type { DemoWidget } from './demo-widget.ts'
import { demoWidget } from './demo-widget.ts'
import { isDev, RELOAD_NAME, reloadScript } from './dev/reload.ts'
import { createDemoSite, type DemoSite } from './site.ts'
import { sendWelcomeCards } from './welcome-card.ts'

let site: DemoSite | null = null
/** under `npm run dev` alone */
let galleryUrl: string | null = null

try {
  if (isDev) void theAssets({ name: RELOAD_NAME, script: reloadScript(ASSETS_PATH + RELOAD_NAME) })
  // somebody who tries the chat in a terminal reads the links, and not one JSON object a line
  const env = { LOG_LEVEL: process.stderr.isTTY && !isDev ? 'warn' : 'info', ...process.env }
  const app = await startServer(env, { onStop: async () => site?.stop() })
  // the demo site is on this machine: a chat that lives elsewhere could neither be embedded by it nor call it
  if (app.config.loopback) site = await startDemo(app)
  process.stdout.write(welcome(app.config.publicUrl, site, await app.accounts.setupLink()))
} catch (error) {
  const expected = error instanceof ConfigError
  process.stderr.write(`${expected ? error.message : String(error instanceof Error ? error.stack : error)}\n`)
  process.exit(expected ? EXIT.wrong : EXIT.failed)
}

async function startDemo(app: App): Promise<DemoSite> {
  const demo = onPortOrFree(portAfter(app, 1), (port) => createDemoSite({ chatUrl: app.config.publicUrl, port }))
  const widget = await demoWidget(app, demo.url)
  demo.embed(widget)
  // a demo without it is a demo still, and starts at once
  void sendWelcomeCards(app.config.publicUrl, demo.url, widget).catch(() => {})
  if (isDev) {
    await fill(app.config.publicUrl, demo, widget)
    const { startGallery } = await import('@imbachat/gallery/server.ts')
    const reload = ASSETS_PATH + RELOAD_NAME
    galleryUrl = onPortOrFree(portAfter(app, 2), (port) => startGallery(port, reload)).url
  }
  return demo
}

/** Developers look at a chat that is in use. */
async function fill(chatUrl: string, { control }: DemoSite, widget: DemoWidget): Promise<void> {
  const { CROWD, seed } = await import('./dev/seed.ts')
  control.people.push(...CROWD)
  await seed(chatUrl, widget, Bun.file(new URL('lamp.webp', import.meta.url)))
}

function portAfter({ config }: App, places: number): number {
  return process.env.PORT === '0' ? 0 : config.port + places
}

/** A port after the server's, so that an address stays the same; any other when that one is taken. */
function onPortOrFree<T>(port: number, start: (port: number) => T): T {
  try {
    return start(port)
  } catch {
    return start(0)
  }
}

function welcome(chatUrl: string, demo: DemoSite | null, setupLink: string | null): string {
  const lines: [what: string, where: string][] = []
  if (demo !== null) {
    lines.push(['Demo, two users side by side', `${demo.url}/side-by-side`])
    lines.push(['Demo, a question about an item', `${demo.url}/item/anna/bicycle`])
    lines.push(['Demo, a public room in a page', `${demo.url}/talk/anna`])
    lines.push(['Demo, ways to embed', `${demo.url}/embed/inbox/anna`])
    lines.push(['Demo, one user at a time', `${demo.url}/`])
  }
  lines.push(['Dashboard', `${chatUrl}/dashboard`])
  if (galleryUrl !== null) lines.push(['Gallery of every view', galleryUrl])
  if (setupLink !== null) lines.push(['Create your account (works once)', setupLink])
  const width = Math.max(...lines.map(([what]) => what.length))
  const block = lines.map(([what, where]) => `  ${what.padEnd(width)}  ${where}`)
  return `\nImbaChat is running.\n\n${block.join('\n')}\n\nCtrl-C stops it.\n`
}
