import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import { chatUserRow, type DashboardStage, startDashboardStage, violations } from './dashboard-stage.ts'

const OWNER = 'vera@shop.example'
const NAMES = ['Anna', 'Boris', 'Chen', 'Dora', 'Emil']

let stage: DashboardStage
let widgetId: number

beforeAll(async () => {
  stage = await startDashboardStage()
  widgetId = await stage.widgetOf(OWNER, 'Big market')
  const people = NAMES.map((name, place) => ({
    ...chatUserRow(widgetId, `user-${place}`, name, { seenAgoMs: place * 3_600_000 }),
    messages: [5, 900, 0, 70, 12_345][place] ?? 0,
  }))
  await stage.server.app.store.control.insertInto('chat_user').values(people).execute()
})
afterAll(() => stage.stop())

const openTab = (tab: string) => stage.openAs(OWNER, `/dashboard/widgets/${widgetId}/${tab}`)
const firstCells = (page: Page) =>
  page.getByRole('table').locator('tbody .table-link bdi').allTextContents() as Promise<string[]>
const rowsAre = (page: Page, names: string[]) => eventually(async () => expect(await firstCells(page)).toEqual(names))

test('DASH-15 the server sorts a table by the column that is pressed, and the address keeps it', async () => {
  const page = await openTab('people')
  await rowsAre(page, NAMES)
  await page.getByText('5 rows').waitFor()
  const header = (name: string) => page.getByRole('columnheader', { name })
  await eventually(async () => expect(await header('Last seen').getAttribute('aria-sort')).toBe('descending'))
  await header('Messages').getByRole('button').click()
  await rowsAre(page, ['Emil', 'Boris', 'Dora', 'Anna', 'Chen'])
  await eventually(async () => expect(await header('Messages').getAttribute('aria-sort')).toBe('descending'))
  expect(await header('Last seen').getAttribute('aria-sort')).toBeNull()
  await header('Messages').getByRole('button').click()
  await rowsAre(page, ['Chen', 'Anna', 'Dora', 'Boris', 'Emil'])
  expect(new URL(page.url()).search).toBe('?sort=messages')
  await page.getByRole('link', { name: /^Dora/ }).click()
  await page.getByRole('heading', { name: 'Dora' }).waitFor()
  await page.goBack()
  await rowsAre(page, ['Chen', 'Anna', 'Dora', 'Boris', 'Emil'])
  await page.getByLabel('Search people').fill('nobody')
  await page.getByText('Nobody matches.').waitFor()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await rowsAre(page, ['Chen', 'Anna', 'Dora', 'Boris', 'Emil'])
  expect(await page.getByLabel('Search people').inputValue()).toBe('')
  await page.context().close()
})

test('DASH-16 a table is walked and its rows are chosen by the keyboard alone', async () => {
  const page = await openTab('people')
  await rowsAre(page, NAMES)
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '')
  // a key before the table listens reaches nothing
  await eventually(async () => {
    if (!(await focused()).includes('Anna')) await page.keyboard.press('j')
    expect(await focused()).toContain('Anna')
  })
  await page.keyboard.press('ArrowDown')
  await eventually(async () => expect(await focused()).toContain('Boris'))
  await page.keyboard.press('x')
  await page.getByText('1 selected').waitFor()
  await page.keyboard.press('k')
  await page.keyboard.press('x')
  await page.getByText('2 selected').waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await page.keyboard.press('Escape')
  await page.getByText('2 selected').waitFor({ state: 'detached' })
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Anna' }).waitFor()
  await page.context().close()
})

test('a picture of a user that can’t be loaded gives its place to the initials', async () => {
  const broken = { avatar_url: 'data:image/png;base64,AAAA' }
  const { control } = stage.server.app.store
  await control.updateTable('chat_user').set(broken).where('widget_id', '=', widgetId).execute()
  const page = await openTab('people')
  await rowsAre(page, NAMES)
  const shown = () => page.locator('.table .avatar').allTextContents()
  await eventually(async () => expect(await shown()).toEqual(['A', 'B', 'C', 'D', 'E']))
  await control.updateTable('chat_user').set({ avatar_url: null }).where('widget_id', '=', widgetId).execute()
  await page.context().close()
})

test('AUDIT-6 the page of a person leads to what the team did about them', async () => {
  const entry = (action: string, target: string) => ({
    ...{ widget_id: widgetId, id: Bun.randomUUIDv7(), at: Date.now(), account_id: null, actor: OWNER },
    ...{ action, target, details: null, address: null },
  })
  const entries = [
    entry('people.note', 'user-3'),
    entry('people.sign_out', 'user-2'),
    entry('reports.decide', 'user-3'),
  ]
  await stage.server.app.store.control.insertInto('audit').values(entries).execute()
  const page = await openTab('people?user=user-3')
  await page.getByRole('link', { name: 'What the team did about this person' }).click()
  await page.getByRole('row', { name: /Added a note/ }).waitFor()
  await eventually(async () => expect(await page.getByRole('row').count()).toBe(2))
  await eventually(async () => expect(await page.getByLabel('About', { exact: true }).inputValue()).toBe('person'))
  await page.context().close()
})

test('DASH-17 one press undoes an action on several people, for those whom it changed', async () => {
  const page = await openTab('people')
  const { control } = stage.server.app.store
  const banned = async () => {
    const rows = await control.selectFrom('chat_user').select(['id', 'standing']).orderBy('id').execute()
    return rows.filter(({ standing }) => standing?.includes('"ban":{')).map(({ id }) => id)
  }
  await page.getByRole('checkbox', { name: 'Select all rows that are shown' }).check()
  await page.getByText('5 selected').waitFor()
  await page.getByRole('checkbox', { name: /Select Emil/ }).uncheck()
  await page.getByRole('button', { name: 'Ban', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('heading', { name: 'Ban 4 people' }).waitFor()
  await dialog.getByRole('button', { name: 'Ban', exact: true }).click()
  await page.getByText('Banned: 4 people').waitFor()
  expect(await banned()).toEqual(['user-0', 'user-1', 'user-2', 'user-3'])
  await eventually(async () => expect(await page.getByRole('table').getByText('Banned').count()).toBe(4))
  // the figures of those who are banned stay
  await page.getByRole('row', { name: /Boris/ }).getByText('900').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Taken back').waitFor()
  expect(await banned()).toEqual([])
  await eventually(async () => expect(await page.getByRole('table').getByText('Banned').count()).toBe(0))
  await page.context().close()
})

test('DASH-17 groups are archived together, and the undo restores those that were not archived before', async () => {
  const page = await openTab('rooms')
  for (const title of ['Quay', 'News']) {
    await page.evaluate(
      ([path, body]) => fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
      [`/api/dashboard/v1/widgets/${widgetId}/rooms`, JSON.stringify({ title })] as const,
    )
  }
  await page.reload()
  await page.getByRole('columnheader', { name: 'Title' }).getByRole('button').click()
  await rowsAre(page, ['News', 'Quay'])
  await page.getByRole('checkbox', { name: 'Select all rows that are shown' }).check()
  await page.getByRole('button', { name: 'Archive', exact: true }).click()
  await page.getByText('Changed: 2 groups').waitFor()
  await eventually(async () => expect(await page.getByRole('table').getByText('Archived').count()).toBe(2))
  await page.getByRole('button', { name: 'Undo' }).click()
  await eventually(async () => expect(await page.getByRole('table').getByText('Archived').count()).toBe(0))
  await page.context().close()
})

test('DASH-18 the columns and the density that the reader chose are there after a reload', async () => {
  const page = await openTab('people')
  await rowsAre(page, NAMES)
  const titles = () => page.getByRole('columnheader').allTextContents()
  await page.getByRole('button', { name: 'Columns and density' }).click()
  await page.getByRole('checkbox', { name: 'Email' }).uncheck()
  await page.getByRole('checkbox', { name: 'Role' }).check()
  await page.getByRole('radio', { name: 'Compact' }).check()
  const chosen = ['', 'Name', 'ID', 'Role', 'Standing', 'Messages', 'Reports', 'Last seen']
  await eventually(async () => expect(await titles()).toEqual(chosen))
  await page.reload()
  await rowsAre(page, NAMES)
  expect(await titles()).toEqual(chosen)
  await eventually(async () => expect(await page.locator('.table-compact').count()).toBe(1))
  await page.getByRole('button', { name: 'Columns and density' }).click()
  await page.getByRole('button', { name: 'Reset columns' }).click()
  await eventually(async () => expect(await titles()).toContain('Email'))
  await page.context().close()
})

test('the pages made no complaint', () => {
  expect(stage.complaints).toEqual([])
})
