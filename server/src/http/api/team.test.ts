import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { AuditEntryView } from '@imbachat/protocol/http/audit'
import { CALLED_WITH_PASSWORD, DEFAULT_WIDGET_SETTINGS } from '@imbachat/protocol/http/widget/widget-settings'
import { type Receiver, startReceiver } from '../../webhooks/testing/receiver.ts'
import { type ApiSite, startApiSite } from './testing/api-site.ts'

let site: ApiSite
let receiver: Receiver
beforeAll(async () => {
  site = await startApiSite()
  receiver = startReceiver(site.dashboard.clock)
  await site.group('team', ['ann', 'bob'])
})
afterAll(async () => {
  receiver.stop()
  await site.stop()
})

const room = { room: 'pipe:team' }

/** What the dashboard's audit log says, the oldest first. */
async function logged(action?: string): Promise<AuditEntryView[]> {
  const query = { limit: '100', ...(action !== undefined && { action }) }
  const answer = await site.dashboard.ask('audit.list', {
    params: { widget_id: site.shop },
    query,
    cookie: site.cookie,
  })
  return ((await answer.json()) as { entries: AuditEntryView[] }).entries.toReversed()
}
const lastLogged = async (action: string) => (await logged(action)).at(-1)

describe('API-16 a key moderates', () => {
  const send = async (text: string) =>
    (await site.call('messages.send', { params: room, body: { user_id: 'ann', text } })).body.message.seq as number
  const outcomeOf = async (report_id: string) =>
    (await site.call('reports.get', { params: { report_id } })).body.report.outcome
  const reported = async (seq: number) => site.report({ ...room, seq, reporter: 'bob' })

  test('reports are listed, read with the messages around them, and decided once', async () => {
    const seq = await send('Buy my pills')
    const report_id = await reported(seq)
    const listed = await site.call('reports.list', { query: { state: 'open', reason: 'spam' } })
    expect(listed.body.reports).toMatchObject([{ report_id, seq, text: 'Buy my pills', user: { user_id: 'ann' } }])
    const read = await site.call('reports.get', { params: { report_id } })
    expect(read.body.messages).toMatchObject([{ seq, text: 'Buy my pills' }])
    const asked = { params: { report_id }, body: { act: 'delete' } }
    const { report } = (await site.call('reports.decide', asked)).body
    expect(report).toMatchObject({ outcome: 'deleted', closed_by: 'API key Backend' })
    const { message } = (await site.call('messages.get', { params: { ...room, seq } })).body
    expect(message.text).toBe(null)
    expect(await site.refusal('reports.decide', asked)).toEqual([409, 'conflict'])
    expect((await site.call('reports.list')).body.reports).toEqual([])
    expect(await lastLogged('reports.decide')).toMatchObject({
      actor: 'API key Backend',
      target: report_id,
      details: { act: 'delete', user_id: 'ann' },
      address: '192.0.2.1',
    })
  })

  test('a held message is published, and one that is not held can not be', async () => {
    const client_id = crypto.randomUUID()
    const { room_id } = (await site.call('rooms.get', { params: room })).body.room
    const message = { widget_id: site.shop, room_id, sender_id: 'ann', client_id, text: 'casino' }
    const { chat } = site.dashboard.store
    await chat.appendMessage({ ...message, reply_to: null, hold: { reason: 'words', found: 'casino' } })
    const [held] = (await site.call('reports.list', { query: { source: 'held' } })).body.reports
    expect(held).toMatchObject({ held: true, seq: null, text: 'casino' })
    const params = { report_id: held.report_id }
    expect(await site.refusal('reports.decide', { params, body: { act: 'dismiss' } })).toEqual([409, 'conflict'])
    await site.call('reports.decide', { params, body: { act: 'publish' } })
    const [last] = (await site.call('messages.list', { params: room, query: { limit: '1' } })).body.messages
    expect(last).toMatchObject({ text: 'casino', sender_id: 'ann' })
    expect(await outcomeOf(held.report_id)).toBe('published')
  })

  test('a wrong report, act or filter is refused by its field, and the report stays open', async () => {
    const report_id = await reported(await send('Fine'))
    const decide = (body: unknown, id = report_id) =>
      site.refusal('reports.decide', { params: { report_id: id }, body })
    expect(await decide({ act: 'vanish' })).toEqual([422, 'invalid_field', 'act'])
    expect(await decide({ act: 'mute', minutes: 0 })).toEqual([422, 'invalid_field', 'minutes'])
    expect(await decide({ act: 'dismiss', colour: 'red' })).toEqual([422, 'invalid_field', 'colour'])
    expect(await decide({ act: 'dismiss' }, 'none')).toEqual([404, 'not_found', 'report_id'])
    const listed = (query: Record<string, string>) => site.refusal('reports.list', { query })
    expect(await listed({ state: 'lost' })).toEqual([422, 'invalid_field', 'state'])
    expect(await listed({ colour: 'red' })).toEqual([422, 'invalid_field', 'colour'])
    expect(await outcomeOf(report_id)).toBe(null)
  })
})

describe('API-16 a key sends broadcasts', () => {
  const body = { sender_id: 'ann', text: 'Sale today', user_ids: ['bob'] }

  test('a broadcast is counted, sent, listed and stopped, and the log names the key', async () => {
    const preview = await site.call('broadcasts.preview', { body: { sender_id: 'ann', user_ids: ['bob', 'nobody'] } })
    expect(preview.body).toEqual({ recipients: 1, unknown: ['nobody'] })
    const { broadcast } = (await site.call('broadcasts.send', { body })).body
    expect(broadcast).toMatchObject({ text: 'Sale today', total: 1, state: 'running', created_by: 'API key Backend' })
    expect((await site.call('broadcasts.list')).body.broadcasts).toEqual([broadcast])
    const params = { broadcast_id: broadcast.broadcast_id }
    const stopped = await site.call('broadcasts.stop', { params, body: {} })
    expect(stopped.body.broadcast.state).toBe('stopped')
    expect(await lastLogged('broadcasts.send')).toMatchObject({
      ...{ actor: 'API key Backend', target: broadcast.broadcast_id },
      details: { sender_id: 'ann', recipients: 1 },
    })
    expect(await lastLogged('broadcasts.stop')).toMatchObject({ target: broadcast.broadcast_id })
  })

  test('API-9 a broadcast whose server died after it began is not sent again', async () => {
    const asked = { body: { ...body, text: 'Once' }, headers: { 'idempotency-key': 'sale-17' } }
    const first = await site.call('broadcasts.send', asked)
    const { broadcast_id } = first.body.broadcast
    await site.dashboard.runTask({ widget_id: site.shop, task_id: broadcast_id })
    await site.dashboard.store.control
      .updateTable('api_call')
      .set({ status: null, answer: null })
      .where('key', '=', 'sale-17')
      .execute()
    site.dashboard.clock.elapse(60_000)
    const again = await site.call('broadcasts.send', asked)
    expect(again.body.broadcast).toMatchObject({ broadcast_id, state: 'done', sent: 1 })
    const tasks = await site.dashboard.store.readDb.selectFrom('task').selectAll().execute()
    expect(tasks.filter(({ payload }) => payload.includes('Once'))).toHaveLength(1)
  })

  test('wrong recipients and texts are refused by their field', async () => {
    const refused = (more: object) => site.refusal('broadcasts.send', { body: { ...body, ...more } })
    expect(await refused({ sender_id: 'nobody' })).toEqual([404, 'user_unknown', 'sender_id'])
    expect(await refused({ user_ids: [] })).toEqual([422, 'invalid_field', 'user_ids'])
    expect(await refused({ user_ids: ['nobody'] })).toEqual([422, 'invalid_field', 'user_ids'])
    expect(await refused({ link: 'javascript:alert(1)' })).toEqual([422, 'invalid_field', 'link'])
    expect(await refused({ text: 7 })).toEqual([422, 'invalid_field', 'text'])
  })
})

describe('API-17 settings', () => {
  const get = async () => (await site.call('settings.get')).body.settings

  test('a named setting changes, the rest stays, and the log has old and new values', async () => {
    const before = await get()
    const changed = await site.call('settings.change', { body: { reactions: false, title: 'Help' } })
    expect(changed.body.settings).toEqual({ ...before, reactions: false, title: 'Help' })
    expect(await get()).toEqual(changed.body.settings)
    expect((await site.call('settings.change', { body: { title: null } })).body.settings.title).toBe(null)
    expect((await logged('widgets.change')).map(({ details }) => details)).toEqual([
      { changes: { reactions: { from: true, to: false }, title: { from: null, to: 'Help' } } },
      { changes: { title: { from: 'Help', to: null } } },
    ])
    const entries = (await logged('widgets.change')).length
    await site.call('settings.change', { body: { reactions: false } })
    expect((await logged('widgets.change')).length).toBe(entries)
  })

  test('addresses that get the API password are neither shown nor changed, and no answer has a secret', async () => {
    const { widgets } = site.dashboard
    const friends_url = 'https://shop.example/friends?key=hidden&id={user_id}'
    await widgets.change('all_widgets', site.shop, { settings: { friends_url } })
    const shown = JSON.stringify(await get())
    expect(shown).not.toContain('hidden')
    const { secret_keys, api_login, api_passwords } = await widgets.keys('all_widgets', site.shop)
    for (const secret of [...secret_keys, ...api_passwords]) expect(shown).not.toContain(secret.value)
    expect(shown).not.toContain(api_login)
    for (const name of ['users_info_url', 'origins', ...Object.keys(CALLED_WITH_PASSWORD)]) {
      expect(shown).not.toContain(`"${name}":`)
      const body = { [name]: 'https://evil.example/{user_id}' }
      expect(await site.refusal('settings.change', { body })).toEqual([422, 'invalid_field', name])
    }
    expect((await widgets.get('all_widgets', site.shop)).settings.friends_url).toBe(friends_url)
  })

  test('a new address among the settings must be said to get the API password, or to be opened by browsers', () => {
    const openedByBrowsers = ['sign_in_url', 'mail_page_url']
    const addresses = Object.keys(DEFAULT_WIDGET_SETTINGS).filter((name) => name.endsWith('_url'))
    expect(addresses.sort()).toEqual([...openedByBrowsers, ...Object.keys(CALLED_WITH_PASSWORD)].sort())
  })

  test('a wrong value is refused by its field, and nothing of the call is stored', async () => {
    const before = await get()
    const refused = (body: unknown) => site.refusal('settings.change', { body })
    expect(await refused({ forwarding: false, dialogs: 'nobody' })).toEqual([422, 'invalid_field', 'dialogs'])
    expect(await refused({ message_max_chars: 0 })).toEqual([422, 'invalid_field', 'message_max_chars'])
    expect(await refused({ accent: 'red' })).toEqual([422, 'invalid_field', 'accent'])
    expect(await get()).toEqual(before)
  })
})

describe('API-18 webhooks', () => {
  const list = async () => (await site.call('webhooks.list')).body.endpoints

  test('an endpoint is made, changed, tested and deleted, and the log has each act without secrets', async () => {
    const { endpoint, secret } = (await site.call('webhooks.create', { body: { url: receiver.url } })).body
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/)
    receiver.setSecret(secret)
    expect(endpoint).toMatchObject({ url: receiver.url, state: 'on', types: null })
    const params = { endpoint_id: endpoint.endpoint_id }
    const body = { types: ['message.created'], on: false }
    expect((await site.call('webhooks.change', { params, body })).body.endpoint).toMatchObject({ state: 'off' })
    expect((await site.call('webhooks.test', { params })).body.attempt).toMatchObject({ status: 204, problem: null })
    expect(JSON.stringify(await list())).not.toContain('whsec_')
    const rotated = (await site.call('webhooks.rotate_secret', { params, body: { hours: 1 } })).body
    expect([rotated.secret === secret, rotated.endpoint.endpoint_id]).toEqual([false, endpoint.endpoint_id])
    expect((await site.call('webhooks.delete', { params })).body).toEqual(params)
    expect(await list()).toEqual([])
    const entries = (await logged()).filter(({ action }) => action.startsWith('webhooks.'))
    expect(entries.map(({ action, actor, target }) => [action, actor, target])).toEqual(
      ['webhooks.create', 'webhooks.change', 'webhooks.rotate_secret', 'webhooks.delete'].map((action) => [
        ...[action, 'API key Backend', receiver.url],
      ]),
    )
    expect(JSON.stringify(entries)).not.toContain('whsec_')
  })

  test('the same call again has the same endpoint and secret, and the stored answers have no secret', async () => {
    const asked = { body: { url: receiver.url }, headers: { 'idempotency-key': 'hook-1' } }
    const first = await site.call('webhooks.create', asked)
    const again = await site.call('webhooks.create', asked)
    expect([again.status, again.body, again.headers.get('idempotent-replayed')]).toEqual([201, first.body, 'true'])
    const params = { endpoint_id: first.body.endpoint.endpoint_id }
    const rotate = { params, body: {}, headers: { 'idempotency-key': 'hook-2' } }
    const { secret } = (await site.call('webhooks.rotate_secret', rotate)).body
    expect((await site.call('webhooks.rotate_secret', rotate)).body.secret).toBe(secret)
    const calls = await site.dashboard.store.readDb.selectFrom('api_call').selectAll().execute()
    expect(calls.map(({ key }) => key)).toContain('hook-2')
    expect(JSON.stringify(calls)).not.toContain('whsec_')
    await site.call('webhooks.delete', { params })
    expect(await site.refusal('webhooks.create', asked)).toEqual([404, 'not_found', 'endpoint_id'])
  })

  test('deliveries are read, one is tried again, and a span is replayed', async () => {
    const { endpoint, secret } = (await site.call('webhooks.create', { body: { url: receiver.url } })).body
    receiver.setSecret(secret)
    const { endpoint_id } = endpoint
    const params = { endpoint_id }
    await site.call('messages.send', { params: room, body: { user_id: 'ann', text: 'Delivered' } })
    const { events, oldest } = (await site.call('events.list')).body
    const { id } = events.at(-1)
    const span = Number(id) - Number(oldest) + 1
    const { control } = site.dashboard.store
    const at = site.dashboard.clock.now()
    const tried = { tries: 3, at, next_at: null, status: 500, problem: 'status_500', answer: 'Sorry', ms: 12 }
    const row = { widget_id: site.shop, endpoint_id, event_id: Number(id), type: 'message.created', run: 0, held_ms: 0 }
    await control
      .insertInto('webhook_delivery')
      .values({ ...row, ...tried, state: 'dead' })
      .execute()
    const listed = await site.call('webhooks.deliveries', { params, query: { state: 'dead' } })
    expect(listed.body).toMatchObject({ deliveries: [{ event_id: id, state: 'dead', status: 500 }], next: null })
    const ofEvent = { ...params, event_id: id }
    const { attempt } = (await site.call('webhooks.delivery', { params: ofEvent })).body
    expect([attempt.answer, attempt.request.body]).toEqual(['Sorry', expect.stringContaining('Delivered')])
    expect(JSON.stringify(attempt)).not.toContain('webhook-signature')
    expect((await site.call('webhooks.retry', { params: ofEvent })).body.delivery).toMatchObject({ state: 'delivered' })
    await control
      .updateTable('webhook_endpoint')
      .set({ after_id: Number(id) })
      .where('id', '=', endpoint_id)
      .execute()
    const replayed = await site.call('webhooks.replay', { params, body: { from: 0 } })
    expect([replayed.body.events, replayed.body.endpoint.waiting]).toEqual([span, span])
    expect(await lastLogged('webhooks.replay')).toMatchObject({ details: { from: 0, events: span } })
    await site.call('webhooks.delete', { params })
  })

  test('wrong addresses, types and ids are refused by their field', async () => {
    const create = (body: object) => site.refusal('webhooks.create', { body })
    expect(await create({ url: 'ftp://shop.example' })).toEqual([422, 'invalid_field', 'url'])
    expect(await create({ url: 'https://ann:secret@shop.example' })).toEqual([422, 'invalid_field', 'url'])
    expect(await create({ url: receiver.url, types: ['message.lost'] })).toEqual([422, 'invalid_field', 'types.0'])
    expect(await create({})).toEqual([422, 'invalid_field', 'url'])
    const none = { endpoint_id: 'none' }
    expect(await site.refusal('webhooks.delete', { params: none })).toEqual([404, 'not_found', 'endpoint_id'])
    expect(await site.refusal('webhooks.replay', { params: none, body: { from: 'x' } })).toEqual([
      422,
      'invalid_field',
      'from',
    ])
    expect(await list()).toEqual([])
  })
})

test('API-19 acts of a key on people and rooms are in the audit log under its name', async () => {
  await site.call('users.put', { params: { user_id: 'rob' }, body: { name: 'Rob' } })
  const room_id = String(await site.group('gone', ['rob']))
  const params = { user_id: 'rob' }
  await site.call('users.restrict', { params, body: { kind: 'mute', minutes: 60 } })
  await site.call('users.lift', { params: { ...params, kind: 'mute' } })
  await site.call('users.sign_out', { params })
  await site.call('rooms.delete', { params: { room: 'pipe:gone' } })
  await site.call('users.erase', { params, body: { confirm: 'rob' } })
  const { secret } = await site.makeKey()
  await site.refusal('users.restrict', { params: { user_id: 'nobody' }, body: { kind: 'ban' }, secret })
  const entries = (await logged()).filter(({ target }) => ['rob', room_id, 'nobody'].includes(target ?? ''))
  expect(entries.map(({ action, target, actor }) => [action, target, actor])).toEqual(
    [
      ['people.restrict', 'rob'],
      ['people.lift', 'rob'],
      ['people.sign_out', 'rob'],
      ['widget_rooms.delete', room_id],
      ['people.erase', 'rob'],
    ].map((entry) => [...entry, 'API key Backend']),
  )
})
