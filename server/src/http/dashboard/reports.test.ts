import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { ReportMessage, ReportView } from '@imbachat/protocol/http/reports'
import { type Dashboard, errorOf, startDashboard } from '../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let bob: string
let widgetId: number
let roomId: number
const read = async <T>(answer: Response) => (await answer.json()) as T
type Page = { reports: ReportView[]; next: string | null }

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  bob = await dashboard.signedIn('bob@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widgetId = (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id
  const { chat } = dashboard.store
  roomId = (await chat.openDialog({ widgetId, userId: '1', peerId: '2', needAccess: false })).roomId
  for (const [senderId, text] of [
    ['2', 'Send me your password'],
    ['1', 'No'],
    ['2', 'Please'],
  ] as const) {
    await chat.appendMessage({ widgetId, roomId, senderId, clientId: crypto.randomUUID(), text, replyTo: null })
  }
  for (const [seq, userId] of [
    [1, null],
    [3, null],
    [null, '2'],
  ] as const) {
    dashboard.clock.elapse(1)
    const report = { widgetId, id: crypto.randomUUID(), roomId, seq, userId, reporterId: '1' }
    await chat.putReport({ ...report, reason: 'fraud', comment: 'Asks for my password' })
  }
})
afterAll(() => dashboard.stop())

const list = async (query: Record<string, string>) =>
  read<Page>(await dashboard.ask('reports.list', { cookie: ann, params: { widget_id: widgetId }, query }))

test('SAFE-8 the owner reads reports in pages, the newest first, with the messages around each', async () => {
  const first = await list({ limit: '2' })
  expect(first.reports.map(({ seq }) => seq)).toEqual([null, 3])
  const second = await list({ limit: '2', cursor: first.next ?? '' })
  expect(second).toMatchObject({ reports: [{ seq: 1, text: 'Send me your password', reason: 'fraud' }], next: null })
  const params = { widget_id: widgetId, report_id: second.reports[0]?.report_id }
  const answer = await read<{ report: ReportView; messages: ReportMessage[] }>(
    await dashboard.ask('reports.get', { cookie: ann, params }),
  )
  expect(answer.messages.map(({ text }) => text)).toEqual(['Send me your password', 'No', 'Please'])
  expect(answer.report).toMatchObject({ user: { user_id: '2' }, reporter: { user_id: '1' }, closed_at: null })
})

test('SAFE-8 another account reads and closes none of them', async () => {
  const [report] = (await list({})).reports
  for (const id of ['reports.get', 'reports.close'] as const) {
    const params = { widget_id: widgetId, report_id: report?.report_id }
    const answer = await dashboard.ask(id, {
      cookie: bob,
      params,
      ...(id === 'reports.close' && { body: { outcome: 'deleted' } }),
    })
    expect((await errorOf(answer)).code).toBe('not_found')
  }
})

test('SAFE-8 deleting the message keeps the evidence, publishes the change, and closes every report about it', async () => {
  const { chat } = dashboard.store
  const again = { widgetId, id: crypto.randomUUID(), roomId, seq: 1, userId: null, reporterId: '1' }
  await chat.putReport({ ...again, reason: 'spam', comment: '' })
  const report = (await list({})).reports.find(({ seq }) => seq === 1)
  const params = { widget_id: widgetId, report_id: report?.report_id }
  const closed = await dashboard.ask('reports.close', { cookie: ann, params, body: { outcome: 'deleted' } })
  expect(await read<object>(closed)).toMatchObject({ report: { outcome: 'deleted', text: 'Send me your password' } })
  expect((await chat.messagesBefore(widgetId, roomId, 2, 1))[0]?.text).toBeNull()
  expect((await list({})).reports.map(({ seq }) => seq)).toEqual([null, 3])
  expect((await list({ state: 'closed' })).reports.map(({ seq }) => seq)).toEqual([1])
  const person = (await list({})).reports.find(({ seq }) => seq === null)
  const about = { widget_id: widgetId, report_id: person?.report_id }
  const refused = await dashboard.ask('reports.close', { cookie: ann, params: about, body: { outcome: 'deleted' } })
  expect((await errorOf(refused)).code).toBe('message_not_found')
  await dashboard.ask('reports.close', { cookie: ann, params: about, body: { outcome: 'dismissed' } })
  expect((await list({})).reports.map(({ seq }) => seq)).toEqual([3])
})
