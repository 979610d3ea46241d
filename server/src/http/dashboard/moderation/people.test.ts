import { afterAll, beforeAll, expect, test } from 'bun:test'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_ROOM_RIGHTS, type Entity } from '@imbachat/protocol'
import type { PersonView, TaskView, TimelineEntry, WholePerson } from '@imbachat/protocol/http/moderation/people'
import { sql } from 'kysely'
import { attachmentOf } from '../../../chat/attachments/file.ts'
import { storageKey } from '../../../chat/attachments/ports.ts'
import { blockKey } from '../../../chat/own-state/own-item.ts'
import { type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let bob: string
let widget_id: number
const read = async <T>(answer: Response) => (await answer.json()) as T
type Page = { people: PersonView[]; total: number | null; next: string | null }

const PEOPLE = ['Анна Ёлкина', 'Björk', 'Carl 50%', 'Dan']
const user = (name: string, index: number) => ({
  user_id: `u${index}`,
  name,
  avatar_url: null,
  profile_url: null,
  badge: null,
  last_login_at: null,
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
  widget_id = (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id
  const { chat } = dashboard.store
  await chat.putUsers({ widget_id, users: PEOPLE.map(user) })
  await chat.setLastSeen([1, 2, 3].map((n) => ({ widget_id, user_id: `u${n}`, at: n * 1_000 })))
})
afterAll(() => dashboard.stop())

const asked = (more: object) => ({ cookie: ann, params: { widget_id }, ...more })
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
})

test('LIFE-11 people.list refuses a cursor whose values have the wrong type for its order', async () => {
  const cursorOf = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url')
  for (const query of [
    { cursor: 'x' },
    { cursor: cursorOf(['name', 'u1']) },
    { cursor: cursorOf([1.5, 'u1']) },
    { cursor: cursorOf([1e300, 'u1']) },
    { cursor: cursorOf([1, 2]) },
    { cursor: cursorOf([1, 'u\0']) },
    { cursor: cursorOf([1, 'u1']), query: 'shop' },
    { cursor: cursorOf(['name\0', 'u1']), query: 'shop' },
  ]) {
    const answer = await dashboard.ask('people.list', asked({ query }))
    expect([query, await errorOf(answer)]).toMatchObject([query, { code: 'invalid_field', field: 'cursor' }])
  }
})

test('PEOPLE-13 people are sorted by name, age and messages, both ways, with totals and figures', async () => {
  const { control } = dashboard.store
  const change = (n: number, values: object) =>
    control.updateTable('chat_user').set(values).where('widget_id', '=', widget_id).where('id', '=', `u${n}`).execute()
  await change(0, { messages: 7, first_seen_at: 3_000, role: 'admin' })
  await change(1, { messages: 900, first_seen_at: 1_000, role: 'user' })
  await change(2, { messages: 0, first_seen_at: 2_000, role: 'user' })
  await change(3, { messages: 7, first_seen_at: 4_000, role: 'user' })
  const sorted = async (sort: string) => {
    const first = await list({ sort, limit: '3' })
    return [...names(first), ...names(await list({ sort, limit: '3', cursor: first.next ?? '' }))]
  }
  const byName = ['Björk', 'Carl 50%', 'Dan', 'Анна Ёлкина']
  expect(await sorted('name')).toEqual(byName)
  expect(await sorted('-name')).toEqual(byName.toReversed())
  expect(await sorted('created')).toEqual(['Björk', 'Carl 50%', 'Анна Ёлкина', 'Dan'])
  expect(await sorted('-messages')).toEqual(['Björk', 'Dan', 'Анна Ёлкина', 'Carl 50%'])
  expect(await sorted('seen')).toEqual(['Анна Ёлкина', 'Björk', 'Carl 50%', 'Dan'])
  expect(names(await list({ query: 'shop', sort: '-messages' }))[0]).toBe('Björk')
  expect(names(await list({ filter: 'admins' }))).toEqual(['Анна Ёлкина'])
  expect(names(await list({ filter: 'bots' }))).toEqual([])
  expect(await list({ limit: '1' })).toMatchObject({ total: null, people: [{ figures: null }] })
  const counted = await list({ limit: '1', sort: '-messages', figures: '1' })
  expect(counted).toMatchObject({ total: 4, people: [{ created_at: 1_000, figures: { messages: 900, reports: 0 } }] })
  expect((await list({ filter: 'reported', figures: '1' })).total).toBe(0)
})

test('PEOPLE-13 people are sorted by reports, closed ones too, and those without any are in no list twice', async () => {
  const { control } = dashboard.store
  const report = (user_id: string, closed_at: number | null) => ({
    ...{ widget_id, id: crypto.randomUUID(), room_id: 1, seq: null, user_id, reporter_id: 'u0' },
    ...{ reason: 'spam' as const, comment: '', messages: '[]', created_at: 1, closed_at },
  })
  await control
    .insertInto('report')
    .values([report('u3', null), report('u1', null), report('u1', 2)])
    .execute()
  const sorted = async (sort: string, limit: string, more = {}) => {
    const found: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({ sort, limit, ...more, ...(cursor && { cursor }) })
      found.push(...page.people.map(({ user }) => user.user_id))
      cursor = page.next
    } while (cursor !== null)
    return found
  }
  for (const limit of ['1', '2', '3', '50']) {
    expect(await sorted('-reports', limit)).toEqual(['u1', 'u3', 'u2', 'u0'])
    expect(await sorted('reports', limit)).toEqual(['u0', 'u2', 'u3', 'u1'])
  }
  expect(await sorted('-reports', '1', { filter: 'reported' })).toEqual(['u1', 'u3'])
  await control.deleteFrom('report').where('widget_id', '=', widget_id).execute()
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

test('PEOPLE-9 the files of a user are listed only with a recorded reason, and no file of another opens', async () => {
  const files = (body: object) => dashboard.ask('people.files', asked({ body: { user_id: 'u0', ...body } }))
  expect(await errorOf(await files({ reason: ' a ' }))).toMatchObject({ code: 'invalid_field', field: 'reason' })
  expect(await errorOf(await files({ reason: 'A report', cursor: 'x' }))).toMatchObject({ field: 'cursor' })
  expect(await read<object>(await files({ reason: 'A report' }))).toEqual({ files: [], next: null })
  const body = { user_id: 'u0', file_id: 'of another', reason: 'A report' }
  expect((await errorOf(await dashboard.ask('people.open_file', asked({ body })))).code).toBe('file_not_found')
  const { entries } = await read<{ entries: object[] }>(await dashboard.ask('audit.list', asked({})))
  expect(entries[0]).toMatchObject({ action: 'people.files', target: 'u0', details: { reason: 'A report' } })
})

test('PEOPLE-10 a ticket of the team opens its file to the account that asked for it, and to nobody else', async () => {
  const { chat } = dashboard.store
  const { room_id } = await chat.openDialog({ widget_id, user_id: 'u0', peer_id: 'u1', needAccess: false })
  const facts = { kind: 'file', variants: { original: { type: 'text/plain', size: 5 } } } as const
  const upload = { upload_id: 'notes', wish: { name: 'notes.txt', type: 'text/plain', kind: null } }
  const size = { size: 5, expires_at: Number.MAX_SAFE_INTEGER, anyNumber: true }
  await chat.createUpload({ widget_id, room_id, user_id: 'u0', ...upload, ...size })
  await chat.reserveBlob({ widget_id, blob_id: 'blob', size: 5, mostBytes: 0 })
  const attachment = attachmentOf(upload, facts)
  const outcome = { kind: 'stored', blob_id: 'blob', content: 'content', facts, attachment } as const
  await chat.settleUpload({ widget_id, upload_id: 'notes', outcome })
  const message = { widget_id, room_id, sender_id: 'u0', client_id: crypto.randomUUID(), text: '', reply_to: null }
  await chat.appendMessage({ ...message, uploads: [{ upload_id: 'notes', poster_id: null }] })
  const local = join(tmpdir(), `imbachat-${crypto.randomUUID()}`)
  await Bun.write(local, 'hello')
  await dashboard.chat.files.storage.put(storageKey(widget_id, 'blob', 'original'), local)

  const body = { user_id: 'u0', file_id: 'notes', reason: 'A report' }
  const { address } = await read<{ address: string }>(await dashboard.ask('people.open_file', asked({ body })))
  const open = (cookie: string) => dashboard.fetch(address, { headers: { cookie } })
  expect(await (await open(ann)).text()).toBe('hello')
  for (const cookie of ['', bob]) expect((await errorOf(await open(cookie))).code).toBe('file_not_found')
  // another moderator of the same widget asks for a ticket of their own
  const account = (await dashboard.accounts.byEmail('bob@shop.example'))?.account_id ?? ''
  const member = { widget_id, account_id: account, role: 'moderator' as const, created_at: 1 }
  await dashboard.store.control.insertInto('team_member').values(member).execute()
  expect((await errorOf(await open(bob))).code).toBe('file_not_found')
  await dashboard.store.control.deleteFrom('team_member').where('account_id', '=', account).execute()
})

test('PEOPLE-4 deleting all messages of a user counts them, and leaves those of others', async () => {
  const { chat } = dashboard.store
  const { room_id } = await chat.openDialog({ widget_id, user_id: 'u2', peer_id: 'u3', needAccess: false })
  const say = (sender_id: string) =>
    chat.appendMessage({ widget_id, room_id, sender_id, client_id: crypto.randomUUID(), text: 'text', reply_to: null })
  for (let n = 0; n < 100; n++) await say(n % 2 ? 'u2' : 'u3')
  const begun = await dashboard.ask('people.delete_messages', asked({ body: { user_id: 'u2' } }))
  const { task } = await read<{ task: TaskView }>(begun)
  expect(task).toMatchObject({ state: 'running', total: 100, created_by: 'ann@shop.example' })
  await dashboard.runTask({ widget_id, task_id: task.task_id })
  const [done] = (await read<{ tasks: TaskView[] }>(await dashboard.ask('tasks.list', asked({})))).tasks
  expect(done).toMatchObject({ state: 'done', looked: 100, changed: 50 })
  const messages = await chat.messagesBefore(widget_id, room_id, null, 100)
  expect(messages.every(({ sender_id, text }) => (sender_id === 'u2') === (text === null))).toBe(true)
})

test('PEOPLE-4 while a task runs for a user, a second one of the same kind answers conflict', async () => {
  const body = { user_id: 'u2' }
  const begin = (body: object) => dashboard.ask('people.delete_messages', asked({ body }))
  const answers = await Promise.all(Array.from({ length: 5 }, () => begin(body)))
  const codes = await Promise.all(answers.filter(({ status }) => status !== 200).map(errorOf))
  expect(codes.map(({ code }) => code)).toEqual(['conflict', 'conflict', 'conflict', 'conflict'])
  expect((await begin({ user_id: 'u3' })).status).toBe(200)
  const running = (await read<{ tasks: TaskView[] }>(await dashboard.ask('tasks.list', asked({})))).tasks.filter(
    ({ state }) => state === 'running',
  )
  expect(running).toHaveLength(2)
  for (const { task_id } of running) await dashboard.runTask({ widget_id, task_id })
  const again = await read<{ task: TaskView }>(await begin(body))
  await dashboard.runTask({ widget_id, task_id: again.task.task_id })
})

test('PEOPLE-5 the export has restrictions and notes, without the e-mail addresses of moderators', async () => {
  const body = { user_id: 'u3', kind: 'mute', minutes: 60, reason: 'Spam' }
  await dashboard.ask('people.restrict', asked({ body }))
  const appeal = { act: 'appeal', kind: 'mute', text: 'I was only joking' } as const
  await dashboard.store.chat.putStanding({ widget_id, user_id: 'u3', change: appeal })
  await dashboard.ask('people.lift', asked({ body: { user_id: 'u3', kind: 'mute' } }))
  const answer = await dashboard.ask('people.export', asked({ body: { user_id: 'u3', cursor: null } }))
  const { part } = await read<{ part: Record<string, unknown> }>(answer)
  expect(part.restrictions).toMatchObject([{ kind: 'mute', reason: 'Spam', lifted_at: dashboard.clock.now() }])
  expect(part.appeals).toMatchObject([{ text: 'I was only joking', outcome: null }])
  expect(JSON.stringify(part)).not.toContain('ann@shop.example')
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

test('PEOPLE-5 the export has the browsers that get notifications, and what was sent and answered by mail', async () => {
  const { control } = dashboard.store
  const user_id = 'u1'
  await control
    .insertInto('push_subscription')
    .values({
      ...{ widget_id, id: 'a', user_id, endpoint_hash: 'a', sealed: 'secret address', language: 'en', name: 'Firefox' },
      ...{ signed_with: 'a', signed_at: 1, created_at: 1, used_at: null, failing_since: null },
    })
    .execute()
  await control
    .insertInto('mail_recipient')
    .values({ widget_id, user_id, ...{ sent_at: 5, day_at: 5, sent_in_day: 1 }, stopped_hash: 'hash' })
    .execute()
  await control
    .insertInto('mail_reply')
    .values({
      ...{ widget_id, id: 'a', user_id, room_id: 1, at: 6, state: 'posted', log_id: 'a', seq: 1 },
      ...{ sealed: null, expires_at: 9 },
    })
    .execute()
  const answer = await dashboard.ask('people.export', asked({ body: { user_id, cursor: null } }))
  const text = await answer.text()
  expect((JSON.parse(text) as { part: object }).part).toMatchObject({
    devices: [{ name: 'Firefox', language: 'en', created_at: 1, used_at: null }],
    mailed: { sent_at: 5, sent_in_day: 1 },
    notifications: [],
    mail_replies: [{ at: 6, room_id: 1, state: 'posted' }],
  })
  expect(text).not.toMatch(/secret address|"hash"/)
})

test('PEOPLE-5 the export has messages that wait for a moderator, and not those hidden by a shadow ban', async () => {
  const held = (client_id: string, reason: 'words' | 'shadow') => ({
    ...{
      widget_id,
      room_id: 1,
      sender_id: 'u1',
      client_id,
      text: `of ${reason}`,
      reason,
      held_at: 1,
      removed_at: null,
    },
    ...{ reply_to: null, parts: null, attachments: null, uploads: null, forwarded: null },
    ...{ deletion_id: null, own_copy: null, deleted_at: null },
  })
  await dashboard.store.control
    .insertInto('held_message')
    .values([held('a', 'words'), held('b', 'shadow')])
    .execute()
  await dashboard.store.control
    .insertInto('own_item')
    .values([
      { widget_id, user_id: 'u1', key: 'held/1', value: '[{"waiting":false}]', user_rev: 900 },
      { widget_id, user_id: 'u1', key: 'muted/1', value: 'true', user_rev: 901 },
    ])
    .execute()
  const answer = await dashboard.ask('people.export', asked({ body: { user_id: 'u1', cursor: null } }))
  const { part } = await read<{ part: Record<string, unknown> }>(answer)
  expect(part.held_messages).toMatchObject([{ text: 'of words' }])
  // a message that does not wait and is in no room is that of a shadow-banned user
  expect(JSON.stringify(part.own_state)).toContain('muted/1')
  expect(JSON.stringify(part.own_state)).not.toContain('held/')
})

test('PEOPLE-5 the export of a user of many rooms has each room and each message once', async () => {
  const numbers = sql`with recursive n(i) as (select 1 union all select i + 1 from n where i < 620)`
  for (const rows of [
    sql`insert into room (widget_id, id, type, pipe, is_public, last_seq, last_rev, created_at, active_at)
      ${numbers} select ${widget_id}, 1000 + i, 1, 'many' || i, 1, 1, 1, 1, 1 from n`,
    sql`insert into member (widget_id, room_id, user_id, state, delivered_seq, read_seq, joined_at)
      ${numbers} select ${widget_id}, 1000 + i, 'u2', 'joined', 1, 1, 1 from n`,
    sql`insert into message (widget_id, room_id, seq, rev, client_id, sender_id, text, created_at)
      ${numbers} select ${widget_id}, 1000 + i, 1, 1, 'c', 'u2', 'hi', 1 from n`,
  ]) {
    await rows.execute(dashboard.store.control)
  }
  const found: Record<'rooms' | 'messages', number[]> = { rooms: [], messages: [] }
  let parts = 0
  for (let cursor: string | null = null; cursor !== null || parts === 0; parts++) {
    const answer = await dashboard.ask('people.export', asked({ body: { user_id: 'u2', cursor } }))
    const { part, next } = await read<{
      part: Partial<Record<'rooms' | 'messages', { room_id: number }[]>>
      next: string | null
    }>(answer)
    for (const name of ['rooms', 'messages'] as const) {
      found[name].push(...(part[name] ?? []).flatMap(({ room_id }) => (room_id > 1000 ? [room_id] : [])))
    }
    cursor = next
  }
  const all = Array.from({ length: 620 }, (_, index) => 1001 + index)
  expect(found).toEqual({ rooms: all, messages: all })
  expect(parts).toBeLessThan(12)
})

test('ERASE-1 EVENT-4 erasing a user leaves tombstones of an alias, and their id nowhere else', async () => {
  const { chat, readDb } = dashboard.store
  const secret = 'my very secret words'
  const gone = 'u1'
  await chat.keepEvents({ widget_id, keep: true })
  const { room_id } = await chat.openDialog({ widget_id, user_id: gone, peer_id: 'u2', needAccess: false })
  const club = await chat.makeRoom({
    widget_id,
    pipe: 'c',
    title: 'C',
    is_public: true,
    ownerId: gone,
    user_ids: ['u2'],
  })
  for (const [room, sender_id] of [
    [room_id, gone],
    [room_id, 'u2'],
    [room_id, gone],
    [club.room_id, gone],
    [club.room_id, 'u2'],
  ] as const) {
    const message = {
      widget_id,
      room_id: room,
      sender_id,
      client_id: crypto.randomUUID(),
      text: secret,
      reply_to: null,
    }
    await chat.appendMessage(message)
  }
  const closed = { widget_id, pipe: 'closed', title: 'Closed', is_public: false, by_request: true }
  const asksFor = (await chat.makeRoom({ ...closed, ownerId: 'u2', user_ids: [] })).room_id
  await chat.changeJoinRequests({ act: 'ask', widget_id, room_id: asksFor, user_id: gone, note: secret })
  const heart = [{ user_id: gone, emoji: '❤️', on: true }]
  await chat.changeReactions({ widget_id, room_id, seq: 2, changes: heart })
  await chat.putSettings({ widget_id, user_id: gone, settings: { sound: false } })
  const report = { widget_id, id: crypto.randomUUID(), room_id, seq: 1, user_id: null, reporter_id: 'u2' }
  await chat.putReport({ ...report, reason: 'spam', comment: '' })
  const mine = { ...report, id: crypto.randomUUID(), seq: 2, reporter_id: gone }
  await chat.putReport({ ...mine, reason: 'spam', comment: secret })

  const call = { widget_id, key: 'k', request_hash: 'h', started_at: 1, run: 'r', status: 201, answer: secret }
  await dashboard.store.control.insertInto('api_call').values(call).execute()

  const refused = await dashboard.ask('people.erase', asked({ body: { user_id: gone, confirm: 'u2' } }))
  expect((await errorOf(refused)).field).toBe('confirm')
  const begun = await dashboard.ask('people.erase', asked({ body: { user_id: gone, confirm: gone } }))
  const { task } = await read<{ task: TaskView }>(begun)
  const stop = { ...asked({ body: {} }), params: { widget_id, task_id: task.task_id } }
  expect((await errorOf(await dashboard.ask('tasks.stop', stop))).code).toBe('forbidden')
  await dashboard.runTask({ widget_id, task_id: task.task_id })

  const messages = await chat.messagesBefore(widget_id, room_id, null, 10)
  expect(messages.map(({ seq, text }) => [seq, text])).toEqual([
    [1, null],
    [2, secret],
    [3, null],
  ])
  const alias = messages[0]?.sender_id ?? ''
  expect(alias).toMatch(/^guest\//)
  expect(messages[1]?.reactions).toEqual([{ emoji: '❤️', count: 1, user_ids: [alias] }])
  // the other one keeps the dialog, with the alias
  expect(await chat.dialogOf(widget_id, 'u2', alias)).toBe(room_id)
  expect(await chat.managersOf(widget_id, club.room_id, 5)).toMatchObject([{ user_id: 'u2', role: 'owner' }])
  expect((await dashboard.ask('people.get', asked({ query: { user_id: gone } }))).status).toBe(404)
  const tables = ['message', 'member', 'reaction', 'own_item', 'own_state', 'chat_user', 'restriction'] as const
  const others = ['user_note', 'mention', 'report', 'upload', 'invite', 'message_version', 'join_request'] as const
  for (const table of [...tables, ...others]) {
    const rows = await readDb.selectFrom(table).selectAll().where('widget_id', '=', widget_id).execute()
    // the quotes of JSON inside a column are escaped
    expect([table, JSON.stringify(rows).replaceAll('\\', '').includes(`"${gone}"`)]).toEqual([table, false])
  }
  expect((await chat.roomOf(widget_id, asksFor, 'u2'))?.room.join_requests).toBe(0)
  expect(await readDb.selectFrom('api_call').select('key').execute()).toEqual([])
  const { events } = await chat.eventsAfter(widget_id, { after: 0, limit: 1_000 })
  const named = events.filter(({ data }) => JSON.stringify(data).includes(`"${gone}"`)).map(({ type }) => type)
  expect(new Set(named)).toEqual(new Set(['room.created', 'user.erased']))
  const reports = await readDb.selectFrom('report').select(['messages', 'comment']).execute()
  expect(reports.map(({ comment }) => comment)).toEqual(['', ''])
  const senders = reports.flatMap(({ messages }) => JSON.parse(messages) as { sender_id: string }[])
  expect(senders.map(({ sender_id }) => sender_id)).not.toContain(gone)
  for (const { messages: kept } of reports) expect(kept.match(new RegExp(secret, 'g'))).toHaveLength(1)
})

test('PROFILE-9 PROFILE-11 the team sees who is behind a profile, and erasing a person erases their profiles', async () => {
  const { chat, readDb } = dashboard.store
  const ids = { person: 'seller', shop: 'P11-A', second: 'P11-B' }
  const listed = [ids.shop, ids.second].map((user_id) => [user_id, { user_id, name: user_id, avatar_url: null }])
  await chat.putUsers({
    widget_id,
    users: [{ ...user('Seller', 9), user_id: ids.person, profiles: Object.fromEntries(listed) }],
  })
  expect((await get(ids.shop)).spoken_by).toMatchObject({ user_id: ids.person })
  expect((await get(ids.person)).speaks_as.map(({ user_id }) => user_id)).toEqual([ids.shop, ids.second])
  const ban = { user_id: ids.shop, kind: 'mute', minutes: null, reason: 'Spam' }
  await dashboard.ask('people.restrict', asked({ body: ban }))
  for (const user_id of Object.values(ids)) {
    const { person, restrictions } = await get(user_id)
    expect([user_id, person.mute?.reason, restrictions.length]).toEqual([user_id, 'Spam', 1])
  }

  const erase = async (user_id: string) => {
    const { task } = await read<{ task: TaskView }>(
      await dashboard.ask('people.erase', asked({ body: { user_id, confirm: user_id } })),
    )
    await dashboard.runTask({ widget_id, task_id: task.task_id })
  }
  await erase(ids.second)
  expect((await get(ids.person)).person.ban).toBeNull()
  await chat.openDialog({
    widget_id,
    user_id: ids.shop,
    peer_id: 'u2',
    needAccess: false,
    mayRepeat: false,
    mayDescribe: true,
  })
  await erase(ids.person)
  const tasks = await readDb.selectFrom('task').select(['id', 'user_id']).where('user_id', '=', ids.shop).execute()
  expect(tasks).toHaveLength(1)
  for (const { id } of tasks) await dashboard.runTask({ widget_id, task_id: id })
  const rows = await readDb.selectFrom('chat_user').select('id').where('widget_id', '=', widget_id).execute()
  for (const id of Object.values(ids)) expect(rows.map((row) => row.id)).not.toContain(id)
  expect(await chat.dialogOf(widget_id, 'u2', ids.shop)).toBeNull()
})

test("ERASE-1 a rule's finding in messages of an erased user is gone from the report", async () => {
  const { chat, readDb } = dashboard.store
  const gone = 'u10'
  await chat.putUsers({ widget_id, users: [user('Flagged', 10)] })
  const { room_id } = await chat.openDialog({ widget_id, user_id: gone, peer_id: 'u2', needAccess: false })
  const message = {
    widget_id,
    room_id,
    sender_id: gone,
    client_id: crypto.randomUUID(),
    text: 'call 555',
    reply_to: null,
  }
  await chat.appendMessage({ ...message, flagged: { source: 'patterns', found: '555' } })
  const begun = await dashboard.ask('people.erase', asked({ body: { user_id: gone, confirm: gone } }))
  const { task } = await read<{ task: TaskView }>(begun)
  await dashboard.runTask({ widget_id, task_id: task.task_id })
  const reports = await readDb.selectFrom('report').select('flagged').where('source', '=', 'patterns').execute()
  expect(reports).toEqual([{ flagged: null }])
})

test('QUEUE-10 ERASE-4 taking a decision back brings no forwarded words of an erased user back', async () => {
  const { chat } = dashboard.store
  const gone = 'u11'
  await chat.putUsers({ widget_id, users: [user('Quoted', 11)] })
  const { room_id } = await chat.openDialog({ widget_id, user_id: 'u2', peer_id: 'u3', needAccess: false })
  const message = {
    widget_id,
    room_id,
    sender_id: 'u2',
    client_id: crypto.randomUUID(),
    text: 'theirs',
    reply_to: null,
  }
  const sent = await chat.appendMessage({ ...message, parts: { forward: { user_id: gone, name: 'Quoted' } } })
  if (sent.kind !== 'appended') throw new Error(sent.kind)
  const { seq } = sent.message
  const report_id = crypto.randomUUID()
  const of = { widget_id, id: report_id, room_id, seq, user_id: null, reporter_id: 'u3' }
  await chat.putReport({ ...of, reason: 'spam', comment: '' })
  const params = { widget_id, report_id }
  await dashboard.ask('reports.decide', { cookie: ann, params, body: { act: 'delete' } })

  const begun = await dashboard.ask('people.erase', asked({ body: { user_id: gone, confirm: gone } }))
  const { task } = await read<{ task: TaskView }>(begun)
  await dashboard.runTask({ widget_id, task_id: task.task_id })
  const undone = await dashboard.ask('reports.undo', { cookie: ann, params, body: {} })
  expect((await errorOf(undone)).code).toBe('conflict')
  expect(await chat.messagesBefore(widget_id, room_id, seq + 1, 1)).toMatchObject([{ seq, text: null }])
})

test('ERASE-3 ERASE-4 mentions, replies, notices, blocks of others and the audit log keep the id; forwards go', async () => {
  const { chat, readDb } = dashboard.store
  const gone = 'u9'
  await chat.putUsers({ widget_id, users: [user('Leaver', 9)] })
  const { room_id } = await chat.makeRoom({
    widget_id,
    pipe: 'kept',
    title: 'K',
    is_public: true,
    ownerId: 'u2',
    user_ids: [gone],
  })
  const entities: Entity[] = [{ type: 'mention', offset: 0, length: 7, user_id: gone }]
  const forward = { user_id: gone, name: 'Leaver' }
  const message = { widget_id, room_id, sender_id: 'u2', text: '@Leaver, hello', reply_to: null }
  await chat.appendMessage({ ...message, client_id: crypto.randomUUID(), parts: { entities } })
  await chat.appendMessage({ ...message, client_id: crypto.randomUUID(), text: 'theirs', parts: { forward } })
  await chat.appendMessage({ ...message, client_id: crypto.randomUUID(), sender_id: gone, text: 'a question' })
  await chat.appendMessage({ ...message, client_id: crypto.randomUUID(), text: 'an answer', reply_to: 3 })
  // a room that the user was never in
  const elsewhere = await chat.openDialog({ widget_id, user_id: 'u2', peer_id: 'u3', needAccess: false })
  const passed = {
    ...message,
    room_id: elsewhere.room_id,
    text: 'kept',
    parts: { forward: { user_id: 'u2', name: 'Bob' } },
  }
  await chat.appendMessage({ ...passed, client_id: crypto.randomUUID() })
  await chat.appendMessage({ ...passed, client_id: crypto.randomUUID(), text: 'theirs', parts: { forward } })
  const hold = { reason: 'words', found: 'theirs' } as const
  for (const [text, parts] of [
    ['kept', passed.parts],
    ['theirs', { forward }],
  ] as const) {
    await chat.appendMessage({ ...passed, client_id: crypto.randomUUID(), text, parts, hold })
  }
  await chat.putBlock({ widget_id, user_id: 'u2', peer_id: gone, blocked: true })
  await chat.changeRole({ widget_id, room_id, by: 'u2', siteAdmin: false, user_id: gone, role: 'admin' })

  const begun = await dashboard.ask('people.erase', asked({ body: { user_id: gone, confirm: gone } }))
  const { task } = await read<{ task: TaskView }>(begun)
  await dashboard.runTask({ widget_id, task_id: task.task_id })

  const [mentioning, forwarded, question, reply, notice] = await chat.messagesBefore(widget_id, room_id, null, 10)
  expect(mentioning?.entities).toEqual(entities)
  expect(forwarded).toMatchObject({ sender_id: 'u2', text: null, deleted_at: expect.any(Number) })
  expect(forwarded?.forward).toBeUndefined()
  expect(question?.sender_id).not.toBe(gone)
  expect(reply).toMatchObject({ text: 'an answer', replied_user_id: gone })
  const kept = (await chat.messagesBefore(widget_id, elsewhere.room_id, null, 10)).map(({ text }) => text)
  expect(kept.slice(-2)).toEqual(['kept', null])
  const [held] = await chat.ownItemsAt(widget_id, 'u2', [`held/${elsewhere.room_id}`])
  expect(JSON.parse(held?.value ?? '')).toMatchObject([{ text: 'kept' }])
  expect(notice?.system?.user_ids).toEqual([gone])
  const blocks = await readDb.selectFrom('own_item').select('key').where('user_id', '=', 'u2').execute()
  expect(blocks).toContainEqual({ key: blockKey(gone) })
  const targets = await readDb.selectFrom('audit').select('target').where('target', '=', gone).execute()
  expect(targets).toHaveLength(1)
})

test('PEOPLE-14 several people are muted or banned at once, each with an entry, and only those are let go', async () => {
  const many = async (id: 'people.restrict_many' | 'people.lift_many', body: object) =>
    (await read<{ changed: PersonView[] }>(await dashboard.ask(id, asked({ body })))).changed
  const ids = (changed: PersonView[]) => changed.map(({ user }) => user.user_id).toSorted()
  await dashboard.store.chat.putUsers({ widget_id, users: [11, 12, 13].map((n) => user(`Many ${n}`, n)) })
  const banned = { kind: 'ban', minutes: 60, reason: 'Spam' }
  await many('people.restrict_many', { ...banned, user_ids: ['u11'] })
  const given = await many('people.restrict_many', { ...banned, user_ids: ['u11', 'u12', 'u13', 'u12', 'nobody'] })
  expect(ids(given)).toEqual(['u12', 'u13'])
  expect(given[0]?.ban).toEqual({ until: dashboard.clock.now() + 3_600_000, reason: 'Spam' })
  const { entries } = await read<{ entries: { action: string; target: string; details: object }[] }>(
    await dashboard.ask('audit.list', asked({ query: { action: 'people.restrict_many' } })),
  )
  expect(entries.map(({ target }) => target).toSorted()).toEqual(['u11', 'u12', 'u13'])
  expect(entries[0]?.details).toEqual({ kind: 'ban', minutes: 60 })
  expect(ids(await many('people.lift_many', { kind: 'ban', user_ids: ['u11', 'u12', 'u13', 'u0'] }))).toEqual([
    'u11',
    'u12',
    'u13',
  ])
  expect(await many('people.lift_many', { kind: 'ban', user_ids: ['u11'] })).toEqual([])
})

test('PEOPLE-15 a timeline has what a user did and what was done about them, and words of public rooms only', async () => {
  const { chat } = dashboard.store
  const user_id = 'u21'
  await chat.putUsers({ widget_id, users: [user('Timeline', 21)] })
  const room = { pipe: 'quay', title: 'Quay', description: '', is_public: true, ownerId: null, user_ids: [user_id] }
  const made = await chat.makeRoom({ ...room, widget_id, rights: DEFAULT_ROOM_RIGHTS })
  const dialog = await chat.openDialog({ widget_id, user_id, peer_id: 'u0', needAccess: false })
  const say = async (room_id: number, text: string) => {
    dashboard.clock.elapse(1_000)
    const message = { widget_id, room_id, sender_id: user_id, client_id: crypto.randomUUID(), text, reply_to: null }
    await chat.appendMessage(message)
  }
  await say(made.room_id, 'To all')
  await say(dialog.room_id, 'To one')
  dashboard.clock.elapse(1_000)
  await dashboard.ask('people.note', asked({ body: { user_id, text: 'Asks for refunds' } }))
  dashboard.clock.elapse(1_000)
  await dashboard.ask('people.restrict', asked({ body: { user_id, kind: 'mute', minutes: 60, reason: 'Spam' } }))
  dashboard.clock.elapse(1_000)
  await dashboard.ask('people.lift', asked({ body: { user_id, kind: 'mute' } }))
  dashboard.clock.elapse(1_000)
  const timeline = async (query: Record<string, string>) =>
    read<{ entries: TimelineEntry[]; next: string | null }>(
      await dashboard.ask('people.timeline', asked({ query: { user_id, ...query } })),
    )
  const kinds = ({ entries }: { entries: TimelineEntry[] }) => entries.map(({ kind }) => kind)
  const all = await timeline({})
  expect(kinds(all).slice(0, 5)).toEqual(['lifted', 'restricted', 'note', 'message', 'message'])
  expect(all.entries[3]).toMatchObject({ is_public: false, text: null, room: { peer: { user_id: 'u0' } } })
  expect(all.entries[4]).toMatchObject({ is_public: true, text: 'To all', room: { title: 'Quay' } })
  expect(JSON.stringify(all)).not.toContain('To one')
  expect(kinds(await timeline({ kind: 'notes' }))).toEqual(['note'])
  expect(kinds(await timeline({ kind: 'restrictions' }))).toEqual(['lifted', 'restricted'])
  expect(kinds(await timeline({ kind: 'messages' }))).toEqual(['message', 'message'])
  const paged: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof timeline>> = await timeline({ limit: '2', ...(cursor && { cursor }) })
    paged.push(...page.entries.map(({ id }) => id))
    cursor = page.next
  }
  expect(paged).toEqual(all.entries.map(({ id }) => id))
})
