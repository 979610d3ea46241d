import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { type DashboardStage, PASSWORD, startDashboardStage, violations } from '../dashboard/dashboard-stage.ts'
import { eventually } from '../stage/eventually.ts'
import { isOpen, makeMarket, openReport, row, said } from './market.ts'

const OWNER = 'vera@shop.example'
const COLLEAGUE = 'igor@shop.example'

let stage: DashboardStage
beforeAll(async () => {
  stage = await startDashboardStage()
})
afterAll(() => stage.stop())

const open = (widgetId: number, email = OWNER, viewport = { width: 1280, height: 800 }) =>
  stage.openAs(email, `/dashboard/widgets/${widgetId}/moderation`, { viewport })

async function addColleague(widget_id: number): Promise<void> {
  const { accounts, store } = stage.server.app
  const { account_id } =
    (await accounts.byEmail(COLLEAGUE)) ?? (await accounts.create({ email: COLLEAGUE, password: PASSWORD }))
  const row = { widget_id, account_id, role: 'moderator' as const, created_at: Date.now() }
  await store.control.insertInto('team_member').values(row).execute()
}

const openCount = async (widget_id: number) =>
  (
    await stage.server.app.store.control
      .selectFrom('report')
      .select('id')
      .where('widget_id', '=', widget_id)
      .where('closed_at', 'is', null)
      .execute()
  ).length

const current = (page: Page) => page.locator('.queue-row[aria-current=true] .queue-row-text')

test('QUEUE-4 QUEUE-12 a moderator decides 20 reports by keyboard and never meets a dead key', async () => {
  const authors = Array.from({ length: 20 }, (_, place) => (place < 5 ? 'gold' : `author${place}`))
  const texts = authors.map((author, place) => `Message ${place + 1} of ${author}.`)
  const widgetId = await makeMarket(stage, OWNER, { texts, authors, reported: texts.map((_, place) => place + 1) })
  const page = await open(widgetId)
  await row(page, 'Message 20 of').waitFor()
  await page.keyboard.press('j')

  const key = (name: string) => page.keyboard.press(name)
  const dialog = page.getByRole('dialog')
  const asked = async (name: string, answer: string) => {
    await key(name)
    await dialog.waitFor()
    await key(answer)
  }
  /** after the act the next report is open, without a further key */
  async function next(text: string, act: () => Promise<void>): Promise<void> {
    await isOpen(page, text)
    await act()
    await eventually(async () => expect(await current(page).textContent()).not.toBe(text))
    await dialog.waitFor({ state: 'detached' })
    expect(await page.locator('.toast-failed').allTextContents()).toEqual([])
  }
  const acts = [
    () => key('d'),
    () => key('x'),
    () => asked('w', 'Control+Enter'),
    () => asked('m', '1'),
    () => asked('b', '2'),
    () => asked('s', '1'),
    async () => {
      await key('i')
      await page.getByRole('button', { name: 'Give back' }).waitFor()
      await key('d')
    },
    async () => {
      await key('n')
      await dialog.getByLabel('Note').fill('Third time this week')
      await key('Control+Enter')
      await page.getByRole('list', { name: 'Notes of the team' }).getByText('Third time').waitFor()
      await key('x')
    },
  ]
  for (let place = 20; place > 5; place--) {
    await next(texts[place - 1] ?? '', acts[place % acts.length] ?? (() => key('d')))
  }
  // what is left is of one author
  await isOpen(page, texts[4] ?? '')
  await page.getByRole('checkbox', { name: 'All 5 open reports about this person' }).waitFor()
  await key('e')
  await page.getByRole('checkbox', { name: 'All 5', checked: true }).waitFor()
  await asked('m', '1')
  await page.getByText('Nothing to review').waitFor()
  expect(await openCount(widgetId)).toBe(0)
  await page.context().close()
})

test('QUEUE-20 one key takes everything about an author together, and one takes it back', async () => {
  const authors = ['gold', 'gold', 'gold', 'lena']
  const texts = ['Gold one', 'Gold two', 'Gold three', 'Call me']
  const widgetId = await makeMarket(stage, OWNER, { texts, authors, reported: [1, 2, 3, 4] })
  const page = await open(widgetId)
  await openReport(page, 'Call me')
  await page.keyboard.press('e')
  await said(page, 'Nothing else is open about this person').waitFor()
  await openReport(page, 'Gold two')
  await page.getByRole('checkbox', { name: 'All 3' }).waitFor()
  await page.keyboard.press('e')
  await page.getByRole('checkbox', { name: 'All 3', checked: true }).waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await page.keyboard.press('d')
  await page.getByText('Report dismissed · all reports about').waitFor()
  await isOpen(page, 'Call me')
  await eventually(async () => expect(await page.locator('.queue-row').count()).toBe(1))
  await page.keyboard.press('u')
  await said(page, 'Decision undone').waitFor()
  await eventually(async () => expect(await page.locator('.queue-row').count()).toBe(4))
  await page.context().close()
})

test('QUEUE-27 keys select several reports, a question says what becomes of them, and one key takes it back', async () => {
  const texts = ['Where is it?', 'Cheap gold', 'Cheap silver', 'Call me']
  const authors = ['timur', 'gold', 'gold', 'lena']
  const widgetId = await makeMarket(stage, OWNER, { texts, authors, reported: [1, 2, 3, 4] })
  const page = await open(widgetId)
  const [key, dialog] = [(name: string) => page.keyboard.press(name), page.getByRole('dialog')]
  const selected = (count: number) => page.getByRole('region', { name: 'Selected' }).getByText(`${count} selected`)
  const countRows = (count: number) =>
    eventually(async () => expect(await page.locator('.queue-row').count()).toBe(count))
  await row(page, 'Call me').waitFor()
  await key('v')
  await said(page, 'Choose a report first').waitFor()
  await key('j')
  await isOpen(page, 'Call me')
  await key('j')
  await isOpen(page, 'Cheap silver')
  await key('v')
  await selected(1).waitFor()
  await key('j')
  await isOpen(page, 'Cheap gold')
  await key('v')
  await selected(2).waitFor()
  await key('m')
  await said(page, 'can be dismissed, published or deleted together').waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await key('x')
  await dialog.getByRole('heading', { name: 'Delete 2 messages?' }).waitFor()
  await dialog.getByText('Cheap silver').waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await key('Enter')
  await said(page, '2 messages deleted').waitFor()
  expect(await openCount(widgetId)).toBe(2)
  await key('u')
  await said(page, 'Decision undone').waitFor()
  await countRows(4)
  expect(await openCount(widgetId)).toBe(4)

  // with the pointer: a range, then all, then none
  const box = (text: string) => page.getByRole('checkbox', { name: new RegExp(text) })
  await box('Cheap gold').click()
  await box('Call me').click({ modifiers: ['Shift'] })
  await selected(3).waitFor()
  await page.getByRole('button', { name: 'Select all 4' }).click()
  await selected(4).waitFor()
  await key('Escape')
  await selected(4).waitFor({ state: 'detached' })
  await isOpen(page, 'Where is it?')
  await box('Cheap gold').click()
  await box('Where is it').click()
  await selected(2).waitFor()
  await key('d')
  await dialog.getByRole('heading', { name: 'Dismiss 2 reports?' }).waitFor()
  await dialog.getByRole('button', { name: 'Dismiss' }).click()
  await countRows(2)
  // what was open is decided: the next one is
  await isOpen(page, 'Cheap silver')
  await page.context().close()
})

test('QUEUE-18 a key puts a report off, its own list has it, and the same key brings it back', async () => {
  const widgetId = await makeMarket(stage, OWNER, { texts: ['Gold one', 'Gold two'], reported: [1, 2] })
  const page = await open(widgetId)
  await openReport(page, 'Gold two')
  await page.keyboard.press('z')
  await page.getByRole('dialog', { name: 'Until when?' }).waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await page.keyboard.press('1')
  await said(page, 'Snoozed until').waitFor()
  await isOpen(page, 'Gold one')
  await page.getByRole('link', { name: /Moderation 1 waits for/ }).waitFor()
  expect(await row(page, 'Gold two').count()).toBe(0)
  await page.getByRole('tab', { name: 'Snoozed' }).click()
  await openReport(page, 'Gold two')
  await page.keyboard.press('z')
  await page.getByText('Nothing is snoozed').waitFor()
  await page.getByRole('link', { name: /Moderation 2 wait for/ }).waitFor()
  await page.context().close()
})

test('QUEUE-17 QUEUE-19 moderators see who works on a report, and one asks the other', async () => {
  const widgetId = await makeMarket(stage, OWNER, { texts: ['Gold one', 'Gold two'], reported: [1, 2] })
  await addColleague(widgetId)
  const vera = await open(widgetId)
  const igor = await open(widgetId, COLLEAGUE)
  await row(igor, 'Gold two').waitFor()
  await openReport(vera, 'Gold two')
  await vera.keyboard.press('i')
  await row(igor, 'Gold two').getByText('vera@shop.example is on it').waitFor()
  await vera.keyboard.press('n')
  const note = vera.getByRole('dialog', { name: 'Note for the team' })
  await note.getByLabel('Note').fill('Is this the one from May?')
  await note.getByLabel('Ask').selectOption({ label: COLLEAGUE })
  await eventually(async () => expect(await violations(vera)).toEqual([]))
  await note.getByRole('button', { name: 'Save note' }).click()
  await said(vera, `${COLLEAGUE} is asked`).waitFor()
  await igor.getByRole('tab', { name: 'Mine' }).click()
  await openReport(igor, 'Gold two')
  await igor.getByRole('list', { name: 'Notes of the team' }).getByText('Is this the one from May?').waitFor()
  for (const page of [vera, igor]) await page.context().close()
})

test('the pages made no complaint', () => {
  expect(stage.complaints).toEqual([])
})

test('QUEUE-22 the overview of a moderator begins with what they have taken, then what waits', async () => {
  const widgetId = await makeMarket(stage, OWNER, { texts: ['Cheap gold', 'Pay me first'], reported: [1, 2] })
  await addColleague(widgetId)
  const page = await open(widgetId, COLLEAGUE)
  await openReport(page, 'Cheap gold')
  await page.keyboard.press('i')
  await said(page, 'Assigned to you').waitFor()
  await page.goto(`${stage.server.url}/dashboard/widgets/${widgetId}`)
  const card = page.getByRole('region', { name: 'Your work' })
  await card.getByText('2 reports wait, no appeals.').waitFor()
  await eventually(async () => {
    const rows = await card.getByRole('listitem').allTextContents()
    expect(rows.map((text) => /Cheap gold|Pay me first/.exec(text)?.[0])).toEqual(['Cheap gold', 'Pay me first'])
    expect(rows[0]).toContain('Yours')
  })
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await card.getByRole('link').nth(1).click()
  await isOpen(page, 'Cheap gold')
  await page.context().close()
})
