import { afterAll, beforeAll, expect, test } from 'bun:test'
import { devices, type Page } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import { type DashboardStage, startDashboardStage, violations } from './dashboard-stage.ts'

let stage: DashboardStage
let widgetId: number
let page: Page
const SHOTS = process.env.SHOTS
const shot = async (tab: Page, name: string) =>
  SHOTS && tab.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })
const HOUR = 3_600_000
const DAY = 24 * HOUR

beforeAll(async () => {
  stage = await startDashboardStage()
  widgetId = await stage.widgetOf('vera@shop.example', 'Shop')
  page = await openWithClock(widgetId)
})
afterAll(() => stage.stop())

/** A page of this widget whose clock the test moves. */
async function openWithClock(of: number, path = ''): Promise<Page> {
  const opened = await stage.openAs('vera@shop.example', '/dashboard')
  await opened.clock.install()
  await opened.goto(`${stage.server.url}/dashboard/widgets/${of}${path}`)
  return opened
}

/** A page looks every four seconds whether the site's first visitors have come. */
const looksAgain = (tab: Page) => tab.clock.fastForward(4_000)

const step = (name: string) => page.getByRole('listitem').filter({ hasText: name })

test('SETUP-1 the first page of a new widget ticks the script off when it is loaded, without a reload', async () => {
  await page.getByText('0 of 3 done').waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await shot(page, 'overview-new')

  await fetch(`${stage.server.url}/imbachat/v1/${widgetId}/widget`, { headers: { referer: 'https://shop.example/' } })
  await looksAgain(page)
  await page.getByText('1 of 3 done').waitFor()
  await step('The script is on your site').getByRole('img', { name: 'Done' }).waitFor()
  await step('The script is on your site').getByText('https://shop.example', { exact: false }).waitFor()
  await step('The script is on your site').getByRole('link', { name: 'Add the address' }).waitFor()
})

test('SETUP-2 the set-up leads from the kind of site to the first message, and keeps its place in the address', async () => {
  const other = await stage.widgetOf('vera@shop.example', 'Second shop')
  await stage.server.app.widgets.change('all_widgets', other, { origins: ['https://second.example'] })
  const setUp = await openWithClock(other, '/install')
  const button = (name: string) => setUp.getByRole('button', { name, exact: true })
  await eventually(async () => expect(await button('Continue').isDisabled()).toBe(true))
  await setUp.getByRole('radio', { name: 'OpenCart' }).check()
  await button('Continue').click()
  await setUp.getByText('In the module’s settings', { exact: false }).waitFor()
  await setUp.getByRole('status', { name: 'Script address' }).getByText(`/imbachat/v1/${other}/widget`).waitFor()
  await button('Show: Secret key').click()
  await button('Hide: Secret key').waitFor()
  await button('Continue').click()
  await setUp.getByText('route=extension/module/imbachat/users', { exact: false }).first().waitFor()
  expect(new URL(setUp.url()).search).toBe('?kind=opencart&step=people')

  // left, and resumed: by the address, and by the navigation
  await setUp.reload()
  await setUp.getByRole('link', { name: 'Overview' }).click()
  await setUp.getByText('0 of 3 done').waitFor()
  await setUp.getByRole('link', { name: 'Install' }).click()
  await setUp.getByLabel('Users info URL').waitFor()
  await setUp.goBack()
  await setUp.goForward()
  await button('Continue').click()
  await setUp.getByText('0 of 3 done').waitFor()
  await fetch(`${stage.server.url}/imbachat/v1/${other}/widget`, { headers: { referer: 'https://second.example/' } })
  await looksAgain(setUp)
  await setUp.getByText('1 of 3 done').waitFor()
  const seen = { script_at: Date.now(), script_origin: 'https://second.example', user_at: 1e12, message_at: 1e12 }
  await stage.server.app.store.control.updateTable('sign_of_life').set(seen).where('widget_id', '=', other).execute()
  await looksAgain(setUp)
  await setUp.getByText('Your chat works').waitFor()
  await setUp.getByRole('button', { name: 'Two people talk (done)' }).waitFor()
  await eventually(async () => expect(await violations(setUp)).toEqual([]))
  await setUp.context().close()
})

test('STAT-5 the statistics show the counted messages, and refresh by themselves', async () => {
  const { control } = stage.server.app.store
  const hour = Math.floor(Date.now() / HOUR) * HOUR
  const rows = Array.from({ length: 24 * 13 }, (_, index) => ({
    widget_id: widgetId,
    hour: hour - index * HOUR,
    messages: Math.round(30 + 25 * Math.sin(index / 4) + (index % 7) * 3),
    dialogs: index % 5,
    active_users: index % 11,
  }))
  for (let at = 0; at < rows.length; at += 50) {
    await control
      .insertInto('statistic')
      .values(rows.slice(at, at + 50))
      .execute()
  }
  const sign = { script_at: Date.now(), script_origin: 'https://shop.example', user_at: 1e12, message_at: 1e12 }
  await control.updateTable('sign_of_life').set(sign).where('widget_id', '=', widgetId).execute()
  await looksAgain(page)
  await page.getByText('Set up the chat').waitFor({ state: 'detached' })
  const today = page.locator('.tile', { hasText: 'Messages today' }).locator('.tile-value')
  await eventually(async () => expect(Number((await today.textContent())?.replace(/\D/g, ''))).toBeGreaterThan(0))
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await shot(page, 'overview')
})

test('STAT-4 statistics are read by keyboard, keep their period in the address, and are exported', async () => {
  await page.getByRole('link', { name: 'All statistics' }).click()
  const chart = page.getByRole('slider', { name: 'Messages', exact: true })
  await chart.focus()
  await page.keyboard.press('End')
  await page
    .locator('.chart', { has: chart })
    .getByText(/^\w+ \d+: [\d,]+ · Before: [\d,]+$/)
    .waitFor()
  // the tooltip stands beside the bar
  await page.locator('.chart-tip').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.chart-tip').waitFor({ state: 'detached' })
  await page.getByRole('radio', { name: 'Table' }).check()
  const table = page.getByRole('table', { name: 'Statistics' })
  await eventually(async () => expect(await table.getByRole('row').count()).toBe(31))
  await page.getByRole('radio', { name: 'Charts' }).check()
  await page.getByRole('radio', { name: 'Choose days' }).check()
  await page.getByLabel('From', { exact: true }).fill('2026-01-05')
  await page.getByLabel('To', { exact: true }).fill('2026-01-24')
  await eventually(() => expect(new URL(page.url()).search).toBe('?period=chosen&from=2026-01-05&to=2026-01-24'))
  await page.getByText('Nothing happened in this period.').waitFor()
  await page.getByRole('radio', { name: '7 days' }).check()
  await page.getByRole('slider', { name: 'Active users, by hour' }).waitFor()
  expect(new URL(page.url()).searchParams.get('period')).toBe('7d')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export CSV' }).click(),
  ])
  expect(file.suggestedFilename()).toBe(`imbachat-${widgetId}-7d.csv`)
  const text = await Bun.file((await file.path()) ?? '').text()
  expect(text.split('\r\n').length).toBe(7 * 24 + 1)
  await shot(page, 'statistics')
})

test('STAT-6 STAT-7 the page says how soon dialogs are answered, when people write, and who comes back', async () => {
  const { control } = stage.server.app.store
  const day = Math.floor(Date.now() / DAY) * DAY
  const counts = { dialogs_begun: 40, answered_5m: 20, answered_1h: 8, answered_1d: 4, answered_later: 0 }
  await control
    .updateTable('statistic')
    .set(counts)
    .where('widget_id', '=', widgetId)
    .where('hour', '=', day - DAY)
    .execute()
  const week = day - ((day / DAY + 3) % 7) * DAY
  const returned = [
    { widget_id: widgetId, first_week: week - 7 * DAY, week: week - 7 * DAY, users: 80 },
    { widget_id: widgetId, first_week: week - 7 * DAY, week, users: 20 },
  ]
  await control.insertInto('returned_users').values(returned).execute()
  await page.goto(`${stage.server.url}/dashboard/widgets/${widgetId}/statistics`)
  const answers = page.getByRole('table', { name: 'Answers' })
  await answers.getByRole('row', { name: 'Within 5 minutes 20 50% —' }).waitFor()
  await answers.getByRole('row', { name: 'Not yet 8 20% —' }).waitFor()
  await page.locator('.figures').getByText('80%').waitFor()
  await page.getByRole('table', { name: 'Who comes back' }).getByText('25%').waitFor()
  await page.getByText(/^Most is written on \w+day at /).waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
})

test('STAT-5 a phone shows it too, dark and in Russian', async () => {
  const phone = await stage.openAs('vera@shop.example', `/dashboard/widgets/${widgetId}`, {
    ...devices['Pixel 7'],
    locale: 'ru-RU',
    colorScheme: 'dark',
  })
  await phone.getByText('Сообщения за 14 дней').first().waitFor()
  await eventually(async () =>
    expect(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true),
  )
  await eventually(async () => expect(await violations(phone)).toEqual([]))
  await shot(phone, 'overview-phone')
})

test('the pages made no complaint', () => {
  expect(stage.complaints).toEqual([])
})
