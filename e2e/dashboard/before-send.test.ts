import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { type Decider, startDecider } from '../../server/src/site/before-send/testing/decider.ts'
import { eventually } from '../stage/eventually.ts'
import { type DashboardStage, startDashboardStage, violations } from './dashboard-stage.ts'

let stage: DashboardStage
let site: Decider
let owner: Page
const SHOTS = process.env.SHOTS
const shot = async (page: Page, name: string) =>
  SHOTS && page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })

beforeAll(async () => {
  site = startDecider()
  stage = await startDashboardStage()
  const widgetId = await stage.widgetOf('olga@shop.example', 'Shop')
  owner = await stage.openAs('olga@shop.example', `/dashboard/widgets/${widgetId}/site`)
})
afterAll(async () => {
  await stage.stop()
  site.stop()
})

test('ASK-11 an owner tries the address, sees what the site answers, and saves what happens without an answer', async () => {
  const card = owner.getByRole('region', { name: 'Check before sending' })
  await card.getByLabel('URL of the check').fill('shop')
  await card.getByRole('button', { name: 'Save' }).click()
  await card.getByText('must begin with https://').waitFor()

  await card.getByLabel('URL of the check').fill(site.url)
  site.answers({ action: 'refuse', reason: 'No phone numbers, please' })
  await card.getByLabel('Test message').fill('Call 555-0100')
  await card.getByRole('button', { name: 'Send a test' }).click()
  await card.getByText('The sender reads: No phone numbers, please').waitFor()
  expect(site.asked).toMatchObject([{ test: true, message: { text: 'Call 555-0100' } }])
  await eventually(async () => expect(await violations(owner)).toEqual([]))
  await shot(owner, 'before-send-test')

  site.answers({ action: 'approve' })
  await card.getByRole('button', { name: 'Send a test' }).click()
  await card.getByText('The response is not a decision').waitFor()

  await card.getByLabel('If your site gives no answer').selectOption('closed')
  await card.getByRole('button', { name: 'Save' }).click()
  await card.getByText('No message has been checked yet').waitFor()
  await owner.reload()
  await eventually(async () => {
    expect(await card.getByLabel('URL of the check').inputValue()).toBe(site.url)
    expect(await card.getByLabel('If your site gives no answer').inputValue()).toBe('closed')
  })
  await card.getByText('No message has been checked yet').waitFor()
})
