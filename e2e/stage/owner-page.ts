import { isDeepStrictEqual } from 'node:util'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { until } from '../../sdk/src/testing/until.ts'
import { type Credentials, DashboardClient, signInToDashboard } from './dashboard-client.ts'
import type { Stage } from './harness.ts'
import type { PageWithChat, Visitor } from './visitor.ts'

declare const window: PageWithChat

/** Makes an account that owns the widget. */
async function makeOwner({ app, widgetId }: Stage): Promise<Credentials> {
  const credentials = { email: `owner-${crypto.randomUUID()}@shop.example`, password: 'correct horse battery' }
  const { account_id } = await app.accounts.create(credentials)
  const widget = await app.widgets.find(widgetId)
  // the world of the tests has values that the dashboard would not take
  const settings = JSON.stringify({ ...widget?.settings, messages_per_minute: 6_000, users_ttl_seconds: 10 })
  await app.store.control.updateTable('widget').set({ account_id, settings }).where('id', '=', widgetId).execute()
  return credentials
}

/** The widget's owner, signed in at this tab of the dashboard. */
export async function ownerAt(stage: Stage, context: BrowserContext, tab: string): Promise<Page> {
  await signInToDashboard(context, stage.chatUrl, await makeOwner(stage))
  const page = await context.newPage()
  await page.goto(`${stage.chatUrl}/dashboard/widgets/${stage.widgetId}/${tab}`)
  return page
}

/** The widget's owner, who acts without a page. */
export async function ownerOf(stage: Stage): Promise<DashboardClient> {
  const owner = new DashboardClient(stage.chatUrl)
  await owner.ask('session.sign_in', { body: await makeOwner(stage) })
  return owner
}

/** Presses a key until the list's current row is this one. A key before the effect of the last one would pass it by. */
export async function pressUntilCurrent(page: Page, key: string, row: Locator): Promise<void> {
  const current = () => page.locator('[aria-current=true]').allTextContents()
  await until(async () => {
    if ((await row.getAttribute('aria-current')) !== null) return true
    const before = await current()
    await page.keyboard.press(key)
    await until(async () => !isDeepStrictEqual(await current(), before), 'another row', 1_000).catch(() => undefined)
    return false
  }, `${key} leads to ${row}`)
}

/** The visitor opens a new public room. @returns its title */
export async function openPublicRoom(visitor: Visitor, name: string): Promise<string> {
  const title = `${name} ${crypto.randomUUID().slice(0, 8)}`
  await visitor.page.evaluate((input) => window.imbaApi.addToRoom(input), {
    pipe: crypto.randomUUID(),
    title,
    is_public: '1',
    type: 1,
    users_ids: [],
  })
  await visitor.composer.waitFor()
  return title
}
