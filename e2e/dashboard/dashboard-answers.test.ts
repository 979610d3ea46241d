import { afterAll, beforeAll, expect, test } from 'bun:test'
import { eventually } from '../stage/eventually.ts'
import { type DashboardStage, startDashboardStage } from './dashboard-stage.ts'

const OWNER = 'vera@shop.example'

let stage: DashboardStage
let widgetId: number
beforeAll(async () => {
  stage = await startDashboardStage()
  widgetId = await stage.widgetOf(OWNER, 'Shop')
})
afterAll(() => stage.stop())

test('a page that asks again and again shows an answer that takes longer than the time between two requests', async () => {
  const page = await stage.openAs(OWNER, '/dashboard/account')
  await page.clock.install()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  let asked = 0
  await page.route('**/overview', async (route) => {
    asked += 1
    // what is asked after the first two answers were late stays without an answer
    if (asked > 2) return
    await released
    await route.continue()
  })
  await page.goto(`${stage.server.url}/dashboard/widgets/${widgetId}`)
  await eventually(async () => expect(asked).toBe(1))
  await page.clock.runFor(4_100)
  await eventually(async () => expect(asked).toBe(2))
  await page.clock.runFor(4_100)
  release()
  await page.getByText('0 of 3 done').waitFor()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.context().close()
})

test('a role that the server refuses to change is shown as it is, and a question shows no refusal of an earlier one', async () => {
  const { control } = stage.server.app.store
  const at = Date.now()
  const person = { widget_id: widgetId, id: 'bob', name: 'Bob', role: 'user' as const, synced_at: at }
  const room = {
    widget_id: widgetId,
    id: 1,
    type: 1 as const,
    pipe: 'choir',
    title: 'Choir',
    is_public: 0,
    member_count: 1,
  }
  await control
    .insertInto('chat_user')
    .values({ ...person, profiles: '{}', extra: '{}' })
    .execute()
  await control
    .insertInto('room')
    .values({ ...room, last_seq: 0, last_rev: 0, created_at: at, active_at: at })
    .execute()
  const member = { widget_id: widgetId, room_id: 1, user_id: 'bob', delivered_seq: 0, read_seq: 0, joined_at: at }
  await control
    .insertInto('member')
    .values({ ...member, state: 'joined', role: 'member' })
    .execute()
  const page = await stage.openAs(OWNER, `/dashboard/widgets/${widgetId}/rooms?room=1`)
  const role = page.getByRole('combobox', { name: 'Role of Bob' })
  await role.waitFor()
  // Bob has left meanwhile
  await control.deleteFrom('member').where('widget_id', '=', widgetId).execute()
  await role.selectOption('admin')
  await page.locator('.toast-failed').waitFor()
  await eventually(async () => expect(await role.inputValue()).toBe('member'))

  const question = page.getByRole('dialog')
  await role.selectOption('owner')
  await question.getByRole('button', { name: 'Make owner' }).click()
  await question.getByRole('alert').waitFor()
  await question.getByRole('button', { name: 'Cancel' }).click()
  await eventually(async () => expect(await role.inputValue()).toBe('member'))
  await role.selectOption('owner')
  await question.waitFor()
  expect(await question.getByRole('alert').count()).toBe(0)
  await page.context().close()
})

test('a sign-in that was refused for an unknown reason leads back to the site’s admin', async () => {
  const page = await stage.open('/dashboard/enter#refused:constructor')
  await page.getByRole('heading', { name: 'Sign-in failed' }).waitFor()
  await page.context().close()
  expect(stage.complaints).toEqual([])
})
