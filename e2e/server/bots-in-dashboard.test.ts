import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { type DashboardStage, startDashboardStage, violations } from '../dashboard/dashboard-stage.ts'
import { eventually } from '../stage/eventually.ts'

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

const bots = () => owner.getByRole('region', { name: 'Bots' })
const row = (name = 'Helper') => bots().getByRole('listitem').filter({ hasText: name })
const sure = (act: string) => owner.getByRole('dialog').getByRole('button', { name: act, exact: true }).click()
const shownKey = async () => (await bots().getByLabel('API key', { exact: true }).textContent()) ?? ''

/** A call of the bot's program. */
async function call(secret: string, method: string, path: string, body?: object): Promise<[number, object]> {
  const answer = await fetch(`${stage.server.url}/v3${path}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return [answer.status, (await answer.json()) as object]
}
const works = async (secret: string) => (await call(secret, 'GET', '/key'))[0]

/** A group of the dashboard's, with the bot. */
async function groupWith(user_id: string, title: string): Promise<number> {
  const { store } = stage.server.app
  const { room_id } = await store.chat.makeRoom({
    ...{ widget_id: widgetId, pipe: title, title, is_public: false, ownerId: null },
    user_ids: [user_id],
  })
  return room_id
}

let first: string
let second: string

test('BOT-12 an owner makes a bot with a picture, reads its key once, and sees when it was active', async () => {
  await bots().getByRole('button', { name: 'New bot' }).click()
  await bots().getByLabel('Name').fill('Helper Bot')
  // the id follows the name until it is typed
  await eventually(async () => expect(await bots().getByLabel('ID', { exact: true }).inputValue()).toBe('helper-bot'))
  await bots().getByLabel('ID', { exact: true }).fill('helper')
  await bots().getByLabel('Name').fill('Helper')
  await bots().getByLabel('Picture address').fill('no address')
  await bots().getByRole('button', { name: 'Create' }).click()
  await bots().locator('.field-error').waitFor()
  await bots().getByLabel('Picture address').fill('https://shop.example/helper.png')
  await eventually(async () => expect(await violations(owner)).toEqual([]))
  await shot(owner, 'bot-form')
  await bots().getByRole('button', { name: 'Create' }).click()
  await row().getByText('All messages').waitFor()
  first = await shownKey()
  await eventually(async () => expect(await violations(owner)).toEqual([]))
  await shot(owner, 'bot-key-shown')
  await row().getByText('never active').waitFor()
  expect(await call(first, 'GET', '/key')).toMatchObject([200, { user_id: 'helper', name: 'Helper' }])
  await owner.reload()
  await row()
    .getByText('active now')
    .or(row().getByText(/active .* ago/))
    .waitFor()
  expect(await owner.content()).not.toContain(first)
})

test('BOT-12 the id of a person is refused in its field', async () => {
  await stage.server.app.store.chat.touchUser({ widget_id: widgetId, user_id: 'ann' })
  await bots().getByRole('button', { name: 'New bot' }).click()
  await bots().getByLabel('Name').fill('Ann')
  await bots().getByRole('button', { name: 'Create' }).click()
  await bots().getByText('A person has this ID').waitFor()
  await bots().getByRole('button', { name: 'Cancel' }).click()
})

test('BOT-12 a bot is changed, and a new key ends the one before or leaves it', async () => {
  await row().getByRole('button', { name: 'Edit Helper' }).click()
  await bots().getByLabel('Name').fill('Helper of the shop')
  await bots().getByLabel('Hears in groups').selectOption('Mentions and replies')
  await bots().getByRole('button', { name: 'Save' }).click()
  await row('Helper of the shop').getByText('Mentions and replies').waitFor()
  await row().getByRole('button', { name: 'New key' }).click()
  await shot(owner, 'bot-new-key')
  await owner.getByRole('dialog').getByRole('switch', { name: 'End the other keys now' }).uncheck()
  await sure('New key')
  await row().getByText('2 keys').waitFor()
  second = await shownKey()
  expect([await works(first), await works(second)]).toEqual([200, 200])
  await row().getByRole('button', { name: 'New key' }).click()
  await sure('New key')
  await row().getByText('1 key').waitFor()
  const third = await shownKey()
  expect([await works(first), await works(second), await works(third)]).toEqual([401, 401, 200])
  first = third
})

test('BOT-12 a paused bot does nothing until it is resumed', async () => {
  await groupWith('helper', 'Orders')
  const write = () => call(first, 'POST', '/rooms/pipe:Orders/messages', { text: 'Hello' })
  expect((await write())[0]).toBe(201)
  await row().getByRole('button', { name: 'Pause' }).click()
  await sure('Pause')
  await row().getByText('Paused', { exact: true }).waitFor()
  await shot(owner, 'bot-paused')
  expect(await write()).toMatchObject([403, { code: 'banned' }])
  await row().getByRole('button', { name: 'Resume' }).click()
  await sure('Resume')
  await row().getByText('Paused', { exact: true }).waitFor({ state: 'detached' })
  expect((await write())[0]).toBe(201)
})

test('BOT-8 a moderator lets people answer in a group on its page, and gives it back', async () => {
  const room_id = await groupWith('helper', 'Desk')
  const write = () => call(first, 'POST', '/rooms/pipe:Desk/messages', { text: 'Hello' })
  await call(first, 'POST', '/rooms/pipe:Desk/hand-over', { to: 'people' })
  const page = await stage.openAs('olga@shop.example', `/dashboard/widgets/${widgetId}/rooms?room=${room_id}`)
  const card = page.getByRole('region', { name: 'Who answers' })
  await card.getByText('People answer.').waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await shot(page, 'bot-room')
  await card.getByRole('button', { name: 'Give back to the bot' }).click()
  await card.getByText('A bot answers in this group.').waitFor()
  expect((await write())[0]).toBe(201)
  await card.getByRole('button', { name: 'Take over' }).click()
  await card.getByText('People answer.').waitFor()
  expect(await write()).toMatchObject([409, { code: 'handed_over' }])
  await page.goto(`${stage.server.url}/dashboard/widgets/${widgetId}/audit`)
  await page.locator('li, article, td').getByText('Let people or bots answer').first().waitFor()
})

test('HOOK-16 an owner chooses a bot that a webhook is for', async () => {
  const page = await stage.openAs('olga@shop.example', `/dashboard/widgets/${widgetId}/webhooks`)
  await page.getByRole('button', { name: 'Add webhook' }).click()
  await page.getByLabel('Address').fill('http://127.0.0.1:9/bot')
  await page.getByLabel('Description').fill('Helper')
  await page.getByLabel('For').selectOption('Bot Helper of the shop')
  await page.getByText('Mentions of the bot, replies to it').waitFor()
  await eventually(async () => expect(await violations(page)).toEqual([]))
  await shot(page, 'bot-webhook')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('region', { name: 'Helper' }).getByText('Bot helper').waitFor()
})

test('BOT-12 deleting a bot says what becomes of its messages, and ends it', async () => {
  await row().getByRole('button', { name: 'Delete' }).click()
  await owner.getByRole('dialog').getByText('Everything it wrote is deleted').waitFor()
  await shot(owner, 'bot-delete')
  await sure('Delete')
  await row().waitFor({ state: 'detached' })
  expect(await works(first)).toBe(401)
  const { store } = stage.server.app
  const room = await store.chat.roomOfPipe(widgetId, 'Orders')
  const messages = await store.chat.messagesBefore(widgetId, room?.room_id ?? 0, null, 10)
  expect(messages.map(({ text }) => text)).toEqual(messages.map(() => null))
  expect(stage.complaints).toEqual([])
})
