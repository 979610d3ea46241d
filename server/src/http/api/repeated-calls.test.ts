import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type ApiSite, startApiSite } from './testing/api-site.ts'

let site: ApiSite
beforeAll(async () => {
  site = await startApiSite()
  await site.group('team', ['ann', 'bob'])
})
afterAll(() => site.stop())

const room = { room: 'pipe:team' }
const send = (key: string, text = 'Hello', more = {}) =>
  site.call('messages.send', {
    params: room,
    body: { user_id: 'ann', text },
    headers: { 'idempotency-key': key },
    ...more,
  })
const texts = async () => {
  const { body } = await site.call('messages.list', { params: room })
  return (body.messages as { text: string }[]).map(({ text }) => text)
}
const calls = () => site.dashboard.store.readDb.selectFrom('api_call').selectAll().execute()

describe('API-9 a POST with an idempotency key is carried out once', () => {
  test('the same call again gets the first answer', async () => {
    const first = await send('order-1', 'Order 1')
    const again = await send('order-1', 'Order 1')
    expect([first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([null, 'true'])
    expect([again.status, again.body]).toEqual([201, first.body])
    expect(await texts()).toEqual(['Order 1'])
  })

  test('a token for a user is kept nowhere: the same call again makes another one', async () => {
    const asked = { params: { user_id: 'ann' }, body: {}, headers: { 'idempotency-key': 'sign-in' } }
    for (let n = 0; n < 2; n++) expect((await site.call('users.token', asked)).status).toBe(201)
    expect((await calls()).map(({ key }) => key)).not.toContain('sign-in')
  })

  test('another call under the same key is refused', async () => {
    const { status, body } = await send('order-1', 'Order 2')
    expect([status, body.code, body.field]).toEqual([422, 'idempotency_reused', 'Idempotency-Key'])
    expect(await texts()).toEqual(['Order 1'])
  })

  test('two calls at once store one message, and one of them is told to wait', async () => {
    const answers = await Promise.all([send('order-3', 'Order 3'), send('order-3', 'Order 3')])
    const codes = answers.map(({ status, body }) => body.code ?? status).sort()
    expect(codes[0]).toBe(201)
    expect(['idempotency_running', 201]).toContain(codes[1])
    expect((await texts()).filter((text) => text === 'Order 3')).toHaveLength(1)
  })

  test('a refused call frees its key', async () => {
    const bad = await send('order-4', 'Order 4', { params: { room: 'pipe:none' } })
    expect(bad.status).toBe(404)
    expect((await send('order-4', 'Order 4')).status).toBe(201)
  })

  test('a call whose server died is carried out again after a minute, and stores no second message', async () => {
    await send('order-5', 'Order 5')
    await site.dashboard.store.control
      .updateTable('api_call')
      .set({ status: null, answer: null })
      .where('key', '=', 'order-5')
      .execute()
    const { status, body } = await send('order-5', 'Order 5')
    expect([status, body.code]).toEqual([409, 'idempotency_running'])
    site.dashboard.clock.elapse(60_000)
    expect((await send('order-5', 'Order 5')).status).toBe(201)
    expect((await texts()).filter((text) => text === 'Order 5')).toHaveLength(1)
  })

  test('a key of another widget is another key', async () => {
    const { secret } = await site.makeKey(site.other)
    const asked = { body: { user_ids: ['ann', 'bob'] }, secret, headers: { 'idempotency-key': 'order-1' } }
    expect((await site.call('rooms.open_dialog', asked)).status).toBe(200)
  })

  test.each(['', 'a b', 'clé', 'x'.repeat(256)])('the key %p is refused', async (key) => {
    const answer = await site.dashboard.fetch('/v3/dialogs', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${(await site.makeKey()).secret}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ user_ids: ['ann', 'bob'] }),
    })
    expect(await answer.json()).toMatchObject({ status: 422, field: 'Idempotency-Key' })
  })

  test('an answer is kept for 24 hours', async () => {
    site.dashboard.clock.elapse(24 * 3_600_000 - 60_000)
    await send('order-6')
    expect((await calls()).some(({ key }) => key === 'order-3')).toBe(true)
    site.dashboard.clock.elapse(120_000)
    await send('order-7')
    expect((await calls()).map(({ key }) => key)).not.toContain('order-3')
  })
})
