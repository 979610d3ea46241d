import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { RoomTimelineEntry } from '@imbachat/protocol/http/moderation/people'
import { type Dashboard, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let widget_id: number
const read = async <T>(answer: Response) => (await answer.json()) as T

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  const account = (await dashboard.accounts.first())?.account_id ?? ''
  widget_id = (await dashboard.widgets.create(account, { name: 'Shop' })).id
})
afterAll(() => dashboard.stop())

const about = (room_id: number) => ({ cookie: ann, params: { widget_id, room_id } })
const timeline = (room_id: number, query: Record<string, string> = {}) =>
  dashboard
    .ask('widget_rooms.timeline', { ...about(room_id), query })
    .then(read<{ entries: RoomTimelineEntry[]; complete: boolean; next: string | null }>)

async function room(isPublic: boolean): Promise<number> {
  const { chat } = dashboard.store
  const pipe = crypto.randomUUID()
  const input = { widget_id, pipe, title: 'Club', is_public: isPublic, ownerId: 'zoe', user_ids: ['max'] }
  const { room_id } = await chat.makeRoom(input)
  const say = (sender_id: string, text: string) => {
    dashboard.clock.elapse(1_000)
    return chat.appendMessage({ widget_id, room_id, sender_id, client_id: crypto.randomUUID(), text, reply_to: null })
  }
  await say('max', 'Buy my lamp')
  await say('zoe', 'Not here, please')
  dashboard.clock.elapse(1_000)
  const seq = (await chat.messagesBefore(widget_id, room_id, null, 10)).find(
    ({ sender_id }) => sender_id === 'max',
  )?.seq
  const report = { widget_id, id: crypto.randomUUID(), room_id, seq: seq ?? null, user_id: 'max' }
  await chat.putReport({ ...report, reporter_id: 'zoe', reason: 'spam', comment: '' })
  dashboard.clock.elapse(1_000)
  await dashboard.ask('widget_rooms.change', { ...about(room_id), body: { frozen: true } })
  dashboard.clock.elapse(1_000)
  await dashboard.ask('widget_rooms.remove_members', { ...about(room_id), body: { user_ids: ['max'] } })
  dashboard.clock.elapse(1_000)
  return room_id
}

test('ROOMS-13 a room has one timeline of messages, reports, members and settings, by page and by kind', async () => {
  const room_id = await room(true)
  const { entries, complete, next } = await timeline(room_id)
  expect([complete, next]).toEqual([true, null])
  const ofTeam = entries.filter(({ kind }) => kind === 'changed')
  expect(ofTeam).toMatchObject([
    { action: 'widget_rooms.remove_members', by: 'ann@shop.example' },
    { action: 'widget_rooms.change', details: { changes: { frozen: { from: false, to: true } } } },
  ])
  expect(entries.filter(({ kind }) => kind === 'message')).toMatchObject([
    { sender: { user_id: 'zoe' }, text: 'Not here, please', is_public: true },
    { sender: { user_id: 'max' }, text: 'Buy my lamp' },
  ])
  expect(entries.filter(({ kind }) => kind === 'reported')).toMatchObject([
    { reason: 'spam', user: { user_id: 'zoe' }, about: { user_id: 'max' } },
  ])
  expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted((a, b) => b - a))

  const kinds = async (kind: string) => new Set((await timeline(room_id, { kind })).entries.map((one) => one.kind))
  expect(await kinds('messages')).toEqual(new Set(['message']))
  expect(await kinds('reports')).toEqual(new Set(['reported']))
  expect((await timeline(room_id, { kind: 'members' })).entries).toContainEqual(
    expect.objectContaining({ action: 'widget_rooms.remove_members' }),
  )
  expect((await timeline(room_id, { kind: 'settings' })).entries).toContainEqual(
    expect.objectContaining({ action: 'widget_rooms.change' }),
  )
  const paged: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await timeline(room_id, { limit: '2', ...(cursor && { cursor }) })
    paged.push(...page.entries.map(({ id }) => id))
    cursor = page.next
  }
  expect(paged).toEqual(entries.map(({ id }) => id))
})

test('ROOMS-13 a timeline has no words of a room that is not public', async () => {
  const { entries } = await timeline(await room(false))
  expect(entries.filter(({ kind }) => kind === 'message')).toMatchObject([
    { text: null, is_public: false },
    { text: null, is_public: false },
  ])
  expect(JSON.stringify(entries)).not.toContain('Buy my lamp')
})

test('ROOMS-14 a room says its owner, its reports and how much was written in the last days', async () => {
  const room_id = await room(true)
  const figures = () => dashboard.ask('widget_rooms.figures', about(room_id)).then(read<Record<string, unknown>>)
  expect(await figures()).toMatchObject({
    ...{ owner: { user_id: 'zoe' }, reports: 1, open_reports: 1 },
    ...{ messages_7_days: 2, messages_30_days: 2 },
  })
  dashboard.clock.elapse(8 * 86_400_000)
  expect(await figures()).toMatchObject({ messages_7_days: 0, messages_30_days: 2 })
})
