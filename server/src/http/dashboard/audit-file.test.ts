import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { AuditEntryView } from '@imbachat/protocol/http/audit'
import { refusalOf } from '../../../../sdk/src/testing/refusal-of.ts'
import { type Dashboard, startDashboard } from '../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let widget_id: number

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widget_id = ((await made.json()) as { widget: { widget_id: number } }).widget.widget_id
})
afterAll(() => dashboard.stop())

const asked = (more: object) => ({ cookie: ann, params: { widget_id }, ...more })
const list = async (query: Record<string, string>) =>
  (await (await dashboard.ask('audit.list', asked({ query }))).json()) as {
    entries: AuditEntryView[]
    total: number | null
    next: string | null
  }
const file = (query: Record<string, string>, cookie = ann) =>
  dashboard.fetch(`/api/dashboard/v1/widgets/${widget_id}/audit/file?${new URLSearchParams(query)}`, {
    headers: { cookie },
  })
const write = (many: number, entry: object) =>
  dashboard.store.control
    .insertInto('audit')
    .values(
      Array.from({ length: many }, (_, n) => ({
        ...{ widget_id, id: Bun.randomUUIDv7('hex', n + 1), at: n + 1, account_id: 'x', actor: 'max@shop.example' },
        ...{ action: 'rules.change', target: 'u7', details: null, address: '127.0.0.1', ...entry },
      })),
    )
    .execute()

test('AUDIT-6 the log is filtered by what was acted on, sorted both ways, and counted', async () => {
  await write(3, {})
  await write(1, { target: 'u8' })
  expect(await list({ target: 'u7' })).toMatchObject({ total: null, next: null })
  const first = await list({ target: 'u7', sort: 'at', limit: '2', figures: '1' })
  expect([first.total, ...first.entries.map(({ at }) => at)]).toEqual([3, 1, 2])
  const rest = await list({ target: 'u7', sort: 'at', limit: '2', figures: '1', cursor: first.next ?? '' })
  expect([rest.total, ...rest.entries.map(({ at }) => at)]).toEqual([null, 3])
  expect((await list({ target: 'u7' })).entries.map(({ at }) => at)).toEqual([3, 2, 1])
  expect((await list({ target: 'nothing', figures: '1' })).total).toBe(0)
})

test('AUDIT-6 the entries of a person are told from those of a room with the same number', async () => {
  const acts = ['people.restrict', 'appeals.answer', 'widget_rooms.change', 'monitor.delete', 'reports.decide']
  for (const action of acts) await write(1, { target: '77', action })
  const actsAbout = async (about: string) =>
    (await list({ target: '77', about, sort: 'at' })).entries.map(({ action }) => action).toSorted()
  expect(await actsAbout('person')).toEqual(['appeals.answer', 'people.restrict'])
  expect(await actsAbout('room')).toEqual(['monitor.delete', 'widget_rooms.change'])
  expect(await actsAbout('report')).toEqual(['reports.decide'])
})

test('AUDIT-7 the file has every entry of the filter, old and new values in columns, and no formula', async () => {
  await write(1_100, { target: 'many' })
  const details = { changes: { theme: { from: 'light', to: 'dark' }, title: { from: null, to: '=1+1' } }, seen: 2 }
  await write(1, { target: 'one', actor: '@max', details: JSON.stringify(details) })
  const answer = await file({ target: 'one' })
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('content-disposition')).toMatch(
    new RegExp(`^attachment; filename="audit-log-${widget_id}-\\d{4}-\\d\\d-\\d\\d.csv"$`),
  )
  const row = (cells: string) => `1970-01-01T00:00:00.001Z,'@max,x,rules.change,one,${cells},127.0.0.1\r\n`
  const head = 'time,person,account_id,action,target,field,before,after,address\r\n'
  expect(await answer.text()).toBe(`${head}${row('theme,light,dark')}${row("title,,'=1+1")}${row('seen,,2')}`)
  const lines = (await (await file({ target: 'many', sort: 'at' })).text()).trim().split('\r\n')
  expect(lines).toHaveLength(1_101)
  expect(lines.at(-1)).toStartWith('1970-01-01T00:00:01.100Z')
})

test('AUDIT-7 nobody but an admin of the widget gets the file, and only an administrator that of the server', async () => {
  const bob = await dashboard.signedIn('bob@shop.example')
  expect((await file({}, bob)).status).toBe(404)
  expect((await file({}, '')).status).toBe(401)
  expect((await file({ sort: 'name' })).status).toBe(422)
  const ofServer = (cookie: string) => dashboard.fetch('/api/dashboard/v1/server/audit/file', { headers: { cookie } })
  expect((await ofServer(bob)).status).toBe(404)
  await dashboard.accounts.setAdministrator('ann@shop.example', true)
  const text = await (await ofServer(ann)).text()
  expect(text).toContain('ann@shop.example')
  expect(text).not.toContain('max@shop.example')
})

test('AUDIT-8 a download has its own entry, and ends when its reader loses the role', async () => {
  await write(1_200, { target: 'long' })
  const max = await dashboard.signedIn('max@shop.example')
  const { account_id } = (await dashboard.accounts.byEmail('max@shop.example')) ?? { account_id: '' }
  await dashboard.store.control
    .insertInto('team_member')
    .values({ widget_id, account_id, role: 'admin', created_at: 1 })
    .execute()
  const answer = await file({ target: 'long', sort: 'at' }, max)
  // The clock of this test stands still, so the entries of other downloads have the same time and come in any order.
  const { entries } = await list({ action: 'audit.file' })
  expect(entries.filter((entry) => entry.actor === 'max@shop.example')).toMatchObject([{ details: { target: 'long' } }])
  const reader = answer.body?.getReader()
  await reader?.read()
  await dashboard.store.control
    .deleteFrom('team_member')
    .where('widget_id', '=', widget_id)
    .where('account_id', '=', account_id)
    .execute()
  const rest = async () => {
    for (let pages = 1; ; pages++) {
      const { done } = (await reader?.read()) ?? { done: true }
      if (done) return pages
    }
  }
  expect(await refusalOf(rest())).toMatchObject({ code: 'not_found' })
})
