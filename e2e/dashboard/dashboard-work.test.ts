import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import { chatUserRow, type DashboardStage, startDashboardStage } from './dashboard-stage.ts'

const OWNER = 'vera@shop.example'
const USER = 'timur'

let stage: DashboardStage
let widgetId: number

beforeAll(async () => {
  stage = await startDashboardStage()
  widgetId = await stage.widgetOf(OWNER, 'Bicycles')
  await stage.server.app.store.control
    .insertInto('chat_user')
    .values(chatUserRow(widgetId, USER, 'Timur'))
    .execute()
})
afterAll(() => stage.stop())

const openTab = (tab: string, of = widgetId) => stage.openAs(OWNER, `/dashboard/widgets/${of}/${tab}`)

const broadcast = (age: number) => `b0000000-0000-4000-8000-${String(age).padStart(12, '0')}`
const ERASING = 'e0000000-0000-4000-8000-000000000000'

/** No job carries it out: it runs until its row says otherwise. */
async function addTask(task: { kind: 'broadcast' | 'erase'; id: string; payload: object; age?: number }) {
  const { kind, id, payload, age = 0 } = task
  const row = {
    widget_id: widgetId,
    id,
    kind,
    user_id: kind === 'erase' ? USER : null,
    payload: JSON.stringify(payload),
    state: age === 0 ? ('running' as const) : ('done' as const),
    total: 100,
    looked: 1,
    changed: 1,
    created_at: Date.now() - age * 60_000,
    created_by: '',
  }
  await stage.server.app.store.control.insertInto('task').values(row).execute()
}

const come = (id: string, changed: number) =>
  stage.server.app.store.control
    .updateTable('task')
    .set({ looked: changed, changed })
    .where('widget_id', '=', widgetId)
    .where('id', '=', id)
    .execute()

/** The next answer to the page's reading of this address is lost, and so is nothing after it. */
async function loseOne(page: Page, address: RegExp): Promise<void> {
  const lost = page.waitForEvent('requestfailed', { predicate: (request) => address.test(request.url()) })
  await page.route(address, (route) => route.abort(), { times: 1 })
  await lost
}

test('DASH-2 a list that renews itself keeps the pages that were asked for, and goes on after a look that failed', async () => {
  for (let age = 0; age < 25; age += 1) {
    const payload = { senderId: USER, text: `News number ${age}`, activeDays: null, userIds: null }
    await addTask({ kind: 'broadcast', id: broadcast(age), payload, age })
  }
  const page = await openTab('broadcasts')
  await page.getByText('1 of 100 sent').waitFor()
  await page.getByRole('button', { name: 'Show more' }).click()
  await page.getByText('News number 24', { exact: true }).waitFor()
  await come(broadcast(0), 40)
  await page.getByText('40 of 100 sent').waitFor()
  await eventually(async () => expect(await page.getByText('News number 24', { exact: true }).count()).toBe(1))
  await eventually(async () => expect(await page.getByText('News number 0', { exact: true }).count()).toBe(1))

  await loseOne(page, /\/broadcasts\?/)
  await come(broadcast(0), 70)
  await page.getByText('70 of 100 sent').waitFor()
  await eventually(async () => expect(await page.getByText('News number 24', { exact: true }).count()).toBe(1))
  await page.context().close()
})

test('DASH-2 a look that is never answered is given up, and the next one follows', async () => {
  const page = await stage.openAs(OWNER, '/dashboard')
  await page.clock.install()
  // the browser's own limit does not follow the clock of the test
  await page.addInitScript(() => {
    AbortSignal.timeout = (ms) => {
      const limit = new AbortController()
      setTimeout(() => limit.abort(), ms)
      return limit.signal
    }
  })
  await page.goto(`${stage.server.url}/dashboard/widgets/${widgetId}/keys`)
  const states = /\/api\/.*\/keys$/
  await page.getByText('not used yet', { exact: false }).first().waitFor()
  const unanswered = Promise.withResolvers<void>()
  await page.route(states, () => unanswered.resolve(), { times: 1 })
  await page.clock.fastForward(11_000)
  await unanswered.promise
  await page.clock.fastForward(31_000)
  const next = page.waitForResponse(states)
  await page.clock.fastForward(11_000)
  await next
  await page.context().close()
})

test('DASH-2 ERASE-6 while somebody is being erased, a look that failed offers no second erasing', async () => {
  await addTask({ kind: 'erase', id: ERASING, payload: {} })
  const page = await openTab(`people?user=${USER}`)
  await page.getByText(/1%/).waitFor()
  await loseOne(page, /\/tasks\?/)
  await come(ERASING, 60)
  await page.getByText(/60%/).waitFor()
  for (const name of ['Erase this person', 'Pause posting', 'Export']) {
    expect(await page.getByRole('button', { name }).count()).toBe(0)
  }
  await page.context().close()
  const ended = { state: 'stopped' as const }
  await stage.server.app.store.control.updateTable('task').set(ended).where('id', '=', ERASING).execute()
})

/** A page that shows a code looks every three seconds whether it was used. */
const looksAgain = (page: Page) => page.clock.fastForward(3_000)

test('SITE-8 the code for a site that is connected already stays when a look for its use fails', async () => {
  const { control } = stage.server.app.store
  const used = { code_hash: 'x', expires_at: 1, used_at: Date.now() - 60_000, site_url: 'https://shop.example' }
  await control
    .insertInto('connect_code')
    .values({ widget_id: widgetId, ...used })
    .execute()
  const page = await openTab('')
  await page.clock.install()
  await page.goto(`${stage.server.url}/dashboard/widgets/${widgetId}/install?kind=wordpress&step=code`)
  await page.getByRole('link', { name: 'https://shop.example' }).waitFor()
  await page.getByRole('button', { name: 'Connect WordPress' }).click()
  const code = page.getByRole('status', { name: 'Connection code' })
  await code.waitFor()
  const lost = loseOne(page, /\/connection$/)
  await looksAgain(page)
  await lost
  const found = page.waitForResponse(/\/connection$/)
  await looksAgain(page)
  await found
  await eventually(async () => expect(await code.count()).toBe(1))
  const now = { used_at: Date.now(), site_url: 'https://other.example' }
  await control.updateTable('connect_code').set(now).where('widget_id', '=', widgetId).execute()
  await looksAgain(page)
  await code.waitFor({ state: 'detached' })
  await page.context().close()
})

test('SITE-8 a code that was made before the first look came back stays, too', async () => {
  const other = await stage.widgetOf(OWNER, 'Second shop')
  const used = { code_hash: 'y', expires_at: 1, used_at: Date.now() - 60_000, site_url: 'https://second.example' }
  const { control } = stage.server.app.store
  await control
    .insertInto('connect_code')
    .values({ widget_id: other, ...used })
    .execute()
  const page = await openTab('overview', other)
  await page.clock.install()
  await page.getByText('0 of 3 done').waitFor()
  await page.route(/\/connection$/, (route) => route.abort(), { times: 1 })
  await page.goto(`${stage.server.url}/dashboard/widgets/${other}/install?kind=wordpress&step=code`)
  await page.getByRole('button', { name: 'Try again' }).waitFor()
  await page.getByRole('button', { name: 'Connect WordPress' }).click()
  const code = page.getByRole('status', { name: 'Connection code' })
  await code.waitFor()
  const found = page.waitForResponse(/\/connection$/)
  await looksAgain(page)
  await found
  await page.getByRole('button', { name: 'Try again' }).waitFor({ state: 'detached' })
  await eventually(async () => expect(await code.count()).toBe(1))
  await page.context().close()
})

test('DASH-3 a broadcast that is being written outlives a look at the people, and can be discarded', async () => {
  const page = await openTab('broadcasts')
  await page.getByLabel('Message').fill('We are closed on Monday')
  await page.getByLabel('To', { exact: true }).selectOption('active')
  await page.getByLabel('Active within days').fill('7')
  await page.getByRole('link', { name: 'People', exact: true }).click()
  await page.getByRole('link', { name: /Timur/ }).waitFor()
  await page.getByRole('link', { name: /^Broadcasts/ }).click()
  await eventually(async () => expect(await page.getByLabel('Message').inputValue()).toBe('We are closed on Monday'))
  await eventually(async () => expect(await page.getByLabel('Active within days').inputValue()).toBe('7'))

  await page.getByRole('combobox', { name: 'From' }).fill(USER)
  await page.getByLabel('Active within days').fill('seven')
  await page.getByRole('button', { name: 'Review' }).click()
  await page.getByText('Enter a whole number').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.getByRole('button', { name: 'Discard' }).click()
  await eventually(async () => expect(await page.getByLabel('Message').inputValue()).toBe(''))
  await page.context().close()
})

test('DASH-3 a press that begins in a question and ends beside it does not close it', async () => {
  const page = await openTab(`people?user=${USER}`)
  await page.getByRole('button', { name: 'Ban', exact: true }).click()
  const reason = page.getByRole('dialog').getByLabel('Reason')
  await reason.fill('Trade in private messages')
  await reason.hover()
  await page.mouse.down()
  await page.mouse.move(5, 5)
  await page.mouse.up()
  await eventually(async () => expect(await reason.inputValue()).toBe('Trade in private messages'))
  await page.mouse.click(5, 5)
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.context().close()
})

test('PEOPLE-11 the last reasons of a moderator are offered again in this browser', async () => {
  const page = await openTab(`people?user=${USER}`)
  const question = page.getByRole('dialog')
  await page.getByRole('button', { name: 'Pause posting', exact: true }).click()
  await question.getByLabel('Reason').fill('Trade in private messages')
  await question.getByRole('button', { name: 'Pause posting', exact: true }).click()
  await question.waitFor({ state: 'detached' })
  await page.reload()
  await page.getByRole('button', { name: 'Ban', exact: true }).click()
  await question.getByRole('button', { name: 'Trade in private messages' }).click()
  await eventually(async () =>
    expect(await question.getByLabel('Reason').evaluate((field) => field === document.activeElement)).toBe(true),
  )
  // what is typed next belongs to the reason: a digit gives nothing
  await page.keyboard.type(', the 5th time')
  await eventually(async () =>
    expect(await question.getByLabel('Reason').inputValue()).toBe('Trade in private messages, the 5th time'),
  )
  await question.getByRole('button', { name: 'Cancel' }).click()
  // only the team reads why somebody is hidden: such a reason is not offered for what the person reads
  await page.getByRole('button', { name: 'Hide their messages' }).click()
  await question.waitFor()
  expect(await question.getByRole('button', { name: 'Trade in private messages' }).count()).toBe(0)
  await page.context().close()
})

test('RULE-9 a number that was cleared is there again after Discard', async () => {
  const page = await openTab('rules')
  const hours = page.getByLabel('Hours').first()
  const before = await hours.inputValue()
  await hours.fill('')
  await page.getByRole('button', { name: 'Discard' }).click()
  await eventually(async () => expect(await hours.inputValue()).toBe(before))
  await page.context().close()
})

test('DASH-4 on a phone the bar above every screen is one row', async () => {
  for (const [locale, width] of [
    ['en-US', 390],
    ['ru-RU', 390],
    ['ru-RU', 360],
  ] as const) {
    const page = await stage.openAs(OWNER, '/dashboard', { locale, viewport: { width, height: 800 } })
    await page.getByRole('heading', { level: 1 }).waitFor()
    await eventually(async () => {
      const bar = await page.locator('.topbar').boundingBox()
      expect(bar?.height).toBeLessThan(64)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    })
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/bar-${locale}-${width}.png` })
    await page.context().close()
  }
})

test('the pages made no complaint', () => {
  expect(stage.complaints).toEqual([])
})
