import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import { chatUserRow, type DashboardStage, PASSWORD, startDashboardStage, violations } from './dashboard-stage.ts'

let stage: DashboardStage
beforeAll(async () => {
  stage = await startDashboardStage()
})
afterAll(async () => {
  expect(stage.complaints).toEqual([])
  await stage.stop()
})

const OWNER = 'owner@harbour.example'
const PHONE = { viewport: { width: 390, height: 800 } }

const reportIn = (widget_id: number) => ({
  widget_id,
  id: crypto.randomUUID(),
  room_id: 1,
  seq: 1,
  user_id: 'abuser',
  reporter_id: 'witness',
  reason: 'spam' as const,
  comment: '',
  messages: '[]',
  created_at: Date.now(),
})

const addressOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search

test('DASH-9 sections stand in groups, the daily work first, and a role sees only what it has a use for', async () => {
  const widgetId = await stage.widgetOf(OWNER, 'Harbour')
  const page = await stage.openAs(OWNER, `/dashboard/widgets/${widgetId}`)
  const sections = page.getByRole('navigation', { name: 'Widget sections' })
  await sections.getByRole('link', { name: 'Moderation' }).waitFor()
  await eventually(async () => {
    expect(await sections.getByRole('heading').allTextContents()).toEqual(['Work', 'See', 'Set up'])
    expect((await sections.getByRole('link').allTextContents())[0]).toBe('Moderation')
  })
  const { app } = stage.server
  const account = await app.accounts.create({ email: 'viewer@harbour.example', password: PASSWORD })
  await app.store.control
    .insertInto('team_member')
    .values({ widget_id: widgetId, account_id: account.account_id, role: 'viewer', created_at: Date.now() })
    .execute()
  const viewer = await stage.openAs('viewer@harbour.example', `/dashboard/widgets/${widgetId}`)
  const few = viewer.getByRole('navigation', { name: 'Widget sections' })
  await few.getByRole('link', { name: 'Overview' }).waitFor()
  await eventually(async () => {
    expect(await few.getByRole('heading').allTextContents()).toEqual(['See', 'Set up'])
    expect(await few.getByRole('link').allTextContents()).toEqual(['Overview', 'Statistics', 'Team'])
  })
})

test('DASH-10 the name of a widget leads to the same section of the others, with what waits in each', async () => {
  const [first, second] = [await stage.widgetOf(OWNER, 'North pier'), await stage.widgetOf(OWNER, 'South pier')]
  await stage.server.app.store.control.insertInto('report').values(reportIn(second)).execute()
  const page = await stage.openAs(OWNER, `/dashboard/widgets/${first}/people`)
  await page.getByRole('button', { name: 'Switch widget: North pier' }).click()
  await page.getByRole('link', { name: /^South pier .*1 waits for a decision/ }).click()
  await page.getByRole('button', { name: 'Switch widget: South pier' }).waitFor()
  await eventually(() => expect(addressOf(page)).toBe(`/dashboard/widgets/${second}/people`))
  // closed by the choice
  await eventually(async () => expect(await page.getByRole('link', { name: 'All widgets' }).count()).toBe(0))
  await page.goto(`${stage.server.url}/dashboard`)
  await page.getByRole('link', { name: /South pier.*1 waits for a decision/ }).waitFor()
})

test('DASH-11 Ctrl+K finds sections, people, groups, widgets and commands, by the keyboard alone', async () => {
  const widgetId = await stage.widgetOf(OWNER, 'Lighthouse')
  await stage.widgetOf(OWNER, 'Shipyard')
  await stage.server.app.store.control
    .insertInto('chat_user')
    .values(chatUserRow(widgetId, 'pilot-7', 'Greta Lind'))
    .execute()
  const page = await stage.openAs(OWNER, `/dashboard/widgets/${widgetId}/people`)
  const dialog = page.getByRole('dialog', { name: 'Find a section, a person, a group or a command' })
  const chosen = () => dialog.getByRole('option', { selected: true })
  await page.getByRole('link', { name: /Greta Lind/ }).waitFor()

  async function find(typed: string, option: string | RegExp): Promise<void> {
    await page.keyboard.press('Control+k')
    await dialog.getByRole('option', { name: 'Moderation' }).waitFor()
    await page.keyboard.type(typed)
    await dialog.getByRole('option', { name: option }).waitFor()
    await eventually(async () => expect(await chosen().textContent()).toMatch(option))
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
  }
  await find('st', /^Statistics/)
  await eventually(() => expect(addressOf(page)).toBe(`/dashboard/widgets/${widgetId}/statistics`))
  await find('greta', /^Greta Lind/)
  await page.getByRole('heading', { name: 'Greta Lind' }).waitFor()
  await eventually(() => expect(addressOf(page)).toBe(`/dashboard/widgets/${widgetId}/people?user=pilot-7`))
  const opened = page.getByRole('dialog')
  await find('ban this', 'Ban this person')
  await opened
    .getByText(/Greta Lind/)
    .first()
    .waitFor()
  expect(addressOf(page)).toBe(`/dashboard/widgets/${widgetId}/people?user=pilot-7`)
  await page.keyboard.press('Escape')
  await opened.waitFor({ state: 'detached' })
  await find('create', 'Create a group')
  await opened.getByRole('textbox').first().waitFor()
  await page.keyboard.press('Escape')
  await opened.waitFor({ state: 'detached' })
  await find('new bro', 'New broadcast')
  await page.locator('[name=sender_id]:focus').waitFor()
  await find('invite', 'Invite to the team')
  await page.locator('[name=role]:focus').waitFor()
  await find('rename', 'Rename this widget')
  await page.locator('[name=name]:focus').waitFor()
  await find('delete', 'Delete this widget')
  await opened.getByRole('heading', { name: 'Delete “Lighthouse”?' }).waitFor()
  await page.keyboard.press('Escape')
  await opened.waitFor({ state: 'detached' })
  await find('shipy', /^Shipyard/)
  await page.getByRole('button', { name: 'Switch widget: Shipyard' }).waitFor()
  await find('dark', /^Theme: Dark/)
  await eventually(async () => expect(await page.locator('html').getAttribute('data-theme')).toBe('dark'))
  await find('русс', /Русский/)
  await page.getByRole('link', { name: 'Модерация' }).waitFor()
})

test('DASH-11 the menu of commands passes axe, says that nothing was found, and Escape gives the focus back', async () => {
  const widgetId = await stage.widgetOf(OWNER, 'Dry dock')
  const page = await stage.openAs(OWNER, `/dashboard/widgets/${widgetId}`, { bypassCSP: true })
  const opener = page.getByRole('button', { name: 'Find a section, a person, a group or a command' })
  await opener.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Find a section, a person, a group or a command' })
  await dialog.getByRole('option', { name: 'Moderation' }).waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await page.keyboard.type('nothing is called so')
  await dialog.getByText('Nothing found').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await eventually(async () => expect(await opener.evaluate((one) => one === document.activeElement)).toBe(true))
})

test('DASH-12 on a phone one button leads to all sections, and shows what waits while they are closed', async () => {
  const widgetId = await stage.widgetOf(OWNER, 'Little harbour')
  await stage.server.app.store.control.insertInto('report').values(reportIn(widgetId)).execute()
  const page = await stage.openAs(OWNER, `/dashboard/widgets/${widgetId}/people`, { ...PHONE, bypassCSP: true })
  const menu = page.getByRole('button', { name: 'Widget sections: People' })
  await menu.getByText('1', { exact: true }).waitFor()
  expect(await page.getByRole('link', { name: 'Rules' }).count()).toBe(0)
  await menu.click()
  await page.getByRole('link', { name: 'Rules' }).waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await page.getByRole('link', { name: 'Rules' }).click()
  await page.getByRole('button', { name: 'Widget sections: Rules' }).waitFor()
  await page.getByRole('link', { name: 'People' }).waitFor({ state: 'detached' })
  await eventually(async () =>
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390),
  )
})

test('the account menu opens and closes by the keyboard', async () => {
  const page = await stage.openAs(OWNER, '/dashboard')
  const menu = page.getByRole('button', { name: 'Account menu' })
  await menu.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Account', exact: true }).waitFor()
  await page.keyboard.press('Tab')
  await eventually(async () => expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Account'))
  await page.keyboard.press('Escape')
  await eventually(async () => expect(await menu.evaluate((one) => one === document.activeElement)).toBe(true))
  await page.getByRole('link', { name: 'Account', exact: true }).waitFor({ state: 'detached' })
})
