import { afterAll, beforeAll, expect, test } from 'bun:test'
import { atRest, eventually } from '../stage/eventually.ts'
import { chatUserRow, type DashboardStage, startDashboardStage, violations } from './dashboard-stage.ts'

const OWNER = 'vera@shop.example'

let stage: DashboardStage
let widgetId: number

beforeAll(async () => {
  stage = await startDashboardStage()
  widgetId = await stage.widgetOf(OWNER, 'Big market')
  const people = Array.from({ length: 75 }, (_, place) =>
    chatUserRow(widgetId, `user-${place}`, 'Anna Berg', {
      email: place === 12 ? 'anna.twelve@shop.example' : null,
      seenAgoMs: place * 60_000,
    }),
  )
  await stage.server.app.store.control.insertInto('chat_user').values(people).execute()
})
afterAll(() => stage.stop())

const openTab = (tab: string) => stage.openAs(OWNER, `/dashboard/widgets/${widgetId}/${tab}`)

test('DASH-13 people stand in a table, and a click anywhere in a row opens it', async () => {
  const page = await openTab('people?q=twelve')
  const table = page.getByRole('table', { name: 'People' })
  await table.getByRole('cell', { name: 'anna.twelve@shop.example', exact: true }).waitFor()
  const titles = await table.getByRole('columnheader').allTextContents()
  expect(titles).toEqual(['', 'Name', 'ID', 'Email', 'Standing', 'Messages', 'Reports', 'Last seen'])
  // the row's link covers the cell
  await table.getByRole('cell').last().click({ force: true })
  await page.getByRole('heading', { name: 'Anna Berg' }).waitFor()
  expect(new URL(page.url()).searchParams.get('user')).toBe('user-12')
  await page.context().close()
})

test('DASH-6 PEOPLE-12 going back to a list of people shows its rows, with ids, where the reader was', async () => {
  const page = await openTab('people?q=anna')
  const row = (id: string) => page.getByRole('link', { name: new RegExp(`${id}\\b`) })
  await page.getByRole('button', { name: 'Show more' }).click()
  // of the second page, by name and id
  await row('user-58').scrollIntoViewIfNeeded()
  await page.getByRole('link', { name: 'Anna Berg, user-12 · anna.twelve@shop.example' }).waitFor()
  const before = await atRest(() => page.evaluate(() => scrollY))
  expect(before).toBeGreaterThan(500)
  for (const goBack of [() => page.goBack(), () => page.getByRole('link', { name: 'All people' }).click()]) {
    await row('user-58').click()
    await page.getByRole('heading', { name: 'Anna Berg' }).waitFor()
    await goBack()
    await row('user-58').waitFor()
    await eventually(async () =>
      expect(await row('user-58').evaluate((link) => link === document.activeElement)).toBe(true),
    )
    await eventually(async () => expect(Math.abs((await page.evaluate(() => scrollY)) - before)).toBeLessThan(5))
    await eventually(async () => expect(await page.getByLabel('Search people').inputValue()).toBe('anna'))
  }
  await page.context().close()
})

test("DASH-7 the tab's title and the heading name the section, and the first link skips to it", async () => {
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

test('SITE-18 the last allowed site is removed after a question that says when it loaded the chat', async () => {
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

test('SITE-18 a pattern that lets the live site in is removed after a question, also before the signs have loaded', async () => {
  const { control } = stage.server.app.store
  const origins = JSON.stringify(['https://*.market.example', 'https://old.example', 'https://other.example'])
  await control.updateTable('widget').set({ origins }).where('id', '=', widgetId).execute()
  const sign = { script_at: Date.now() - 180_000, script_origin: 'https://www.market.example' }
  await control.deleteFrom('sign_of_life').where('widget_id', '=', widgetId).execute()
  await control
    .insertInto('sign_of_life')
    .values({ widget_id: widgetId, ...sign, user_at: null, message_at: null })
    .execute()
  const answer = Promise.withResolvers<void>()
  const page = await openTab('rules')
  await page.route(/\/overview$/, async (route) => {
    await answer.promise
    await route.continue()
  })
  await page.getByRole('link', { name: 'Site', exact: true }).click()
  const list = page.getByRole('region', { name: 'Allowed sites' })
  await list.getByRole('button', { name: 'Remove https://*.market.example' }).click()
  const question = page.getByRole('dialog', { name: 'Remove https://*.market.example?' })
  answer.resolve()
  await question.getByText('One of its pages last loaded the chat 3 minutes ago.').waitFor()
  await question.getByRole('button', { name: 'Cancel' }).click()
  await page.unroute(/\/overview$/)
  await page.route(/\/overview$/, (route) => route.abort())
  await page.reload()
  await list.getByRole('button', { name: 'Remove https://old.example' }).click()
  await page.getByRole('dialog', { name: 'Remove https://old.example?' }).waitFor()
  await page.context().close()
})

test('CAST-7 the sender of a broadcast is found by id, e-mail address or name, or chosen from a list', async () => {
  const page = await openTab('broadcasts')
  const from = page.getByRole('combobox', { name: 'From' })
  const offered = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option')
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
  await eventually(async () => expect(await from.inputValue()).toBe('user-12'))

  await from.fill('berg 33')
  await offered.filter({ hasText: 'user-33' }).waitFor()
  await from.press('ArrowDown')
  await from.press('Enter')
  await eventually(async () => expect(await from.inputValue()).toBe('user-33'))
  await offered.first().waitFor({ state: 'hidden' })

  await page.getByLabel('Link').fill('notalink')
  await review.click()
  await page.getByText('Enter a web address').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.getByLabel('Link').fill('https://shop.example/news')
  await page.getByText('Enter a web address').waitFor({ state: 'detached' })
  await page.context().close()
})

test('NOTIFY-11 an id and Enter right after it show what keeps notifications from that user', async () => {
  const page = await openTab('notifications')
  const user = page.getByRole('combobox', { name: 'User' })
  await user.pressSequentially('user-7')
  await user.press('Enter')
  await page.waitForURL(/[?&]user=user-7(&|$)/)
  await page.getByRole('link', { name: 'Anna Berg' }).waitFor()
  await page.context().close()
})

test('SETUP-3 the set-up has the line of a button that opens a dialog with a user who has come', async () => {
  const page = await openTab('install?kind=php&step=code')
  const line = page.getByRole('region', { name: 'The button' })
  await line.getByText('imbaApi.openDialog').first().waitFor()
  await page.getByText('Continue').click()
  await page.getByText('A sample of find-users.php').waitFor()
  await page.getByText('Continue').click()
  await page.getByRole('heading', { name: 'Let two users talk' }).waitFor()
  await page.getByText("imbaApi.openDialog('user-0')").waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await page.context().close()
})

test('DASH-8 a field counts as it is typed, a complaint goes with its value, and Save says why not', async () => {
  const page = await openTab('features')
  const save = page.getByRole('button', { name: 'Save' })
  await save.press('Enter')
  await page.locator('.toasts').getByText('Nothing has been changed.').waitFor()
  const most = page.getByLabel('Maximum message length, characters')
  await most.fill('-5')
  await save.click()
  const problem = page.locator('.field', { has: most }).locator('.field-error')
  await problem.waitFor()
  await most.fill('500')
  await problem.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Discard' }).click()

  // as it is typed, not when the field is left
  await page.getByLabel('Other sites for buttons and photos').pressSequentially('https://cdn.example')
  await page.getByText('Unsaved changes').first().waitFor()
  await save.click()
  await page.getByText('Saved', { exact: true }).first().waitFor()
  await page.context().close()
})

test('QUEUE-14 a warning is written over the usual text, and sent by Ctrl and Enter', async () => {
  const page = await openTab('people?user=user-3')
  await page.getByRole('button', { name: 'Warn', exact: true }).click()
  const text = page.getByRole('dialog').getByLabel('Text')
  await text.waitFor()
  await eventually(async () =>
    expect(await text.evaluate((area: HTMLTextAreaElement) => area.selectionEnd - area.selectionStart)).toBeGreaterThan(
      9,
    ),
  )
  await page.keyboard.type('No trade here')
  await eventually(async () => expect(await text.inputValue()).toBe('No trade here'))
  await page.keyboard.press('Control+Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  // with the restrictions, and in the timeline as soon as that is loaded
  await page.getByText('No trade here').first().waitFor()
  await page.context().close()
})

test('PEOPLE-5 the export is a file with the name of the person', async () => {
  const page = await openTab('people?user=user-3')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download as JSON' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^chat data of Anna-Berg \d{4}-\d\d-\d\d\.json$/)
  await page.context().close()
})

test('TEAM-2 an open page follows the role of its reader, and a report that is gone is no widget', async () => {
  const email = 'max@shop.example'
  const page = await stage.openAs(email, '/dashboard')
  const account = await stage.server.app.accounts.byEmail(email)
  const member = { widget_id: widgetId, account_id: account?.account_id ?? '', role: 'moderator' as const }
  const { control } = stage.server.app.store
  await control
    .insertInto('team_member')
    .values({ ...member, created_at: Date.now() })
    .execute()
  const gone = 'b0000000-0000-4000-8000-000000000000'
  await page.goto(`${stage.server.url}/dashboard/widgets/${widgetId}/moderation?report=${gone}`)
  await page.getByText('This no longer exists.').waitFor()
  await control.updateTable('team_member').set({ role: 'viewer' }).where('account_id', '=', member.account_id).execute()
  await page.getByRole('tab', { name: 'Resolved' }).click()
  await page.getByRole('link', { name: /^Moderation/ }).waitFor({ state: 'detached' })
  await page.getByText('Your role does not allow this').waitFor()
  await eventually(async () => expect(await page.getByRole('tab').count()).toBe(0))
  await page.context().close()
})

test('AUTH-2 the session of this browser was last seen now', async () => {
  const page = await stage.openAs(OWNER, '/dashboard')
  // a session is prolonged about once a day
  const prolonged = new Date(Date.now() - 27 * 60_000).toISOString()
  await stage.server.app.store.control.updateTable('owner_session').set({ updated_at: prolonged }).execute()
  await page.goto(`${stage.server.url}/dashboard/account`)
  await page
    .getByRole('listitem')
    .filter({ hasText: 'this browser' })
    .getByText(/last seen now/)
    .waitFor()
  await page.context().close()
})

test('the pages made no complaint', () => {
  expect(stage.complaints).toEqual([])
})
