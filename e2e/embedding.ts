import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { createDemoSite, type DemoSite } from '../demo/src/site.ts'
import { getJwt } from '../demo/src/token.ts'
import { type App, createApp } from '../server/src/app.ts'
import { resolveConfig } from '../server/src/config/config.ts'
import { parseEnv } from '../server/src/config/env.ts'
import { findChromium } from '../tools/checks/chromium.ts'

/** A chat on `localhost`, sites on `127.0.0.1` that embed it, and a browser: what a test of the page needs. */
export interface Embedding {
  app: App
  demo: DemoSite
  /** DEV_ID of the demo site's widget, which the sites of `serve` may use as well */
  widgetId: number
  /** address of the widget script */
  script: string
  token(userId: number | string, seconds?: number): string
  /** A site of its own origin that answers every path with this page. @returns its address */
  serve(html: string, options?: { allowed?: boolean; headers?: Record<string, string> }): Promise<string>
  open(url: string, options?: BrowserContextOptions): Promise<Visit>
  end(): Promise<void>
}

/** A page in a browser of its own, and what its console said: warnings and errors, uncaught ones too. */
export interface Visit {
  page: Page
  context: BrowserContext
  said: string[]
}

export async function embedding(): Promise<Embedding> {
  const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-e2e-'))
  const app = await createApp(resolveConfig(parseEnv({ PORT: '0', DATA_DIR: dataDir })))
  const chatUrl = app.config.publicUrl
  const demo = createDemoSite({ chatUrl, port: 0 })
  const origins = [demo.url]
  const { id } = await app.widgets.create(null, { name: 'Tests', users_info_url: `${demo.url}/users-info`, origins })
  const widget = await app.widgets.find(id)
  const secretKey = widget?.secretKeys[0] ?? ''
  demo.embed({ id, secretKey, apiLogin: widget?.apiLogin ?? '', apiPassword: widget?.apiPasswords[0] ?? '' })

  const executablePath = findChromium()
  const browser: Browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  const sites: Bun.Server<undefined>[] = []

  return {
    app,
    demo,
    widgetId: id,
    script: `${chatUrl}/imbachat/v1/${id}/widget`,
    token: (userId, seconds = 3600) => getJwt(userId, secretKey, seconds),
    async serve(html, { allowed = true, headers = {} } = {}) {
      const answer = () => new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', ...headers } })
      const site = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer })
      sites.push(site)
      if (allowed) {
        origins.push(site.url.origin)
        await app.widgets.change('operator', id, { origins })
      }
      return site.url.href
    },
    async open(url, options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        reducedMotion: 'reduce',
        ...options,
      })
      const page = await context.newPage()
      const said: string[] = []
      page.on('console', (message) => /warning|error/.test(message.type()) && said.push(message.text()))
      page.on('pageerror', (error) => said.push(`uncaught: ${error.message}`))
      await page.goto(url)
      return { page, context, said }
    },
    async end() {
      await browser.close()
      await Promise.all(sites.map((site) => site.stop(true)))
      await demo.stop()
      await app.stop()
      rmSync(dataDir, { recursive: true })
    },
  }
}
