import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Message } from '@imbachat/protocol'
import type { ApiUser } from '@imbachat/protocol/http/api/api-users'
import { type ApiSite, startApiSite } from './testing/api-site.ts'

let site: ApiSite
beforeAll(async () => {
  site = await startApiSite()
})
afterAll(() => site.stop())

const inRoom = (name: string) => ({ room: `pipe:${name}` })
const send = (room: string, user_id: string, text: string, more = {}) =>
  site.call('messages.send', { params: inRoom(room), body: { user_id, text, ...more } })

describe('API-10 messages', () => {
  beforeAll(() => site.group('talk', ['ann', 'bob']))

  test('a site writes as its user with formatting, a card, a reply and silently, and as itself', async () => {
    const first = await send('talk', 'ann', 'Hello world', { entities: [{ type: 'bold', offset: 0, length: 5 }] })
    expect([first.status, first.body.message]).toMatchObject([
      201,
      { seq: 1, sender_id: 'ann', text: 'Hello world', entities: [{ type: 'bold', offset: 0, length: 5 }] },
    ])
    const card = { title: 'Order 17', buttons: [{ label: 'Thanks' }] }
    const second = await send('talk', 'bob', 'Ready', { reply_to: 1, silent: true, card })
    expect(second.body.message).toMatchObject({ reply_to: 1, silent: true, card: { title: 'Order 17' } })
    const texts = { en: 'Paid', ru: 'Оплачено' }
    const params = inRoom('talk')
    const { body } = await site.call('messages.send', { params, body: { type: 'system', text: texts } })
    expect(body.message).toMatchObject({
      sender_id: '',
      system: { kind: 'site', text: 'Paid', texts: { ru: 'Оплачено' } },
    })
  })

  test('a message is changed, read and deleted, each as often as one likes', async () => {
    const { body } = await send('talk', 'ann', 'Draft')
    const params = { ...inRoom('talk'), seq: body.message.seq }
    for (let n = 0; n < 2; n++) {
      const edited = await site.call('messages.edit', { params, body: { text: 'Final' } })
      expect(edited.body.message.text).toBe('Final')
    }
    expect((await site.call('messages.get', { params })).body.message.text).toBe('Final')
    for (let n = 0; n < 2; n++) {
      const { message } = (await site.call('messages.delete', { params })).body
      expect([message.text, message.deleted_at === null]).toEqual([null, false])
    }
    expect(await site.refusal('messages.edit', { params, body: { text: 'Again' } })).toEqual([
      404,
      'message_not_found',
      'seq',
    ])
    const none = { ...inRoom('talk'), seq: 999 }
    expect(await site.refusal('messages.get', { params: none })).toEqual([404, 'message_not_found', 'seq'])
    expect(await site.refusal('messages.delete', { params: none })).toEqual([404, 'message_not_found', 'seq'])
  })

  test('a list comes page by page, the newest first, and has each message once', async () => {
    await site.group('pages', ['ann'])
    for (let n = 1; n <= 5; n++) await send('pages', 'ann', `Message ${n}`)
    const seen: string[] = []
    let cursor: string | null | undefined
    for (let pages = 0; cursor !== null; pages++) {
      expect(pages).toBeLessThan(4)
      const query: Record<string, string> = { limit: '2', ...(cursor && { cursor }) }
      const { messages, next } = (await site.call('messages.list', { params: inRoom('pages'), query })).body
      seen.push(...(messages as Message[]).map(({ text }) => text ?? ''))
      cursor = next
    }
    expect(seen).toEqual(['Message 5', 'Message 4', 'Message 3', 'Message 2', 'Message 1'])
  })

  test('a reaction and a pin are a member’s, are set twice as once, and are taken back', async () => {
    await site.group('signs', ['ann', 'bob'])
    await send('signs', 'ann', 'Hello')
    const params = { ...inRoom('signs'), seq: 1 }
    const react = (id: 'messages.react' | 'messages.unreact', user_id = 'bob') => {
      // the store takes reactions together
      site.dashboard.clock.elapse(1_000)
      const asked = site.call(id, { params: { ...params, emoji: '👍', user_id } })
      const elapse = setInterval(() => site.dashboard.clock.elapse(1_000), 5)
      return asked.finally(() => clearInterval(elapse))
    }
    const thumbs = [{ emoji: '👍', count: 1, user_ids: ['bob'] }]
    for (let n = 0; n < 2; n++) expect((await react('messages.react')).body.reactions).toEqual(thumbs)
    expect((await react('messages.react', 'eve')).status).toBe(404)
    for (let n = 0; n < 2; n++) expect((await react('messages.unreact')).body.reactions).toEqual([])

    const pins = async () => (await site.call('messages.pins', { params })).body.messages as Message[]
    for (let n = 0; n < 2; n++) await site.call('messages.pin', { params, body: { user_id: 'bob' } })
    expect((await pins()).map(({ seq }) => seq)).toEqual([1])
    const asked = { params, body: { user_id: 'eve' } }
    expect(await site.refusal('messages.pin', asked)).toEqual([404, 'room_not_found', 'room'])
    for (let n = 0; n < 2; n++) await site.call('messages.unpin', { params, query: { user_id: 'bob' } })
    expect(await pins()).toEqual([])
  })
})

describe('API-11 rooms and members', () => {
  const put = (name: string, body: unknown) => site.call('rooms.put', { params: inRoom(name), body })

  test('a room is made under the id of the site, found by it and by its number, and changed', async () => {
    const made = await put('crew', { title: 'Crew', description: 'All hands', user_ids: ['ann'], announcements: true })
    const { room, created } = made.body
    expect([created, room]).toMatchObject([
      true,
      { type: 'group', pipe: 'crew', title: 'Crew', description: 'All hands', announcements: true, member_count: 1 },
    ])
    const changed = await put('crew', { title: 'The crew', description: null, is_public: true, slow_seconds: 10 })
    expect([changed.body.created, changed.body.room]).toMatchObject([
      false,
      { room_id: room.room_id, type: 'channel', title: 'The crew', announcements: true, slow_seconds: 10 },
    ])
    expect(changed.body.room.description || null).toBe(null)
    const byNumber = await site.call('rooms.get', { params: { room: room.room_id } })
    expect(byNumber.body).toEqual((await site.call('rooms.get', { params: inRoom('crew') })).body)
    const found = await site.call('rooms.list', { query: { query: 'the cr' } })
    expect(found.body.rooms).toEqual([byNumber.body.room])
    // by its number: users are added as well
    await site.call('rooms.put', { params: { room: room.room_id }, body: { user_ids: ['bob'] } })
    expect((await site.call('rooms.get', { params: inRoom('crew') })).body.room.member_count).toBe(2)
  })

  test('a new room needs a title, and a room without one is not made', async () => {
    expect(await site.refusal('rooms.put', { params: inRoom('nameless'), body: {} })).toEqual([
      422,
      'invalid_field',
      'title',
    ])
    expect(await site.refusal('rooms.get', { params: inRoom('nameless') })).toEqual([404, 'room_not_found', 'room'])
    expect(await site.refusal('rooms.put', { params: { room: '999' }, body: { title: 'A' } })).toEqual([
      404,
      'room_not_found',
      'room',
    ])
  })

  test('two users have one dialog, and one more for each thing that it is about', async () => {
    const open = async (context?: unknown) =>
      (
        await site.call('rooms.open_dialog', {
          body: { user_ids: ['cat', 'dan'], ...(context !== undefined && { context }) },
        })
      ).body
    const [first, again] = [await open(), await open()]
    expect([first.created, again.created, again.room.room_id]).toEqual([true, false, first.room.room_id])
    expect(first.room).toMatchObject({ type: 'dialog', pipe: null, user_ids: ['cat', 'dan'] })
    const about = await open({ id: 'lamp', title: 'A lamp' })
    expect([about.created, about.room.context]).toMatchObject([true, { id: 'lamp', title: 'A lamp', signed: true }])
    const params = { room: first.room.room_id }
    await site.call('messages.send', { params, body: { user_id: 'cat', text: 'Hi' } })
    const unread = await site.call('users.rooms', { params: { user_id: 'dan' }, query: { limit: '1' } })
    expect(unread.body).toMatchObject({
      rooms: [{ room_id: first.room.room_id, peer_id: 'cat', unread: 1 }],
    })
    expect((await site.call('users.unread', { params: { user_id: 'dan' } })).body.unread_rooms).toBe(1)
    for (const id of ['members.list', 'rooms.delete'] as const) {
      expect(await site.refusal(id, { params })).toEqual([404, 'room_not_found', 'room'])
    }
    expect(await site.refusal('rooms.put', { params, body: { title: 'A' } })).toEqual([404, 'room_not_found', 'room'])
  })

  test('members are added, listed page by page, given roles and removed', async () => {
    await site.group('club', ['ann'])
    const params = inRoom('club')
    const added = await site.call('members.add', { params, body: { user_ids: ['ann', 'bob', 'cat'] } })
    expect(added.body.added).toEqual(['bob', 'cat'])
    const member = { ...params, user_id: 'dan' }
    expect((await site.call('members.put', { params: member, body: { role: 'admin' } })).body.added).toBe(true)
    expect((await site.call('members.put', { params: member, body: {} })).body.added).toBe(false)
    const first = (await site.call('members.list', { params, query: { limit: '3' } })).body
    const second = (await site.call('members.list', { params, query: { limit: '3', cursor: first.next } })).body
    const members = [...first.members, ...second.members].map(({ user, role }) => [user.user_id, role])
    expect([members, second.next]).toEqual([
      [
        ['ann', 'member'],
        ['bob', 'member'],
        ['cat', 'member'],
        ['dan', 'admin'],
      ],
      null,
    ])
    expect((await site.call('members.remove', { params: member })).body.removed).toBe(true)
    expect((await site.call('members.remove', { params: member })).body.removed).toBe(false)
  })

  test('deleting a room begins once, however often it is asked for', async () => {
    const room_id = await site.group('gone', ['ann'])
    for (let n = 0; n < 2; n++) {
      expect((await site.call('rooms.delete', { params: inRoom('gone') })).body).toEqual({ room_id })
    }
    const tasks = await site.dashboard.store.readDb.selectFrom('task').selectAll().execute()
    expect(tasks.map(({ kind }) => kind)).toEqual(['delete_room'])
    await site.dashboard.runTask({ widget_id: site.shop, task_id: tasks[0]?.id ?? '' })
    expect(await site.refusal('rooms.get', { params: inRoom('gone') })).toEqual([404, 'room_not_found', 'room'])
  })
})

test('API-10 a sent message is in the statistics', async () => {
  const now = site.dashboard.clock.now()
  await site.group('counted', ['ann'])
  await send('counted', 'ann', 'One')
  const points = async () => {
    const query = { by: 'hour', from: String(now - 3_600_000), to: String(now + 3_600_000) }
    return (await site.call('statistics.points', { query })).body.points as { messages: number }[]
  }
  expect((await points()).reduce((sum, { messages }) => sum + messages, 0)).toBeGreaterThan(0)
  const asked = { query: { from: '5', to: '4' } }
  expect(await site.refusal('statistics.points', asked)).toEqual([422, 'invalid_field', 'to'])
})

describe('API-12 users', () => {
  const put = async (user_id: string, body: unknown) =>
    (await site.call('users.put', { params: { user_id }, body })).body
  const get = async (user_id: string) => (await site.call('users.get', { params: { user_id } })).body.user as ApiUser

  test('a user is described, what is absent stays, and null clears', async () => {
    const avatar_url = 'https://shop.example/pat.png'
    const made = await put('pat', { name: 'Pat', avatar_url, email: 'pat@shop.example', data: { vip: true } })
    expect([made.created, made.user]).toMatchObject([
      true,
      {
        user_id: 'pat',
        name: 'Pat',
        avatar_url,
        email: 'pat@shop.example',
        role: 'user',
        data: { vip: true },
        described: true,
      },
    ])
    const changed = await put('pat', { badge: 'VIP', avatar_url: null, data: null })
    expect([changed.created, changed.user]).toMatchObject([
      false,
      { name: 'Pat', avatar_url: null, email: 'pat@shop.example', badge: 'VIP', data: {} },
    ])
    expect(await get('pat')).toEqual(changed.user)
    expect((await site.call('users.list', { query: { query: 'pat' } })).body).toEqual({
      users: [changed.user],
      next: null,
    })
    const refused = (body: unknown) => site.refusal('users.put', { params: { user_id: 'quin' }, body })
    expect(await refused({ badge: 'VIP' })).toEqual([422, 'invalid_field', 'name'])
    expect(await refused({ name: 'Q', avatar_url: 'javascript:alert(1)' })).toEqual([
      422,
      'invalid_field',
      'avatar_url',
    ])
    expect(await refused({ name: 'Q', data: { long: 'x'.repeat(9_000) } })).toEqual([422, 'invalid_field', 'data'])
    expect(await site.refusal('users.get', { params: { user_id: 'quin' } })).toEqual([404, 'user_unknown', 'user_id'])
  })

  test('a user is muted and banned, and the key is named as who did it', async () => {
    await put('rob', { name: 'Rob' })
    const params = { user_id: 'rob' }
    const restrict = (body: unknown) => site.call('users.restrict', { params, body })
    const until = site.dashboard.clock.now() + 60 * 60_000
    expect((await restrict({ kind: 'mute', minutes: 60, reason: 'Spam' })).body.user.mute).toEqual({
      until,
      reason: 'Spam',
    })
    expect((await restrict({ kind: 'ban' })).body.user.ban).toMatchObject({ until: null })
    const { body } = await site.call('users.lift', { params: { ...params, kind: 'mute' } })
    expect([body.user.mute, body.user.ban === null]).toEqual([null, false])
    const restricted = await site.call('users.list', { query: { filter: 'restricted' } })
    expect(restricted.body.users.map((user: ApiUser) => user.user_id)).toEqual(['rob'])
    const person = await site.dashboard.ask('people.get', {
      params: { widget_id: site.shop },
      query: { user_id: 'rob' },
      cookie: site.cookie,
    })
    expect(JSON.stringify(await person.json())).toContain('"created_by":"API key Backend"')
  })

  test('a token that the API makes signs its user in, until the user is signed out', async () => {
    const { body } = await site.call('users.token', { params: { user_id: 'sue' }, body: { minutes: 5 } })
    expect(body.expires_at).toBe(Math.floor(site.dashboard.clock.now() / 1000) * 1000 + 300_000)
    const verify = () => site.dashboard.chat.identity.authenticate(site.shop, body.token)
    expect(await verify()).toMatchObject({ user_id: 'sue', widget_id: site.shop })
    expect(await site.refusal('users.token', { params: { user_id: '0' }, body: {} })).toEqual([
      422,
      'invalid_field',
      'user_id',
    ])
    expect((await site.call('users.sign_out', { params: { user_id: 'sue' } })).body).toEqual({
      user_id: 'sue',
      ended: 0,
    })
  })

  test('erasing needs the id twice and begins once', async () => {
    await put('tom', { name: 'Tom' })
    const erase = (confirm: string) => ({ params: { user_id: 'tom' }, body: { confirm } })
    expect(await site.refusal('users.erase', erase('tim'))).toEqual([422, 'invalid_field', 'confirm'])
    for (let n = 0; n < 2; n++) expect((await site.call('users.erase', erase('tom'))).status).toBe(200)
    const tasks = await site.dashboard.store.readDb.selectFrom('task').selectAll().where('kind', '=', 'erase').execute()
    expect(tasks.map(({ user_id }) => user_id)).toEqual(['tom'])
  })
})
