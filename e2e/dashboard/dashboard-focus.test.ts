import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Locator, Page } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import { type DashboardStage, startDashboardStage } from './dashboard-stage.ts'

const OWNER = 'vera@shop.example'

let stage: DashboardStage
let widgetId: number

beforeAll(async () => {
  stage = await startDashboardStage()
  widgetId = await stage.widgetOf(OWNER, 'Bicycles')
})
afterAll(() => stage.stop())

const openTab = (tab: string) => stage.openAs(OWNER, `/dashboard/widgets/${widgetId}/${tab}`)
const button = (of: Page | Locator, name: string) => of.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })
const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

const isFocused = (control: Locator) =>
  eventually(async () => expect(await control.evaluate((it) => it === document.activeElement)).toBe(true))

const press = async (control: Locator) => {
  await control.focus()
  await control.press('Enter')
}

async function allow(origins: string[]): Promise<void> {
  const { accounts, widgets } = stage.server.app
  const { account_id } = (await accounts.byEmail(OWNER)) ?? { account_id: '' }
  await widgets.change({ account_id }, widgetId, { origins })
}

async function addModerator(name: string): Promise<void> {
  const { accounts, store } = stage.server.app
  const { account_id } = await accounts.create({ email: `${name}@shop.example`, password: 'four unrelated words' })
  await store.control
    .insertInto('team_member')
    .values({ widget_id: widgetId, account_id, role: 'moderator', created_at: Date.now() })
    .execute()
}

test('DASH-5 after a row is removed, the focus is on the same control of the next row, at the end of the row before', async () => {
  await allow(['https://a.example', 'https://b.example', 'https://c.example'])
  const page = await openTab('site')
  const remove = (name: string) => button(page, `Remove https://${name}.example`)
  await press(remove('b'))
  await remove('b').waitFor({ state: 'detached' })
  await isFocused(remove('c'))
  await page.keyboard.press('Enter')
  await remove('c').waitFor({ state: 'detached' })
  await isFocused(remove('a'))
  await page.keyboard.press('Enter')
  // the last one: no page could load the chat
  await button(page.getByRole('dialog'), 'Remove').press('Enter')
  await remove('a').waitFor({ state: 'detached' })
  await isFocused(heading(page, 'Allowed sites'))
  await page.context().close()
})

test('DASH-5 after a question, the focus is on the control that asked it, or on that of the next row', async () => {
  for (const name of ['max', 'nina']) await addModerator(name)
  const page = await openTab('team')
  const remove = (name: string) => button(page, `Remove: ${name}@shop.example`)
  await press(remove('max'))
  await button(page.getByRole('dialog'), 'Cancel').press('Enter')
  await isFocused(remove('max'))
  await page.keyboard.press('Enter')
  await button(page.getByRole('dialog'), 'Remove').press('Enter')
  await remove('max').waitFor({ state: 'detached' })
  await isFocused(remove('nina'))
  await page.context().close()
})

test('DASH-5 after the previous key is retired, the focus is on the heading of its card', async () => {
  const page = await openTab('keys')
  const key = card(page, 'Secret key')
  await button(key, 'Rotate: Secret key').click()
  await button(page.getByRole('dialog'), 'Rotate').click()
  await press(button(key, 'Retire previous'))
  await button(page.getByRole('dialog'), 'Retire previous').press('Enter')
  await key.getByText('Two keys are active', { exact: false }).waitFor({ state: 'detached' })
  await isFocused(heading(page, 'Secret key'))
  await page.context().close()
})

test('the role that was chosen for a team member is shown while it is saved, and keeps the focus', async () => {
  await addModerator('olga')
  const page = await openTab('team')
  const role = page.getByLabel('Role of olga@shop.example')
  await role.focus()
  const answer = Promise.withResolvers<void>()
  await page.route(/\/team\//, async (route) => {
    await answer.promise
    await route.continue()
  })
  await role.selectOption('viewer')
  await eventually(async () => expect(await role.getAttribute('aria-disabled')).toBe('true'))
  await eventually(async () => expect(await role.inputValue()).toBe('viewer'))
  answer.resolve()
  await page.getByText('olga@shop.example is now: Viewer').waitFor()
  await eventually(async () => expect(await role.inputValue()).toBe('viewer'))
  await isFocused(role)
  await page.context().close()
})

test('the button that saved a form keeps the focus, and saves nothing while nothing is changed', async () => {
  const page = await openTab('features')
  const save = button(page, 'Save')
  await page.getByRole('switch').first().click()
  await press(save)
  await eventually(async () => expect(await save.getAttribute('aria-disabled')).toBe('true'))
  await eventually(async () => expect(await save.getAttribute('aria-busy')).toBe('false'))
  await isFocused(save)
  const asked: string[] = []
  page.on('request', (request) => request.method() !== 'GET' && asked.push(request.url()))
  await page.keyboard.press('Enter')
  await page.getByRole('textbox').first().press('Enter')
  expect(asked).toEqual([])
  await page.context().close()
})

test('DASH-5 after a mute is lifted, the focus is on the button beside its own', async () => {
  await stage.server.app.store.control
    .insertInto('chat_user')
    .values({
      ...{ widget_id: widgetId, id: 'timur', name: 'Timur', folded: 'timur', role: 'user' as const },
      ...{ avatar_url: null, profile_url: null, badge: null, email: null, permissions: null, last_login_at: null },
      ...{ profiles: '[]', extra: '{}', synced_at: Date.now(), last_seen_at: Date.now() },
    })
    .execute()
  const page = await openTab('people?user=timur')
  await button(page, 'Pause posting').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Pause posting' }).click()
  await press(button(page, 'Let them post again'))
  await button(page, 'Let them post again').waitFor({ state: 'detached' })
  await isFocused(button(page, 'Hide their messages'))
  await page.context().close()
})

test('DASH-5 a key that is held down acts on one row', async () => {
  await allow(['https://a.example', 'https://b.example'])
  const page = await openTab('site')
  const remove = (name: string) => button(page, `Remove https://${name}.example`)
  await remove('a').focus()
  await page.keyboard.down('Enter')
  await remove('a').waitFor({ state: 'detached' })
  await isFocused(remove('b'))
  await page.keyboard.down('Enter')
  await eventually(async () => expect(await remove('b').getAttribute('aria-disabled')).toBe('false'))
  await page.keyboard.up('Enter')
  await page.keyboard.press('Enter')
  await button(page.getByRole('dialog'), 'Remove').press('Enter')
  await remove('b').waitFor({ state: 'detached' })
  await page.context().close()
})

test('DASH-5 a reader who pressed elsewhere keeps that place when a row goes', async () => {
  await allow(['https://a.example', 'https://b.example'])
  const page = await openTab('site')
  const remove = button(page, 'Remove https://a.example')
  await remove.waitFor()
  const answer = Promise.withResolvers<void>()
  await page.route(/\/widgets\/\d+$/, async (route) => {
    await answer.promise
    await route.continue()
  })
  await press(remove)
  await heading(page, 'Allowed sites').click()
  answer.resolve()
  await remove.waitFor({ state: 'detached' })
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true)
  await page.context().close()
})

test('the pages made no complaint', () => {
  expect(stage.complaints).toEqual([])
})
