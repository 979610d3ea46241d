import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { KeyStates } from '@imbachat/protocol/http/dashboard'
import { type Dashboard, startDashboard } from '../../testing/dashboard.ts'

const HOUR = 3_600_000
let dashboard: Dashboard
let owner: string
let params: { widget_id: number }

beforeAll(async () => {
  dashboard = await startDashboard()
  owner = await dashboard.signedIn('ann@shop.example')
})
afterAll(() => dashboard.stop())

const read = async <T>(answer: Response) => (await answer.json()) as T
const states = async () => read<KeyStates>(await dashboard.ask('widget_keys.states', { cookie: owner, params }))
const rotate = (body: object) => dashboard.ask('widget_keys.rotate', { cookie: owner, params, body })
const extend = (body: object) => dashboard.ask('widget_keys.extend', { cookie: owner, params, body })
const secretKeys = async () => (await dashboard.widgets.find(params.widget_id))?.secretKeys ?? []
const freshWidget = async () => {
  const made = await dashboard.ask('widgets.create', { cookie: owner, body: { name: 'Shop' } })
  params = { widget_id: (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id }
}
const restWith = (key: string) =>
  dashboard.fetch(`/imbachat/v2/${params.widget_id}/get_rooms`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${params.widget_id}:${key}`)}`, 'content-type': 'application/json' },
    body: '{"user_id": 1}',
  })

describe('KEY-1 a replaced key', () => {
  test('a replaced key works beside the new one until the deadline that its owner chose, and not after', async () => {
    await freshWidget()
    const [old = ''] = await secretKeys()
    expect((await rotate({ kind: 'secret_key', hours: 6 })).status).toBe(200)
    const [fresh = ''] = await secretKeys()
    const marks = async () => (await dashboard.widgets.marks([params.widget_id])).get(params.widget_id)
    const before = await marks()
    dashboard.clock.elapse(6 * HOUR - 1_000)
    expect([(await restWith(old)).status, (await restWith(fresh)).status]).toEqual([200, 200])
    dashboard.clock.elapse(10_000)
    expect([(await restWith(old)).status, (await restWith(fresh)).status]).toEqual([401, 200])
    // so that each node looks at its connections again
    expect(await marks()).not.toBe(before)
    expect((await states()).secret_key).toMatchObject([{ current: true, ends_at: null }])
    const revealed = await dashboard.ask('widget_keys.reveal', { cookie: owner, params, body: { key: 'secret_key' } })
    expect(await read(revealed)).toMatchObject({ key: { values: [{ value: fresh }] } })
  })

  test('a replaced key has 24 hours if its owner says nothing, and at least one and at most 720', async () => {
    await freshWidget()
    await rotate({ kind: 'secret_key' })
    expect((await states()).secret_key[1]).toMatchObject({ ends_at: dashboard.clock.now() + 24 * HOUR })
    for (const hours of [0, 721, 1.5, '6']) expect((await rotate({ kind: 'secret_key', hours })).status).toBe(422)
  })

  test('a replaced key gets another deadline while it works, and is not brought back when it has ended', async () => {
    await freshWidget()
    await rotate({ kind: 'api_password', hours: 1 })
    expect(await read<KeyStates>(await extend({ kind: 'api_password', hours: 48 }))).toMatchObject({
      api_password: [{ current: true }, { current: false, ends_at: dashboard.clock.now() + 48 * HOUR }],
    })
    expect((await extend({ kind: 'secret_key', hours: 48 })).status).toBe(404)
    dashboard.clock.elapse(49 * HOUR)
    expect((await extend({ kind: 'api_password', hours: 1 })).status).toBe(404)
    expect((await states()).api_password).toHaveLength(1)
  })

  test('a replaced key ends at once when it is retired', async () => {
    await freshWidget()
    const [old = ''] = await secretKeys()
    await rotate({ kind: 'secret_key', hours: 720 })
    await dashboard.ask('widget_keys.retire', { cookie: owner, params, body: { kind: 'secret_key' } })
    dashboard.clock.elapse(5_000)
    expect((await restWith(old)).status).toBe(401)
  })
})

describe('KEY-2 the use of a key', () => {
  test('the use of each key is shown, so that its owner sees whether the site has moved over', async () => {
    await freshWidget()
    const [old = ''] = await secretKeys()
    await rotate({ kind: 'secret_key', hours: 6 })
    const [fresh = ''] = await secretKeys()
    expect((await states()).secret_key).toMatchObject([{ used_at: null }, { used_at: null, used_for: null }])
    await restWith(old)
    const oldUse = dashboard.clock.now()
    await dashboard.keyUse.flush()
    expect((await states()).secret_key).toMatchObject([{ used_at: null }, { used_at: oldUse, used_for: 'rest' }])
    dashboard.clock.elapse(2 * 60_000)
    await restWith(fresh)
    await dashboard.keyUse.flush()
    expect((await states()).secret_key).toMatchObject([{ used_at: dashboard.clock.now() }, { used_at: oldUse }])
  })

  test('the use of a key is written at most once a minute, and not for a call that was refused', async () => {
    await freshWidget()
    await restWith('x'.repeat(64))
    await dashboard.keyUse.flush()
    expect((await states()).secret_key).toMatchObject([{ used_at: null }])
    const [key = ''] = await secretKeys()
    await restWith(key)
    const first = dashboard.clock.now()
    await dashboard.keyUse.flush()
    dashboard.clock.elapse(30_000)
    await restWith(key)
    await dashboard.keyUse.flush()
    expect((await states()).secret_key).toMatchObject([{ used_at: first }])
  })
})
