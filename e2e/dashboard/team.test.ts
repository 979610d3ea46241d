import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import { type DashboardStage, PASSWORD, startDashboardStage, violations } from './dashboard-stage.ts'

let stage: DashboardStage
let widgetId: number
let owner: Page
const SHOTS = process.env.SHOTS
const shot = async (page: Page, name: string) =>
  SHOTS && page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })

beforeAll(async () => {
  stage = await startDashboardStage()
  widgetId = await stage.widgetOf('olga@shop.example', 'Shop')
  owner = await stage.openAs('olga@shop.example', `/dashboard/widgets/${widgetId}/team`)
})
afterAll(() => stage.stop())

const section = (page: Page, name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true })

test('TEAM-4 an owner makes a link, and a new person accepts it and has the role that it names', async () => {
  await owner.getByLabel('Role', { exact: true }).selectOption('moderator')
  await owner.getByLabel('Who is it for?').fill('Max of support')
  await owner.getByRole('button', { name: 'Create link' }).click()
  const link = await owner.getByLabel('Invitation link', { exact: true }).textContent()
  await owner.getByRole('listitem').filter({ hasText: 'Max of support' }).waitFor()
  await eventually(async () => expect(await violations(owner)).toEqual([]))
  await shot(owner, 'team')

  // as a mail has it
  const mailed = `${new URL(link ?? '').pathname}${new URL(link ?? '').hash}&email=max%40shop.example`
  const max = await stage.open(mailed)
  await max.getByRole('heading', { name: 'Join Shop' }).waitFor()
  await eventually(async () => expect(await violations(max)).toEqual([]))
  await shot(max, 'join')
  await eventually(async () => expect(await max.getByLabel('Email').inputValue()).toBe('max@shop.example'))
  await max.getByLabel('Password').fill(PASSWORD)
  await max.getByRole('button', { name: 'Create account and join' }).click()
  // the work that a moderator was invited for
  await max.getByRole('heading', { level: 1, name: 'Moderation' }).waitFor()
  await section(max, 'Team').click()
  await max.getByRole('listitem').filter({ hasText: 'max@shop.example' }).getByText('Moderator').waitFor()
  await eventually(async () => expect(await section(max, 'Keys').count()).toBe(0))

  await owner.reload()
  await owner.getByRole('listitem').filter({ hasText: 'max@shop.example' }).waitFor()
  await eventually(async () => expect(await owner.getByText('Max of support').count()).toBe(0))
})

test('TEAM-2 an owner changes a role, and the other sees it at the next act', async () => {
  await owner.getByLabel('Role of max@shop.example').selectOption('viewer')
  await owner.getByText('max@shop.example is now: Viewer').waitFor()
  const max = await stage.openAs('max@shop.example', `/dashboard/widgets/${widgetId}/team`)
  await section(max, 'Team').waitFor()
  await eventually(async () => expect(await section(max, 'Moderation').count()).toBe(0))
  await max.goto(`${stage.server.url}/dashboard/widgets/${widgetId}/keys`)
  await max.getByText('Your role does not allow this').waitFor()
})

test('TEAM-2 a removed person finds no widget', async () => {
  const max = await stage.openAs('max@shop.example', `/dashboard/widgets/${widgetId}/team`)
  await max.getByRole('button', { name: 'Leave' }).waitFor()
  await owner.getByRole('button', { name: 'Remove: max@shop.example' }).click()
  await owner.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await owner.getByText('max@shop.example is no longer in the team').waitFor()
  await max.reload()
  await max.getByText("This widget doesn't exist in your account").waitFor()
})

test('TEAM-4 a link that nobody made says that it does not work', async () => {
  const page = await stage.open('/dashboard/join#used-or-guessed')
  await page.getByRole('heading', { name: 'This invitation no longer works' }).waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
})

test('AUDIT-1 the audit log tells it all, and its filters stand in the address', async () => {
  await section(owner, 'Audit log').click()
  const row = (act: string) => owner.getByRole('row', { name: act })
  await row('Removed someone from the team max@shop.example').waitFor()
  await row('Changed a role').getByText('role: moderator → viewer').waitFor()
  await shot(owner, 'audit')
  await owner.getByLabel('Action').selectOption('Changed a role')
  await row('Removed someone from the team').waitFor({ state: 'detached' })
  expect(new URL(owner.url()).search).toBe('?act=team.change_role')
  await owner.reload()
  await row('Changed a role max@shop.example').waitFor()
  await eventually(async () => expect(await violations(owner)).toEqual([]))
})

test('the pages made no complaint', () => {
  expect(stage.complaints).toEqual([])
})
