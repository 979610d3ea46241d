import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { Env } from '../../server/src/config/env.ts'
import { axeFaults } from '../stage/accessibility.ts'
import { theBrowser } from '../stage/browser.ts'
import { type Credentials, signInToDashboard } from '../stage/dashboard-client.ts'
import { type DashboardServer, startDashboardServer } from './dashboard-server.ts'

export const PASSWORD = 'four unrelated words here'

/** A server, and people with accounts who look at the dashboard. */
export interface DashboardStage {
  server: DashboardServer
  /** An account with this e-mail address, signed in, at a path of the dashboard. */
  openAs(email: string, path: string, options?: BrowserContextOptions, password?: string): Promise<Page>
  /** Opens a page without a session. */
  open(path: string, options?: BrowserContextOptions): Promise<Page>
  /** A widget whose first owner has this e-mail address. */
  widgetOf(email: string, name: string): Promise<number>
  /** what pages complained about: a broken CSP, a script that threw */
  complaints: string[]
  stop(): Promise<void>
}

/**
 * @param env settings of the server that differ from the usual ones
 * @param browser where people open the dashboard
 */
export async function startDashboardStage(env: Env = {}, browser = theBrowser): Promise<DashboardStage> {
  const server = await startDashboardServer(env)
  const contexts: BrowserContext[] = []
  const complaints: string[] = []
  const { accounts, widgets } = server.app

  async function accountId(email: string): Promise<string> {
    const account = (await accounts.byEmail(email)) ?? (await accounts.create({ email, password: PASSWORD }))
    return account.account_id
  }

  async function open(path: string, options: BrowserContextOptions = {}, credentials?: Credentials): Promise<Page> {
    const context = await (await browser()).newContext({ locale: 'en-US', reducedMotion: 'reduce', ...options })
    contexts.push(context)
    if (credentials) await signInToDashboard(context, server.url, credentials)
    const page = await context.newPage()
    page.setDefaultTimeout(30_000)
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      // Refusals that the tests provoke are logged by the browser as failed loads.
      if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return
      complaints.push(message.text())
    })
    await page.goto(server.url + path)
    return page
  }

  return {
    server,
    complaints,
    open: (path, options) => open(path, options),
    async openAs(email, path, options, password = PASSWORD) {
      await accountId(email)
      return open(path, options, { email, password })
    },
    async widgetOf(email, name) {
      return (await widgets.create(await accountId(email), { name })).id
    },
    async stop() {
      await Promise.all(contexts.map((context) => context.close()))
      await server.stop()
    },
  }
}

/** Findings of axe on a page of the dashboard. The chat in a preview has its own tests, and landmarks of its own. */
export async function violations(page: Page, options: object = {}): Promise<string[]> {
  const found = await axeFaults(page.mainFrame(), options, '.preview-frame')
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}

/** A row of `chat_user`: a user with a name from the site, who was in the chat. */
export const chatUserRow = (
  widget_id: number,
  id: string,
  name: string,
  { email = null, seenAgoMs = 0 }: { email?: string | null; seenAgoMs?: number } = {},
) => ({
  ...{ widget_id, id, name, email },
  avatar_url: null,
  profile_url: null,
  badge: null,
  role: 'user' as const,
  profiles: '[]',
  permissions: null,
  extra: '{}',
  last_login_at: null,
  synced_at: Date.now(),
  last_seen_at: Date.now() - seenAgoMs,
  folded: [name, id, email ?? ''].join(' ').trim().toLowerCase(),
})
