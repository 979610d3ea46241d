import { afterAll, beforeAll, expect, test } from 'bun:test'
import { devices, type Page } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import { type DashboardStage, startDashboardStage, violations } from './dashboard-stage.ts'

let stage: DashboardStage
/** The administrator's page: theirs is the first account of this server. */
let page: Page
let widgetId: number
const SHOTS = process.env.SHOTS
const shot = async (tab: Page, name: string) =>
  SHOTS && tab.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })
const section = (tab: Page, name: string) =>
  tab.getByRole('navigation', { name: 'Sections of the server' }).getByRole('link', { name, exact: true }).click()

beforeAll(async () => {
  stage = await startDashboardStage()
  page = await stage.openAs('root@host.example', '/dashboard')
  widgetId = await stage.widgetOf('ann@shop.example', 'Bicycles and parts')
})
afterAll(() => stage.stop())

test('ADMIN-1 an administrator finds the server in the dashboard, another account does not', async () => {
  await page.getByRole('button', { name: 'Account menu' }).click()
  await page.getByRole('link', { name: 'Server', exact: true }).click()
  await page.getByText('this one').waitFor()
  await page.getByText('No backup has been made yet').waitFor()
  await shot(page, 'server-overview')
  const other = await stage.openAs('ann@shop.example', '/dashboard/server')
  await other.getByRole('heading', { level: 1 }).waitFor()
  await other.getByRole('button', { name: 'Account menu' }).click()
  await other.getByRole('link', { name: 'Account', exact: true }).waitFor()
  await eventually(async () => expect(await other.getByRole('link', { name: 'Server', exact: true }).count()).toBe(0))
  await eventually(async () =>
    expect(await other.getByRole('navigation', { name: 'Sections of the server' }).count()).toBe(0),
  )
  await other.context().close()
})

test('ADMIN-3 a link from the administrator lets a person set a new password, once', async () => {
  await section(page, 'Accounts')
  await page.getByLabel('Email address').fill('ann@')
  const row = page.getByRole('listitem').filter({ hasText: 'ann@shop.example' })
  // what is listed before is not looked for, and goes away with what is asked about it
  await page.waitForURL(/q=ann/)
  await row.getByRole('button', { name: /^Reset password/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Reset password' }).click()
  const link = (await page.getByLabel('Password link', { exact: true }).textContent()) ?? ''
  await shot(page, 'server-accounts')

  const ann = await stage.open(link.replace(/^https?:\/\/[^/]+/, ''), { ...devices['Pixel 7'], locale: 'ru-RU' })
  await ann.getByText('Для ann@shop.example').waitFor()
  await eventually(async () => expect(await violations(ann)).toEqual([]))
  await shot(ann, 'reset')
  await ann.locator('[name=password]').fill('quite another password')
  await ann.locator('[type=submit]').click()
  await ann.locator('[name=email]').fill('ann@shop.example')
  await ann.locator('[name=password]').fill('quite another password')
  await ann.locator('[type=submit]').click()
  await ann.getByText('Bicycles and parts').waitFor()
  await ann.goto(link)
  await ann.getByText('Ссылка больше не действует').waitFor()
  await ann.context().close()
})

test('ADMIN-4 a suspended widget says so to its visitors and to its team, and goes on when it is resumed', async () => {
  await stage.server.app.widgets.change('all_widgets', widgetId, { settings: { guests: 'read' } })
  const visitor = await stage.open(`/imbachat/v1/${widgetId}/chat`)
  await visitor.getByText('Chat is paused on this site for now.').waitFor({ state: 'detached' })
  await section(page, 'Widgets')
  await page.getByRole('button', { name: 'Suspend: Bicycles and parts' }).click()
  await page.getByLabel('Reason').fill('The invoice is open')
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
  await page.getByText('The invoice is open').waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await shot(page, 'server-widgets')
  await visitor.getByText('Chat is paused on this site for now.').waitFor()
  await shot(visitor, 'suspended-chat')

  // the widget's own team reads why
  const team = await stage.openAs('ann@shop.example', `/dashboard/widgets/${widgetId}`, {}, 'quite another password')
  await team.getByText('The chat is suspended').waitFor()
  await team.getByText('The invoice is open').waitFor()
  await page.getByRole('button', { name: 'Quotas: Bicycles and parts' }).click()
  // what is no number is not sent as null, which is the server's own quota
  await page.getByLabel('Files, MB').fill('500 MB')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('Enter a whole number').waitFor()
  await page.getByLabel('Files, MB').fill('500')
  await shot(page, 'server-quotas')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await page.getByText('Own quotas', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Resume: Bicycles and parts' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click()
  await page.getByText('The invoice is open').waitFor({ state: 'detached' })
  await team.reload()
  await team.locator('.widget-button', { hasText: 'Bicycles and parts' }).waitFor()
  await team.getByText('The chat is suspended').waitFor({ state: 'detached' })
  await team.context().close()
  await visitor.reload()
  await visitor.getByText('Chat is paused on this site for now.').waitFor({ state: 'detached' })
  const storedQuotas = await stage.server.app.widgets.find(widgetId)
  expect(storedQuotas?.quotas).toMatchObject({ file_mb: 500 })
  await visitor.context().close()
})

test('ADMIN-5 jobs that were given up are looked at, tried again and deleted', async () => {
  const { control } = stage.server.app.store
  const job = (id: string) => ({
    widget_id: widgetId,
    id,
    // no runner takes it
    kind: 'files.gone',
    payload: '{}',
    run_at: null,
    tries: 8,
    error: 'the storage is away: connect ECONNREFUSED',
    created_at: Date.now(),
  })
  await control
    .insertInto('job')
    .values([job('one'), job('two')])
    .execute()
  await section(page, 'Jobs')
  await page.getByRole('button', { name: 'Delete: files.gone one' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete: files.gone one' }).waitFor({ state: 'detached' })
  await shot(page, 'server-jobs')
  await page.getByRole('button', { name: 'Try again: files.gone two' }).click()
  await page.getByText('No failed jobs.').waitFor()
  await control.deleteFrom('job').execute()
})

test('ADMIN-6 a backup is begun from the dashboard, and listed when it is made', async () => {
  await section(page, 'Backups')
  await page.getByRole('button', { name: 'Back up now' }).click()
  await page.getByText(/ rows\b/).waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Back up now' }).waitFor()
  await shot(page, 'server-backups')
})

test('ADMIN-7 storage and the log are shown, on a phone in Russian and in the dark too', async () => {
  const phone = await stage.openAs('root@host.example', '/dashboard/server/audit', {
    ...devices['Pixel 7'],
    locale: 'ru-RU',
    colorScheme: 'dark',
  })
  await phone.getByRole('row').filter({ hasText: 'Виджет приостановлен' }).waitFor()
  await shot(phone, 'server-audit')
  await phone.getByRole('button', { name: /^Разделы сервера: / }).click()
  await phone.getByRole('link', { name: 'Хранилище' }).click()
  await phone.getByText('Поисковый индекс').waitFor()
  await shot(phone, 'server-storage')
  if (SHOTS) {
    for (const [path, text] of [
      ['', 'этот'],
      ['/accounts', 'Сбросить пароль'],
      ['/widgets', 'Приостановить'],
      ['/jobs', 'Сбойных заданий нет'],
      ['/backups', 'строк'],
    ]) {
      await phone.goto(`${stage.server.url}/dashboard/server${path}`)
      await phone
        .getByText(text ?? '')
        .first()
        .waitFor()
      await shot(phone, `phone-server${path?.replace('/', '-')}`)
    }
  }
})

test('the pages made no complaint', () => {
  expect(stage.complaints).toEqual([])
})
