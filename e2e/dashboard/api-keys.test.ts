import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { eventually } from '../stage/eventually.ts'
import { type DashboardStage, startDashboardStage, violations } from './dashboard-stage.ts'

let stage: DashboardStage
let widgetId: number
let owner: Page
const SHOTS = process.env.SHOTS
const shot = async (page: Page, name: string) =>
  SHOTS && page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })

beforeAll(async () => {
  stage = await startDashboardStage()
  widgetId = await stage.widgetOf('olga@shop.example', 'Shop')
  owner = await stage.openAs('olga@shop.example', `/dashboard/widgets/${widgetId}/keys`)
})
afterAll(() => stage.stop())

const row = () => owner.getByRole('listitem').filter({ hasText: 'Order service' })
const call = (secret: string) =>
  fetch(`${stage.server.url}/v3/key`, { headers: { authorization: `Bearer ${secret}` } }).then(async (answer) => [
    answer.status,
    (await answer.json()) as object,
  ])

test('API-1 an owner makes a key with the access that they chose, and reads it once', async () => {
  await owner.getByRole('button', { name: 'New API key' }).click()
  await owner.getByLabel('What is it for?').fill('Order service')
  await owner.getByRole('button', { name: 'Create key' }).click()
  await owner.getByText('Choose what the key may do.').waitFor()
  await owner.getByLabel('Send messages').check()
  await eventually(async () => expect(await violations(owner)).toEqual([]))
  await shot(owner, 'api-key-form')
  await owner.getByRole('button', { name: 'Create key' }).click()
  const secret = (await owner.getByLabel('API key', { exact: true }).textContent()) ?? ''
  await eventually(async () => expect(await violations(owner)).toEqual([]))
  await shot(owner, 'api-key-shown')
  expect(await call(secret)).toMatchObject([200, { name: 'Order service', scopes: ['messages:write'] }])

  await owner.reload()
  await row().getByText('last used').waitFor()
  expect(await owner.content()).not.toContain(secret)

  await row().getByRole('button', { name: 'Revoke' }).click()
  await owner.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await row().getByText('revoked').waitFor()
  await shot(owner, 'api-key-revoked')
  expect(await row().getByRole('button').count()).toBe(0)
  expect(await call(secret)).toMatchObject([401, { code: 'not_authenticated' }])
  expect(stage.complaints).toEqual([])
})
