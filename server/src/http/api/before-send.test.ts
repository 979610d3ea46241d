import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { DashboardOperationId } from '@imbachat/protocol/http/dashboard'
import { type Decider, startDecider } from '../../site/before-send/testing/decider.ts'
import { type ApiSite, startApiSite } from './testing/api-site.ts'

let site: ApiSite
let program: Decider
beforeAll(async () => {
  program = startDecider()
  site = await startApiSite()
  // before the chat reads the widget for the first time
  await site.dashboard.widgets.change('all_widgets', site.shop, { settings: { before_send_url: program.url } })
  await site.group('team', ['ann', 'bob'])
})
afterAll(async () => {
  await site.stop()
  program.stop()
})

const room = { room: 'pipe:team' }
const send = (text: string) => site.call('messages.send', { params: room, body: { user_id: 'ann', text } })
const ask = async (id: DashboardOperationId, body?: unknown) => {
  const answer = await site.dashboard.ask(id, { cookie: site.cookie, params: { widget_id: site.shop }, body } as never)
  return (await answer.json()) as { status: Record<string, unknown>; report: Record<string, unknown> }
}

test('ASK-2 the server API says what the site’s program decided about a message', async () => {
  program.answers({ action: 'change', text: 'Hello, all' })
  const sent = await send('Hello')
  expect([sent.status, sent.body.message.text, sent.body.held]).toEqual([201, 'Hello, all', undefined])
  program.answers({ action: 'hold' })
  const held = await send('Buy now')
  expect([held.status, held.body.held, held.body.message.seq]).toEqual([201, true, 0])
  program.answers({ action: 'refuse', reason: 'No adverts' })
  const refused = await send('Buy now!')
  expect([refused.status, refused.body]).toMatchObject([
    422,
    { code: 'refused_by_site', field: 'text', reason: 'No adverts' },
  ])
  const params = { ...room, seq: sent.body.message.seq as number }
  const edited = await site.call('messages.edit', { params, body: { text: 'Buy' } })
  expect([edited.status, edited.body.code]).toEqual([422, 'refused_by_site'])
  expect(program.wrong).toEqual([])
})

test('ASK-11 the dashboard shows outcomes and what a test message is answered, and keeps nothing of a test', async () => {
  program.answers({ action: 'accept' })
  await send('Fine')
  const { status } = await ask('before_send.status')
  expect(status).toMatchObject({
    counts: { accept: 1, change: 1, refuse: 2, hold: 1, failed: 0 },
    ...{ paused_until: null, last_failure: null, silent_nodes: 0 },
  })
  expect(status.p50_ms).toBeNumber()

  const body = { before_send_url: program.url, text: 'Try this' }
  program.answers({ action: 'hold', reason: 'why not' })
  const { report } = await ask('before_send.test', body)
  expect(report).toMatchObject({ ok: true, status: 200, answer: { action: 'hold', reason: 'why not' } })
  expect(program.asked.at(-1)).toMatchObject({ test: true, message: { text: 'Try this' } })
  program.answers(() => new Response('Not here', { status: 404 }))
  expect((await ask('before_send.test', body)).report).toMatchObject({
    ...{
      ok: false,
      problem: 'http_status',
      params: { status: 404 },
      status: 404,
      body_start: 'Not here',
      answer: null,
    },
  })
  expect((await ask('before_send.status')).status.counts).toEqual(status.counts)
})
