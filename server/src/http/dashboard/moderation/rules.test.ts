import { afterAll, beforeAll, expect, spyOn, test } from 'bun:test'
import type { RulesView } from '@imbachat/protocol/http/moderation/rules'
import { NO_RULES, type RuleList } from '@imbachat/protocol/moderation/rules'
import { RE2JS } from 're2js'
import { type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let params: { widget_id: number }
const read = async <T>(answer: Response) => (await answer.json()) as T

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  params = { widget_id: (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id }
})
afterAll(() => dashboard.stop())

const get = async () => read<RulesView>(await dashboard.ask('rules.get', { cookie: ann, params }))
const change = async (body: object) => dashboard.ask('rules.change', { cookie: ann, params, body })
const list = (kind: RuleList['kind'], action: RuleList['action'], ...entries: string[]): RuleList => ({
  ...{ list_id: `${kind} ${action}`, name: `${kind} to ${action}`, kind, action, entries },
})

test('RULE-9 a widget begins without rules; a change replaces what it names and is recorded', async () => {
  expect(await get()).toEqual({ revision: 0, rules: NO_RULES })
  const lists = [list('words', 'refuse', 'casino')]
  expect(await read<object>(await change({ revision: 0, lists }))).toEqual({
    revision: 1,
    rules: { ...NO_RULES, lists },
  })
  await change({ revision: 1, same_text: { people: 5, action: 'flag' } })
  expect((await get()).rules).toEqual({ ...NO_RULES, lists, same_text: { people: 5, action: 'flag' } })
  const entries = await dashboard.store.readDb
    .selectFrom('audit')
    .selectAll()
    .where('action', '=', 'rules.change')
    .execute()
  expect(entries).toHaveLength(2)
})

test('RULE-9 a change that was made from an older revision is refused, and changes nothing', async () => {
  const before = await get()
  const refused = await change({ revision: before.revision - 1, lists: [] })
  expect((await errorOf(refused)).code).toBe('conflict')
  expect(await get()).toEqual(before)
})

test.each([
  [[list('patterns', 'flag', 'ok', '(a')], 'lists.0.entries.1', 'missing closing ) at "(a"'],
  [[list('patterns', 'flag', 'a{900}')], 'lists.0.entries.0', 'it has'],
  [[list('words', 'flag', 'x'.repeat(41))], 'lists.0.entries.0', 'at most 40 characters'],
  [[list('words', 'flag'), list('words', 'flag')], 'lists', 'list_id of its own'],
  [[list('patterns', 'flag', ...Array.from({ length: 51 }, (_, n) => `a${n}`))], 'lists', 'at most 50 patterns'],
] as const)('RULE-13 RULE-9 %# what is no list is refused with its place', async (lists, field, message) => {
  const { revision } = await get()
  const refused = await errorOf(await change({ revision, lists }))
  expect(refused).toMatchObject({ code: 'invalid_field', field })
  expect(refused.message).toContain(message)
})

test('RULE-10 the try box says what would happen, by saved and by unsaved rules, and stores nothing', async () => {
  const attempt = async (body: object) => read<object>(await dashboard.ask('rules.try', { cookie: ann, params, body }))
  expect(await attempt({ text: 'Best casino' })).toEqual({
    outcome: 'refused',
    stored: 'Best casino',
    findings: [{ source: 'words', action: 'refuse', list: 'words to refuse', found: 'casino', start: 5, end: 11 }],
  })
  const rules = {
    ...NO_RULES,
    lists: [list('words', 'mask', 'damn'), list('patterns', 'flag', '\\d{4}')],
    links: { action: 'refuse', applies_to: 'new_users', allowed_domains: [] },
  }
  const text = 'Damn, 1234 at evil.com'
  expect(await attempt({ text, rules })).toMatchObject({ outcome: 'flagged', stored: '****, 1234 at evil.com' })
  expect(await attempt({ text, rules, new_user: true })).toMatchObject({
    outcome: 'refused',
    findings: [{ source: 'words' }, { source: 'patterns', found: '1234' }, { source: 'links', found: 'evil.com' }],
  })
  const broken = { ...rules, lists: [list('patterns', 'flag', '[')] }
  const refused = await errorOf(
    await dashboard.ask('rules.try', { cookie: ann, params, body: { text, rules: broken } }),
  )
  expect(refused.field).toBe('lists.0.entries.0')
})

test('RULE-3 while patterns are compiled, others have their turn', async () => {
  const compile = spyOn(RE2JS, 'compile')
  let seen = compile.mock.calls.length
  let most = 0
  let done = false
  const look = () => {
    most = Math.max(most, compile.mock.calls.length - seen)
    seen = compile.mock.calls.length
    if (!done) setImmediate(look)
  }
  setImmediate(look)
  const costly = Array.from({ length: 12 }, (_, n) => `${'\\pL?'.repeat(40)}${n}`)
  const rules = { ...NO_RULES, lists: [list('patterns', 'flag', ...costly)] }
  const attempt = () => dashboard.ask('rules.try', { cookie: ann, params, body: { text: 'hello', rules } })
  const tried = await Promise.all(Array.from({ length: 5 }, attempt))
  done = true
  compile.mockRestore()
  expect(tried.map(({ status }) => status)).toEqual(Array(5).fill(200))
  expect(most).toBeGreaterThan(0)
  // each attempt takes one in a turn, and two turns may end between two looks; without turns, one takes all at once
  expect(most).toBeLessThan(costly.length)
})

test('RULE-5 messages of new users count from the moment that a rule asks for them', async () => {
  const countingSince = async () => {
    const row = await dashboard.store.readDb.selectFrom('widget').select('rules').executeTakeFirstOrThrow()
    return (JSON.parse(row.rules ?? '') as { counting_since: number | null }).counting_since
  }
  const newUsers = { ...NO_RULES.new_users, messages: 5 }
  await change({ revision: (await get()).revision, new_users: newUsers })
  const since = dashboard.clock.now()
  expect(await countingSince()).toBe(since)
  dashboard.clock.elapse(1_000)
  await change({ revision: (await get()).revision, new_users: { ...newUsers, messages: 7 } })
  expect(await countingSince()).toBe(since)
  await change({ revision: (await get()).revision, new_users: { ...newUsers, messages: 0 } })
  expect(await countingSince()).toBeNull()
})
