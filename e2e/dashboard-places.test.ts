import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { type DashboardStage, startDashboardStage, violations } from './dashboard-stage.ts'
import { eventually } from './eventually.ts'

setDefaultTimeout(60_000)

const OWNER = 'vera@shop.example'

let stage: DashboardStage
let widgetId: number

beforeAll(async () => {
  stage = await startDashboardStage()
  widgetId = await stage.widgetOf(OWNER, 'Big market')
  const people = Array.from({ length: 75 }, (_, place) => ({
    widget_id: widgetId,
    id: `user-${place}`,
    name: 'Anna Berg',
    avatar_url: null,
    profile_url: null,
    badge: null,
    email: place === 12 ? 'anna.twelve@shop.example' : null,
    role: 'user' as const,
    profiles: '[]',
    permissions: null,
    extra: '{}',
    last_login_at: null,
    synced_at: Date.now(),
    last_seen_at: Date.now() - place * 60_000,
    folded: `anna berg user-${place}${place === 12 ? ' anna.twelve@shop.example' : ''}`,
  }))
  await stage.server.app.store.control.insertInto('chat_user').values(people).execute()
})
afterAll(() => stage.stop())

const openTab = (tab: string) => stage.openAs(OWNER, `/dashboard/widgets/${widgetId}/${tab}`)

test('DASH-6 going back to a list shows its rows, at the place where the reader was, and PEOPLE-12 tells people apart', async () => {
  const page = await openTab('people?q=anna')
  const row = (id: string) => page.getByRole('link', { name: new RegExp(`${id}\\b`) })
  await page.getByRole('button', { name: 'Show more' }).click()
  // of the second page, by name and id
  await row('user-58').scrollIntoViewIfNeeded()
  await page.getByRole('link', { name: 'user-12 · anna.twelve@shop.example' }).waitFor()
  const before = await page.evaluate(() => scrollY)
  expect(before).toBeGreaterThan(500)
  for (const goBack of [() => page.goBack(), () => page.getByRole('link', { name: 'All people' }).click()]) {
    await row('user-58').click()
    await page.getByRole('heading', { name: 'Anna Berg' }).waitFor()
    await goBack()
    await row('user-58').waitFor()
    await eventually(async () =>
      expect(await row('user-58').evaluate((link) => link === document.activeElement)).toBe(true),
    )
    expect(Math.abs((await page.evaluate(() => scrollY)) - before)).toBeLessThan(5)
    expect(await page.getByLabel('Search people').inputValue()).toBe('anna')
  }
  await page.context().close()
})

test('DASH-7 a section is named by the title of the tab and by its heading, to which the first link skips', async () => {
  const page = await openTab('rules')
  await page.getByRole('heading', { level: 1, name: 'Rules' }).waitFor()
  await eventually(async () => expect(await page.title()).toBe('Rules · Big market · ImbaChat'))
  await page.getByRole('link', { name: 'People', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'People' }).waitFor()
  await eventually(async () => expect(await page.title()).toBe('People · Big market · ImbaChat'))
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'People' }).waitFor()
  await page.getByLabel('Search people').waitFor()
  await page.getByRole('link', { name: 'Skip to content' }).press('Enter')
  await page.keyboard.press('Tab')
  await eventually(async () =>
    expect(await page.getByLabel('Search people').evaluate((field) => field === document.activeElement)).toBe(true),
  )
  await page.context().close()
})

test('SITE-18 the last allowed site is removed only after a question that says when a page of it loaded the chat', async () => {
  const { control } = stage.server.app.store
  const origins = JSON.stringify(['https://market.example', 'https://old.example'])
  await control.updateTable('widget').set({ origins }).where('id', '=', widgetId).execute()
  const sign = { script_at: Date.now() - 180_000, script_origin: 'https://market.example' }
  await control
    .insertInto('sign_of_life')
    .values({ widget_id: widgetId, ...sign, user_at: null, message_at: null })
    .execute()
  const page = await openTab('site')
  const list = page.getByRole('region', { name: 'Allowed sites' })
  await list.getByRole('button', { name: 'Remove https://market.example' }).click()
  const question = page.getByRole('dialog', { name: 'Remove https://market.example?' })
  await question.getByText('One of its pages last loaded the chat 3 minutes ago.').waitFor()
  await question.getByRole('button', { name: 'Cancel' }).click()
  // no page uses it
  await list.getByRole('button', { name: 'Remove https://old.example' }).click()
  await list.getByRole('button', { name: 'Remove https://old.example' }).waitFor({ state: 'detached' })

  await list.getByRole('button', { name: 'Remove https://market.example' }).click()
  await question.getByText('This is the only allowed site.').waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await question.getByRole('button', { name: 'Remove' }).click()
  await list.getByText('None yet').waitFor()
  await page.context().close()
})

test('CAST-7 the sender of a broadcast is found by id, e-mail address or name, or chosen from a list', async () => {
  const page = await openTab('broadcasts')
  const from = page.getByRole('combobox', { name: 'From' })
  const offered = page.getByRole('listbox', { name: 'From' }).getByRole('option')
  const review = page.getByRole('button', { name: 'Review' })
  await page.getByLabel('Message').fill('We are closed on Monday')
  await from.fill('Anna Berg')
  await offered.first().waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await review.click()
  await page.getByText('Choose a person from the list').waitFor()

  await from.fill('Anna.Twelve@shop.example')
  await page.getByText('Choose a person from the list').waitFor({ state: 'detached' })
  await review.click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  expect(await from.inputValue()).toBe('user-12')

  await from.fill('berg 33')
  await offered.filter({ hasText: 'user-33' }).waitFor()
  await from.press('ArrowDown')
  await from.press('Enter')
  expect(await from.inputValue()).toBe('user-33')
  await offered.first().waitFor({ state: 'hidden' })

  await page.getByLabel('Link').fill('notalink')
  await review.click()
  await page.getByText('Enter a web address').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.getByLabel('Link').fill('https://shop.example/news')
  await page.getByText('Enter a web address').waitFor({ state: 'detached' })
  await page.context().close()
})

test('the pages made no complaint', () => {
  expect(stage.complaints).toEqual([])
})
