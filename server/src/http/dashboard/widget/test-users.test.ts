import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { PageFinding } from '@imbachat/protocol/http/widget/site-checks'
import { TEST_USERS, type TestUser } from '@imbachat/protocol/http/widget/test-users'
import { widgetSnippet } from '../../../dashboard/widgets/snippet.ts'
import { type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let widget_id: number
const read = async <T>(answer: Response) => (await answer.json()) as T

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  widget_id = (await dashboard.widgets.create((await dashboard.accounts.first())?.account_id ?? '', { name: 'Shop' }))
    .id
})
afterAll(() => dashboard.stop())

const asked = () => ({ cookie: ann, params: { widget_id } })
const open = (body: object = {}) => dashboard.ask('test_users.open', { ...asked(), body })
const opened = async (body?: object) =>
  (await read<{ tokens: { user_id: string; name: string; token: string }[] }>(await open(body))).tokens
const list = async () => read<{ users: TestUser[]; removing: boolean }>(await dashboard.ask('test_users.list', asked()))

test('SETUP-4 two test users are made with a dialog and tokens of an hour, and their names say so', async () => {
  const { chat } = dashboard.store
  expect(await list()).toEqual({ users: [], removing: false })
  const tokens = await opened()
  expect(tokens.map(({ user_id }) => user_id)).toEqual([...TEST_USERS])
  for (const { user_id, name, token } of tokens) {
    expect(name).toContain('(test user)')
    expect(await dashboard.chat.identity.authenticate(widget_id, token)).toMatchObject({
      kind: 'user',
      user_id,
      issuedAt: Math.floor(dashboard.clock.now() / 1000) * 1000,
    })
  }
  const room_id = await chat.dialogOf(widget_id, ...TEST_USERS)
  // opened once more they are the same, in the language of the reader
  const again = await opened({ language: 'ru' })
  expect(again.map(({ name }) => name)).toEqual((await list()).users.map(({ name }) => name))
  expect(again[0]?.name).toContain('тестовый')
  expect(await chat.dialogOf(widget_id, ...TEST_USERS)).toBe(room_id)
  const { entries } = await read<{ entries: object[] }>(await dashboard.ask('audit.list', asked()))
  expect(entries[0]).toMatchObject({ action: 'test_users.open' })
})

test('SETUP-5 the dashboard says when each test user first wrote to the other', async () => {
  const { chat } = dashboard.store
  const room_id = (await chat.dialogOf(widget_id, ...TEST_USERS)) ?? 0
  const say = (sender_id: string, text: string) =>
    chat.appendMessage({
      ...{ widget_id, room_id, sender_id, text },
      client_id: crypto.randomUUID(),
      reply_to: null,
    })
  const firsts = async () => (await list()).users.map(({ first_message_at }) => first_message_at)
  expect(await firsts()).toEqual([null, null])
  await say(TEST_USERS[0], 'Hello')
  const at = dashboard.clock.now()
  dashboard.clock.elapse(5)
  await say(TEST_USERS[0], 'Are you there?')
  expect(await firsts()).toEqual([at, null])
  await say(TEST_USERS[1], 'Yes')
  expect(await firsts()).toEqual([at, at + 5])
})

test('SETUP-4 test users are removed with what they wrote, and made again', async () => {
  const { removed } = await read<{ removed: number }>(await dashboard.ask('test_users.remove', asked()))
  expect(removed).toBe(2)
  expect(await list()).toEqual({ users: [], removing: true })
  expect((await errorOf(await open())).code).toBe('conflict')
  const { tasks } = await read<{ tasks: { task_id: string }[] }>(
    await dashboard.ask('tasks.list', { ...asked(), query: { kind: 'erase' } }),
  )
  for (const { task_id } of tasks) await dashboard.runTask({ widget_id, task_id })
  expect(await list()).toEqual({ users: [], removing: false })
  await opened()
  expect((await list()).users.map(({ first_message_at }) => first_message_at)).toEqual([null, null])
})

test('SETUP-6 the check of a page says what it lacks, and nothing of other widgets', async () => {
  const bob = await dashboard.signedIn('bob@shop.example')
  const other = await dashboard.widgets.create('someone', { name: 'Other', origins: ['https://other.example'] })
  const own = widgetSnippet(dashboard.publicUrl, widget_id)
  const pages: Record<string, string> = {
    '/none': '<h1>Shop</h1>',
    '/own': `<meta name="viewport" content="width=device-width">${own}`,
    '/onload': `<script src="${dashboard.publicUrl}/imbachat/v1/${widget_id}/widget" async onload="ImbaChat.load()"></script>`,
    '/other': widgetSnippet(dashboard.publicUrl, other.id),
  }
  const site = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch({ url }) {
      const { pathname, searchParams } = new URL(url)
      const policy = searchParams.get('policy')
      const headers = { 'content-type': 'text/html', ...(policy !== null && { 'content-security-policy': policy }) }
      return new Response(pages[pathname], { headers })
    },
  })
  const check = async (path: string) => {
    const body = { url: `${site.url.origin}${path}` }
    const answer = await dashboard.ask('site.page_check', { ...asked(), body })
    return (await read<{ findings: PageFinding[] }>(answer)).findings
  }
  try {
    expect(await check('/none')).toContainEqual(expect.objectContaining({ code: 'script_missing', status: 'problem' }))
    const codes = (await check('/own')).map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['script_ok', 'origin_missing', 'users_info_missing', 'viewport_ok']))
    await dashboard.widgets.change('all_widgets', widget_id, { origins: [site.url.origin] })
    expect((await check('/own')).map(({ code }) => code)).toContain('origin_ok')
    const underPolicy = async (path: string, policy: string) =>
      (await check(`${path}?policy=${encodeURIComponent(`frame-src *; script-src ${policy}`)}`)).map(({ code }) => code)
    expect(await underPolicy('/onload', "'nonce-n' 'unsafe-inline'")).toContain('policy_inline')
    expect(await underPolicy('/onload', "'unsafe-inline' *")).toContain('policy_ok')
    expect(await underPolicy('/own', "'nonce-n'")).toContain('policy_ok')
    const ofOther = await check('/other')
    expect(ofOther).toContainEqual(expect.objectContaining({ code: 'widget_other' }))
    expect(JSON.stringify(ofOther)).not.toContain('other.example')
    const body = { url: site.url.href }
    const asBob = await dashboard.ask('site.page_check', { ...asked(), cookie: bob, body })
    expect(asBob.status).toBe(404)
  } finally {
    await site.stop(true)
  }
})
