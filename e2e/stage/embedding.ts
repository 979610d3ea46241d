import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterTheRun } from './after-the-run.ts'
import { theBrowser } from './browser.ts'
import { theWorld, type World } from './harness.ts'

/** A chat for tests of the loader, with pages of any kind on origins of their own. */
export interface Embedding extends World {
  /** address of the widget script */
  script: string
  /** A site of its own origin that answers every path with this page, made for each load. @returns its address */
  serve(
    html: string | (() => string),
    options?: { allowed?: boolean; headers?: Record<string, string> },
  ): Promise<string>
  open(url: string, options?: BrowserContextOptions): Promise<Visit>
}

/** A page in a browser profile of its own, and the warnings and errors of its console, uncaught ones too. */
export interface Visit {
  page: Page
  context: BrowserContext
  said: string[]
}

/** @param given another chat than the one of the test run */
export async function embedding(given?: World): Promise<Embedding> {
  const world = given ?? (await theWorld())
  const { app, widgetId, chatUrl } = world
  return {
    ...world,
    script: `${chatUrl}/imbachat/v1/${widgetId}/widget`,
    async serve(html, { allowed = true, headers = {} } = {}) {
      const made = () => (typeof html === 'string' ? html : html())
      const answer = () => new Response(made(), { headers: { 'content-type': 'text/html; charset=utf-8', ...headers } })
      const site = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer })
      afterTheRun(() => site.stop(true))
      if (allowed) {
        const { origins } = await app.widgets.get('all_widgets', widgetId)
        await app.widgets.change('all_widgets', widgetId, { origins: [...origins, site.url.origin] })
      }
      return site.url.href
    },
    async open(url, options = {}) {
      const shape: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' }
      const context = await (await theBrowser()).newContext({ ...shape, ...options })
      const page = await context.newPage()
      const said: string[] = []
      page.on('console', (message) => /warning|error/.test(message.type()) && said.push(message.text()))
      page.on('pageerror', (error) => said.push(`uncaught: ${error.message}`))
      await page.goto(url)
      return { page, context, said }
    },
  }
}
