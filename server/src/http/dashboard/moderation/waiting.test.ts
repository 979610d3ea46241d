import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import type { ReportView, Waiting } from '@imbachat/protocol/http/moderation/reports'
import { sendReport } from '../../../moderation/reports/send-report.ts'
import { sendAppeal } from '../../../moderation/restrictions/appeal.ts'
import { type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let widget_id: number
let room_id: number
const streams: { cancel(): Promise<void> }[] = []
const read = async <T>(answer: Response) => (await answer.json()) as T
const asked = (more: object = {}) => ({ cookie: ann, params: { widget_id }, ...more })
const principal = (user_id: string) => ({ kind: 'user', widget_id, user_id, expires_at: 0, signed_with: '' }) as const

/** Follows the queue, and gives what comes while the clock of the server goes on. */
async function follow(cookie = ann) {
  const path = `/api/dashboard/v1/widgets/${widget_id}/moderation/stream`
  const answer = await dashboard.fetch(path, { headers: { cookie } })
  if (answer.status !== 200) return { answer, next: () => Promise.reject(new Error('refused')) }
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  streams.push({ cancel: () => reader.cancel() })
  const decoder = new TextDecoder()
  async function next(): Promise<Waiting | null> {
    for (;;) {
      const passing = setInterval(() => dashboard.clock.elapse(500), 10)
      const { value, done } = await reader.read().finally(() => clearInterval(passing))
      if (done) return null
      const text = decoder.decode(value)
      if (text.startsWith('data: ')) return JSON.parse(text.slice(6)) as Waiting
    }
  }
  return { answer, next }
}

const say = (sender_id: string, text: string) =>
  dashboard.store.chat.appendMessage({
    ...{ widget_id, room_id, sender_id, client_id: crypto.randomUUID(), text, reply_to: null },
  })
const report = (seq: number) =>
  sendReport(dashboard.chat, principal('1'), { room_id, seq, user_id: null, reason: 'spam', comment: '' })

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widget_id = (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id
  const { chat } = dashboard.store
  for (const user_id of ['1', '2']) await chat.touchUser({ widget_id, user_id })
  room_id = (await chat.openDialog({ widget_id, user_id: '1', peer_id: '2', needAccess: false })).room_id
  for (let n = 1; n <= 3; n++) await say('2', `Buy gold ${n}`)
})
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.cancel()
})
afterAll(() => dashboard.stop())

test('QUEUE-5 a stream begins with what waits, and tells of reports, notes, claims and decisions', async () => {
  const { next } = await follow()
  expect(await next()).toEqual({ open: 0, appeals: 0 })
  await report(1)
  expect(await next()).toEqual({ open: 1, appeals: 0 })
  await dashboard.ask('people.restrict', asked({ body: { user_id: '2', kind: 'ban', minutes: null, reason: 'Spam' } }))
  await sendAppeal(dashboard.chat, principal('2'), { kind: 'ban', text: 'Please' })
  expect(await next()).toEqual({ open: 1, appeals: 1 })
  const { reports } = await read<{ reports: ReportView[] }>(await dashboard.ask('reports.list', asked()))
  const params = { widget_id, report_id: reports[0]?.report_id }
  // the numbers are the same, and other moderators see who looks at it
  await dashboard.ask('reports.claim', asked({ params, body: { claimed: true } }))
  expect(await next()).toEqual({ open: 1, appeals: 1 })
  await dashboard.ask('reports.decide', asked({ params, body: { act: 'dismiss' } }))
  expect(await next()).toEqual({ open: 0, appeals: 1 })
})

test('QUEUE-5 a change whose event was lost is counted within 15 s', async () => {
  const { next } = await follow()
  const before = await next()
  const lost = { widget_id, id: crypto.randomUUID(), room_id, seq: 2, user_id: null, reporter_id: '1' }
  await dashboard.store.chat.putReport({ ...lost, reason: 'spam', comment: '' })
  expect(await next()).toEqual({ open: (before?.open ?? 0) + 1, appeals: before?.appeals ?? 0 })
})

test('QUEUE-5 many changes at once are sent in few events', async () => {
  const { next } = await follow()
  await next()
  for (let n = 0; n < 50; n++) dashboard.chat.bus.publish({ t: 'queue', widget_id })
  dashboard.chat.bus.publish({ t: 'queue', widget_id: widget_id + 1 })
  await next()
  await report(3)
  let updates = 1
  for (let last = await next(); (last?.open ?? 0) < 2; last = await next()) updates++
  expect(updates).toBeLessThan(4)
})

test('QUEUE-6 a person who is not in the team or loses the role follows no queue, and there are so many streams', async () => {
  const { accounts, store } = dashboard
  const mod = await dashboard.signedIn('mod@shop.example')
  expect((await follow(mod)).answer.status).toBe(404)
  expect((await follow('')).answer.status).toBe(401)
  const account = (await accounts.byEmail('mod@shop.example'))?.account_id ?? ''
  const values = { widget_id, account_id: account, created_at: 1 }
  await store.control
    .insertInto('team_member')
    .values({ ...values, role: 'viewer' })
    .execute()
  expect((await follow(mod)).answer.status).toBe(403)
  const setRole = (role: 'viewer' | 'moderator') =>
    store.control.updateTable('team_member').set({ role }).where('account_id', '=', account).execute()
  await setRole('moderator')
  const { next } = await follow(mod)
  await next()
  for (let n = 0; n < 2; n++) expect((await follow()).answer.status).toBe(200)
  const surplus = await follow()
  expect([surplus.answer.status, (await errorOf(surplus.answer)).code]).toEqual([429, 'rate_limited'])
  await setRole('viewer')
  const lost = dashboard.clock.now()
  let last = await next()
  while (last !== null) last = await next()
  expect(dashboard.clock.now() - lost).toBeLessThanOrEqual(15_000)
  expect((await follow()).answer.status).toBe(200)
})
