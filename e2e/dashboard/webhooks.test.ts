import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { systemClock } from '../../server/src/chat/clock.ts'
import { startReceiver } from '../../server/src/webhooks/testing/receiver.ts'
import { eventually } from '../stage/eventually.ts'
import { type DashboardStage, startDashboardStage, violations } from './dashboard-stage.ts'

let stage: DashboardStage
let widgetId: number
let owner: Page
const SHOTS = process.env.SHOTS
const shot = async (page: Page, name: string) =>
  SHOTS && page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })

/** The site's program: it verifies what it gets. */
const receiver = startReceiver(systemClock)
let status = 200
receiver.onMessage(() => new Response('noted by the shop', { status }))

beforeAll(async () => {
  stage = await startDashboardStage()
  widgetId = await stage.widgetOf('olga@shop.example', 'Shop')
  owner = await stage.openAs('olga@shop.example', `/dashboard/widgets/${widgetId}/webhooks`)
})
afterAll(async () => {
  receiver.stop()
  await stage.stop()
})

const makeGroup = (title: string) =>
  owner.evaluate(
    async ([path, body]) => {
      const answer = await fetch(path ?? '', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      return answer.status
    },
    [`/api/dashboard/v1/widgets/${widgetId}/rooms`, JSON.stringify({ title })] as const,
  )

test('HOOK-16 an owner adds a webhook, tries it, and sees what was delivered and what came back', async () => {
  await owner.getByText('No webhooks yet').waitFor()
  await owner.getByRole('button', { name: 'Add webhook' }).click()
  await owner.getByLabel('Address').fill('shop')
  await owner.getByRole('button', { name: 'Add', exact: true }).click()
  await owner.getByText('must be an address such as').waitFor()
  await owner.getByLabel('Address').fill(receiver.url)
  await owner.getByLabel('Description').fill('Order service')
  await eventually(async () => expect(await violations(owner)).toEqual([]))
  await shot(owner, 'webhook-form')
  await owner.getByRole('button', { name: 'Add', exact: true }).click()

  const card = owner.getByRole('region', { name: 'Order service' })
  await card.getByRole('button', { name: 'Show secret' }).click()
  receiver.setSecret((await card.getByLabel('Secret', { exact: true }).textContent()) ?? '')
  await card.getByRole('button', { name: 'Send test event' }).click()
  await card.getByText('noted by the shop').waitFor()
  await card.getByText('webhook.test').first().waitFor()
  expect(receiver.refused).toEqual([])
  expect(receiver.taken).toMatchObject([{ type: 'webhook.test' }])

  status = 500
  expect(await makeGroup('Harbour')).toBe(201)
  await eventually(async () => {
    await card.getByRole('button', { name: 'Refresh' }).click()
    await card.getByText('Next try').waitFor({ timeout: 1_000 })
  })
  await card.getByRole('button', { name: 'Details of event 1' }).click()
  await card.getByText('Harbour').first().waitFor()
  await eventually(async () => expect(await violations(owner)).toEqual([]))
  await shot(owner, 'webhook-failing')
  status = 200
  await card.getByRole('button', { name: 'Retry event 1' }).click()
  await eventually(async () => {
    await card.getByRole('button', { name: 'Refresh' }).click()
    await card.getByText('Delivered').waitFor({ timeout: 1_000 })
  })
  await shot(owner, 'webhook-delivered')

  await card.getByRole('button', { name: 'Turn off' }).click()
  await card.getByText('This webhook is off.').waitFor()
  await card.getByRole('button', { name: 'Delete' }).click()
  await owner.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await owner.getByText('No webhooks yet').waitFor()
  expect(stage.complaints.filter((complaint) => !complaint.includes('422'))).toEqual([])
})

test('HOOK-16 an owner adds a webhook on a phone, in the dark and in Russian', async () => {
  const phone = await stage.openAs('olga@shop.example', `/dashboard/widgets/${widgetId}/webhooks`, {
    ...{ viewport: { width: 375, height: 812 }, locale: 'ru-RU', colorScheme: 'dark' },
  })
  await phone.getByRole('button', { name: 'Добавить вебхук' }).click()
  await phone.getByLabel('Адрес').fill(receiver.url)
  await phone.getByRole('button', { name: 'Добавить', exact: true }).click()
  await phone.getByText('Пока ничего не отправлено').waitFor()
  await shot(phone, 'webhook-phone')
})
