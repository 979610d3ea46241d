import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { AppealView } from '@imbachat/protocol/http/moderation/reports'
import { sendAppeal } from '../../../moderation/restrictions/appeal.ts'
import { type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let widget_id: number
const read = async <T>(answer: Response) => (await answer.json()) as T
const asked = (more: object = {}) => ({ cookie: ann, params: { widget_id }, ...more })
const list = async (query: Record<string, string> = {}) =>
  read<{ appeals: AppealView[]; next: string | null }>(await dashboard.ask('appeals.list', asked({ query })))
const answer = (restriction_id: string, accept: boolean) =>
  dashboard.ask('appeals.answer', asked({ body: { restriction_id, accept } }))

/** A restricted user who asks to think again. */
async function asks(user_id: string, text: string, kind: 'mute' | 'ban' = 'mute'): Promise<void> {
  await dashboard.store.chat.touchUser({ widget_id, user_id })
  const body = { user_id, kind, minutes: null, reason: 'Spam' }
  await dashboard.ask('people.restrict', asked({ body }))
  const principal = { kind: 'user', widget_id, user_id, expires_at: 0, signed_with: '' } as const
  dashboard.clock.elapse(1)
  await sendAppeal(dashboard.chat, principal, { kind, text })
}

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widget_id = (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id
})
afterAll(() => dashboard.stop())

test('APPEAL-3 notes wait with their restriction, the oldest first, and are counted', async () => {
  await asks('u1', 'I was joking')
  await asks('u2', 'It was my brother')
  const first = await list({ limit: '1' })
  expect(first.appeals).toMatchObject([
    { user: { user_id: 'u1' }, text: 'I was joking', restriction: { reason: 'Spam', created_by: 'ann@shop.example' } },
  ])
  expect((await list({ limit: '1', cursor: first.next ?? '' })).appeals).toMatchObject([{ user: { user_id: 'u2' } }])
  expect(await read(await dashboard.ask('moderation.status', asked()))).toEqual({
    open: 0,
    appeals: 2,
    mine: 0,
    snoozed: 0,
  })
})

test('APPEAL-3 an answer lifts the mute or keeps it, is given once, and is in the audit log', async () => {
  const [joke, brother] = (await list()).appeals
  expect(await read(await answer(joke?.restriction_id ?? '', true))).toMatchObject({ appeal: { outcome: 'accepted' } })
  await answer(brother?.restriction_id ?? '', false)
  expect((await errorOf(await answer(brother?.restriction_id ?? '', true))).code).toBe('conflict')
  const standing = async (user_id: string) => (await dashboard.store.chat.users(widget_id, [user_id]))[0]?.standing
  expect((await standing('u1'))?.mute ?? null).toBeNull()
  expect((await standing('u2'))?.mute).toMatchObject({ reason: 'Spam', appeal: 'declined' })
  expect((await list()).appeals).toEqual([])
  expect((await list({ state: 'closed' })).appeals).toHaveLength(2)
  const entries = await dashboard.store.readDb
    .selectFrom('audit')
    .select(['target', 'details'])
    .where('action', '=', 'appeals.answer')
    .orderBy('id')
    .execute()
  expect(entries).toEqual([
    { target: 'u1', details: '{"outcome":"accepted"}' },
    { target: 'u2', details: '{"outcome":"declined"}' },
  ])
})

test('APPEAL-4 the note of a banned user waits with the others, and accepting it ends the ban', async () => {
  await asks('u3', 'It was a mistake', 'ban')
  const note = (await list()).appeals.find(({ user }) => user.user_id === 'u3')
  expect(note).toMatchObject({ kind: 'ban', text: 'It was a mistake', restriction: { reason: 'Spam' } })
  await answer(note?.restriction_id ?? '', true)
  const [user] = await dashboard.store.chat.users(widget_id, ['u3'])
  expect(user?.standing?.ban ?? null).toBeNull()
})
