import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { PersonView, TaskView, WholePerson } from '@imbachat/protocol/http/people'
import { type Dashboard, errorOf, startDashboard } from '../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let bob: string
let widgetId: number
const read = async <T>(answer: Response) => (await answer.json()) as T
type Page = { people: PersonView[]; next: string | null }

const PEOPLE = ['Анна Ёлкина', 'Björk', 'Carl 50%', 'Dan']
const user = (name: string, index: number) => ({
  userId: `u${index}`,
  name,
  avatarUrl: null,
  profileUrl: null,
  badge: null,
  lastLoginAt: null,
  email: `${index}@shop.example`,
  role: 'user' as const,
  profiles: {},
  permissions: null,
  extra: { city: 'Riga' },
})

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  bob = await dashboard.signedIn('bob@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widgetId = (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id
  const { chat } = dashboard.store
  await chat.putUsers(widgetId, PEOPLE.map(user))
  await chat.setLastSeen([1, 2, 3].map((n) => ({ widgetId, userId: `u${n}`, at: n * 1_000 })))
})
afterAll(() => dashboard.stop())

const asked = (more: object) => ({ cookie: ann, params: { widget_id: widgetId }, ...more })
const list = async (query: Record<string, string>) => read<Page>(await dashboard.ask('people.list', asked({ query })))
const names = ({ people }: Page) => people.map((person) => person.user.name)
const get = async (user_id: string) =>
  read<WholePerson>(await dashboard.ask('people.get', asked({ query: { user_id } })))

test('PEOPLE-1 users are listed in pages, the last seen first, and found by part of a name, id or address', async () => {
  const first = await list({ limit: '3' })
  expect(names(first)).toEqual(['Dan', 'Carl 50%', 'Björk'])
  expect(names(await list({ limit: '3', cursor: first.next ?? '' }))).toEqual(['Анна Ёлкина'])
  expect(names(await list({ query: 'елк анна' }))).toEqual(['Анна Ёлкина'])
  expect(names(await list({ query: 'bjork' }))).toEqual(['Björk'])
  expect(names(await list({ query: '50%' }))).toEqual(['Carl 50%'])
  expect(names(await list({ query: '3@shop' }))).toEqual(['Dan'])
  const named = await list({ query: 'shop', limit: '2' })
  expect(names(await list({ query: 'shop', limit: '2', cursor: named.next ?? '' }))).toHaveLength(2)
  expect((await errorOf(await dashboard.ask('people.list', asked({ query: { cursor: 'x' } })))).code).toBe(
    'invalid_field',
  )
})

test('PEOPLE-2 a restriction is given, listed, kept in the history with its moderator, and lifted', async () => {
  const body = { user_id: 'u1', kind: 'ban', minutes: 60, reason: 'Spam' }
  const given = await read<WholePerson>(await dashboard.ask('people.restrict', asked({ body })))
  expect(given.person.ban).toEqual({ until: dashboard.clock.now() + 3_600_000, reason: 'Spam' })
  expect(given.restrictions).toMatchObject([{ kind: 'ban', created_by: 'ann@shop.example', lifted_at: null }])
  expect(names(await list({ filter: 'restricted' }))).toEqual(['Björk'])
  const lifting = { body: { user_id: 'u1', kind: 'ban' } }
  const lifted = await read<WholePerson>(await dashboard.ask('people.lift', asked(lifting)))
  expect(lifted.person.ban).toBeNull()
  expect(lifted.restrictions).toMatchObject([{ lifted_by: 'ann@shop.example' }])
  expect(names(await list({ filter: 'restricted' }))).toEqual([])
})

test('PEOPLE-3 a page shows what the site said and the notes of the team, and another account is refused', async () => {
  const body = { user_id: 'u0', text: 'Asks for refunds' }
  const noted = await read<WholePerson>(await dashboard.ask('people.note', asked({ body })))
  expect(noted.notes).toMatchObject([{ text: 'Asks for refunds', created_by: 'ann@shop.example' }])
  expect(noted.profile).toMatchObject({ email: '0@shop.example', extra: { city: 'Riga' } })
  const [note] = noted.notes
  await dashboard.ask('people.forget_note', asked({ body: { user_id: 'u0', note_id: note?.note_id } }))
  expect((await get('u0')).notes).toEqual([])
  const unknown = await dashboard.ask('people.get', asked({ query: { user_id: 'nobody' } }))
  expect((await errorOf(unknown)).code).toBe('user_unknown')
  const foreign = { ...asked({ query: { user_id: 'u0' } }), cookie: bob }
  expect((await errorOf(await dashboard.ask('people.get', foreign))).code).toBe('not_found')
})

test('PEOPLE-4 deleting all messages of a user goes on step by step, and leaves those of others', async () => {
  const { chat } = dashboard.store
  const { roomId } = await chat.openDialog({ widgetId, userId: 'u2', peerId: 'u3', needAccess: false })
  const say = (senderId: string) =>
    chat.appendMessage({ widgetId, roomId, senderId, clientId: crypto.randomUUID(), text: 'text', replyTo: null })
  for (let n = 0; n < 100; n++) await say(n % 2 ? 'u2' : 'u3')
  const begun = await dashboard.ask('people.delete_messages', asked({ body: { user_id: 'u2' } }))
  const { task } = await read<{ task: TaskView }>(begun)
  expect(task).toMatchObject({ state: 'running', total: 100, created_by: 'ann@shop.example' })
  await dashboard.runTask({ widgetId, taskId: task.task_id })
  const [done] = (await read<{ tasks: TaskView[] }>(await dashboard.ask('tasks.list', asked({})))).tasks
  expect(done).toMatchObject({ state: 'done', looked: 100, changed: 50 })
  const messages = await chat.messagesBefore(widgetId, roomId, null, 100)
  expect(messages.every(({ sender_id, text }) => (sender_id === 'u2') === (text === null))).toBe(true)
})

test('PEOPLE-5 the export has the profile, rooms and every message of the user, and none of others', async () => {
  let cursor: string | null = null
  const whole: Record<string, unknown[]> = {}
  do {
    const body = { user_id: 'u3', cursor }
    const answer = await dashboard.ask('people.export', asked({ body }))
    const { part, next } = await read<{ part: Record<string, unknown>; next: string | null }>(answer)
    for (const [name, value] of Object.entries(part)) whole[name] = [...(whole[name] ?? []), ...[value].flat()]
    cursor = next
  } while (cursor !== null)
  expect(whole.messages).toHaveLength(50)
  expect(whole.rooms).toHaveLength(1)
  expect(whole.profile).toMatchObject([{ email: '3@shop.example' }])
})
