import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { BroadcastView } from '@imbachat/protocol/http/moderation/broadcasts'
import { type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

const DAY_MS = 86_400_000

let dashboard: Dashboard
let ann: string
let widget_id: number
const read = async <T>(answer: Response) => (await answer.json()) as T
const asked = (body?: object) => ({ cookie: ann, params: { widget_id }, ...(body && { body }) })
const send = (body: object) => dashboard.ask('broadcasts.send', asked({ sender_id: 'support', ...body }))
const sent = async (body: object) => (await read<{ broadcast: BroadcastView }>(await send(body))).broadcast
const one = async (id: string) =>
  (await read<{ broadcasts: BroadcastView[] }>(await dashboard.ask('broadcasts.list', asked()))).broadcasts.find(
    ({ broadcast_id }) => broadcast_id === id,
  )
/** What the sender wrote to this user. */
async function textsTo(user_id: string): Promise<(string | null)[]> {
  const { chat } = dashboard.store
  const room_id = await chat.dialogOf(widget_id, 'support', user_id)
  return room_id === null ? [] : (await chat.messagesBefore(widget_id, room_id, null, 50)).map(({ text }) => text)
}

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widget_id = (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id
  const { chat } = dashboard.store
  for (const id of ['support', 'u1', 'u2', 'u3']) await chat.touchUser({ widget_id, user_id: id })
  await chat.setLastSeen([{ widget_id, user_id: 'u1', at: dashboard.clock.now() - DAY_MS }])
  await chat.setLastSeen([{ widget_id, user_id: 'u2', at: dashboard.clock.now() - 20 * DAY_MS }])
})
afterAll(() => dashboard.stop())

test('CAST-1 a broadcast reaches each user once, in their dialog with the sender, and not the sender', async () => {
  const { broadcast_id } = await sent({ text: 'We are closed on Monday', link: 'https://shop.example/news' })
  await dashboard.runTask({ widget_id, task_id: broadcast_id })
  const text = 'We are closed on Monday\nhttps://shop.example/news'
  for (const id of ['u1', 'u2', 'u3']) expect(await textsTo(id)).toEqual([text])
  expect(await one(broadcast_id)).toMatchObject({
    state: 'done',
    total: 3,
    sent: 3,
    skipped: 0,
    text,
    sender: { user_id: 'support' },
    created_by: 'ann@shop.example',
  })
})

test('CAST-2 a step that runs again after the server died sends nothing twice', async () => {
  const { broadcast_id } = await sent({ text: 'Once' })
  await dashboard.runTask({ widget_id, task_id: broadcast_id })
  // as if the server had died before it recorded how far it was
  await dashboard.store.control
    .updateTable('task')
    .set({ state: 'running', place: null, looked: 0, changed: 0 })
    .where('id', '=', broadcast_id)
    .execute()
  await dashboard.runTask({ widget_id, task_id: broadcast_id })
  for (const id of ['u1', 'u2', 'u3']) expect((await textsTo(id)).filter((text) => text === 'Once')).toHaveLength(1)
})

test('CAST-3 only active or listed users get a broadcast, and the count is known before anything is sent', async () => {
  const preview = async (body: object) =>
    read(await dashboard.ask('broadcasts.preview', asked({ sender_id: 'support', ...body })))
  expect(await preview({})).toEqual({ recipients: 3, unknown: [] })
  expect(await preview({ active_days: 7 })).toEqual({ recipients: 1, unknown: [] })
  expect(await preview({ user_ids: ['u3', 'nobody'] })).toEqual({ recipients: 1, unknown: ['nobody'] })
  const { broadcast_id } = await sent({ text: 'For u3', user_ids: ['u3', 'nobody'] })
  await dashboard.runTask({ widget_id, task_id: broadcast_id })
  expect(await textsTo('u3')).toContain('For u3')
  expect(await textsTo('u1')).not.toContain('For u3')
})

test('CAST-4 a user who blocks the sender is skipped, and a stopped broadcast sends no more', async () => {
  const { chat } = dashboard.store
  await chat.putBlock({ widget_id, user_id: 'u2', peer_id: 'support', blocked: true })
  const { broadcast_id } = await sent({ text: 'Sale' })
  await dashboard.runTask({ widget_id, task_id: broadcast_id })
  expect(await one(broadcast_id)).toMatchObject({ sent: 2, skipped: 1 })

  const second = await sent({ text: 'Stopped' })
  // TEAM-1: stopping a broadcast takes the role admin, stopping a task of moderators does not
  const asTask = { ...asked({}), params: { widget_id, task_id: second.broadcast_id } }
  expect(await errorOf(await dashboard.ask('tasks.stop', asTask))).toMatchObject({
    code: 'forbidden',
    field: 'task_id',
  })
  expect(await one(second.broadcast_id)).toMatchObject({ state: 'running' })
  const stop = { ...asked({}), params: { widget_id, broadcast_id: second.broadcast_id } }
  expect(await read(await dashboard.ask('broadcasts.stop', stop))).toMatchObject({ broadcast: { state: 'stopped' } })
  await dashboard.runTask({ widget_id, task_id: second.broadcast_id })
  expect(await textsTo('u1')).not.toContain('Stopped')
})

test('CAST-5 bad input names its field, and above 100 users the number of them confirms', async () => {
  expect(await errorOf(await send({ text: 'x', sender_id: 'nobody' }))).toMatchObject({ field: 'sender_id' })
  expect(await errorOf(await send({ text: 'x', link: 'javascript:alert(1)' }))).toMatchObject({ field: 'link' })
  expect(await errorOf(await send({ text: ' ' }))).toMatchObject({ code: 'message_empty', field: 'text' })
  expect(await errorOf(await send({ text: 'x', user_ids: ['nobody'] }))).toMatchObject({ field: 'user_ids' })
  const { chat } = dashboard.store
  await Promise.all(Array.from({ length: 150 }, (_, n) => chat.touchUser({ widget_id, user_id: `many-${n}` })))
  expect(await errorOf(await send({ text: 'Many' }))).toMatchObject({ field: 'confirm' })
  expect(await errorOf(await send({ text: 'Many', confirm: 15 }))).toMatchObject({ field: 'confirm' })
  const broadcast = await sent({ text: 'Many', confirm: 153 })
  expect(broadcast).toMatchObject({ total: 153, state: 'running' })
  const [entry] = await dashboard.store.readDb
    .selectFrom('audit')
    .select(['actor', 'details'])
    .where('target', '=', broadcast.broadcast_id)
    .where('action', '=', 'broadcasts.send')
    .execute()
  expect(entry?.actor).toBe('ann@shop.example')
  expect(entry?.details).toContain('"recipients":153')
})

test('ADMIN-4 no broadcast begins while the administrator has suspended the widget', async () => {
  const suspend = async (suspended_at: number | null) => {
    await dashboard.store.control.updateTable('widget').set({ suspended_at }).where('id', '=', widget_id).execute()
    // the chat knows widgets for two seconds
    dashboard.clock.elapse(2_001)
  }
  await suspend(dashboard.clock.now())
  expect((await errorOf(await send({ text: 'Spam', user_ids: ['u3'] }))).code).toBe('widget_suspended')
  await suspend(null)
  expect((await send({ text: 'Sorry', user_ids: ['u3'] })).status).toBe(201)
})

test('CAST-6 a broadcast that runs stops when the widget is suspended, and its history says so', async () => {
  const { broadcast_id } = await sent({ text: 'Interrupted', user_ids: ['u1', 'u3'] })
  await dashboard.store.control.updateTable('widget').set({ suspended_at: 1 }).where('id', '=', widget_id).execute()
  dashboard.clock.elapse(2_001)
  await dashboard.runTask({ widget_id, task_id: broadcast_id })
  await dashboard.store.control.updateTable('widget').set({ suspended_at: null }).where('id', '=', widget_id).execute()
  dashboard.clock.elapse(2_001)
  expect(await one(broadcast_id)).toMatchObject({ state: 'stopped', stopped_for: 'widget_suspended', sent: 0 })
  expect(await textsTo('u1')).not.toContain('Interrupted')
})

test('CAST-6 ERASE-1 a broadcast stops when its sender is erased, and keeps or reaches no erased user', async () => {
  const { chat, readDb } = dashboard.store
  for (const id of ['leaving', 'listed', 'other']) await chat.touchUser({ widget_id, user_id: id })
  const erase = async (user_id: string) => {
    const begun = await dashboard.ask('people.erase', asked({ user_id, confirm: user_id }))
    return (await read<{ task: { task_id: string } }>(begun)).task.task_id
  }
  const toListed = await sent({ text: 'Hello', user_ids: ['listed', 'other'] })
  const erasingListed = await erase('listed')
  await dashboard.runTask({ widget_id, task_id: toListed.broadcast_id })
  expect([await textsTo('listed'), await textsTo('other')]).toEqual([[], ['Hello']])
  await dashboard.runTask({ widget_id, task_id: erasingListed })

  const { broadcast_id } = await sent({ text: 'Mine', sender_id: 'leaving', user_ids: ['other'] })
  const erasingSender = await erase('leaving')
  await dashboard.runTask({ widget_id, task_id: broadcast_id })
  await dashboard.runTask({ widget_id, task_id: erasingSender })
  expect(await one(broadcast_id)).toMatchObject({ state: 'stopped', stopped_for: 'sender_erased', sent: 0 })
  expect(await one(toListed.broadcast_id)).toMatchObject({ listed: 2, sent: 1 })
  const rows = await readDb.selectFrom('task').select('payload').where('kind', '=', 'broadcast').execute()
  const payloads = rows.map(({ payload }) => payload).join()
  expect([payloads.includes('"leaving"'), payloads.includes('"listed"')]).toEqual([false, false])
})
