import { afterAll, beforeAll, expect, test } from 'bun:test'
import { eventually } from '../../../../e2e/stage/eventually.ts'
import { type ApiSite, startApiSite } from './testing/api-site.ts'

let site: ApiSite
/** the key of the bot */
let secret: string
beforeAll(async () => {
  site = await startApiSite()
  await site.group('team', ['ann', 'bob'])
  secret = await makeBot('helper', 'Helper')
  await site.call('members.add', { params: { room: 'pipe:team' }, body: { user_ids: ['helper'] } })
})
afterAll(() => site.stop())

async function makeBot(user_id: string, name: string): Promise<string> {
  await site.call('bots.put', { params: { user_id }, body: { name } })
  return (await site.call('bots.create_key', { params: { user_id }, body: {} })).body.key
}

const inTeam = { room: 'pipe:team' }
const say = (text: string, more = {}) => site.call('messages.send', { params: inTeam, body: { text, ...more }, secret })

test('BOT-1 a bot is made once, changed, listed and marked among the members of its rooms', async () => {
  const params = { user_id: 'clerk' }
  expect(await site.refusal('bots.put', { params, body: {} })).toEqual([422, 'invalid_field', 'name'])
  expect((await site.call('bots.list')).body.bots).toHaveLength(1)
  const made = await site.call('bots.put', { params, body: { name: 'Clerk', receives: 'all' } })
  expect(made.body).toEqual({
    bot: {
      ...{ user_id: 'clerk', name: 'Clerk', avatar_url: null, receives: 'all' },
      ...{ keys: 0, paused: false, active_at: null },
    },
    created: true,
  })
  const changed = await site.call('bots.put', { params, body: { avatar_url: 'https://shop.example/clerk.png' } })
  expect(changed.body).toMatchObject({ bot: { name: 'Clerk', receives: 'all' }, created: false })
  await site.call('bots.create_key', { params, body: {} })
  const pages = []
  for (let cursor: string | undefined; ; ) {
    const { body } = await site.call('bots.list', { query: { limit: '1', ...(cursor && { cursor }) } })
    pages.push(...body.bots)
    if (body.next === null) break
    cursor = body.next
  }
  expect(pages.map(({ user_id, keys }) => [user_id, keys])).toEqual([
    ['clerk', 1],
    ['helper', 1],
  ])
  const { members } = (await site.call('members.list', { params: inTeam })).body
  expect(members.map(({ user }: { user: { user_id: string; bot?: true } }) => [user.user_id, user.bot])).toEqual([
    ['ann', undefined],
    ['bob', undefined],
    ['helper', true],
  ])
})

test('BOT-1 the id of a person can not become that of a bot', async () => {
  const asked = { params: { user_id: 'ann' }, body: { name: 'Ann', receives: 'all' } }
  expect(await site.refusal('bots.put', asked)).toEqual([409, 'conflict', 'user_id'])
  expect(await site.refusal('bots.create_key', { params: asked.params, body: {} })).toEqual([
    404,
    'user_unknown',
    'user_id',
  ])
})

test('BOT-2 a bot writes, reads, changes its own messages and reacts, without naming itself', async () => {
  expect((await site.call('key.get', { secret })).body).toMatchObject({ user_id: 'helper', name: 'Helper' })
  const card = { title: 'Choose', buttons: [{ label: 'Yes' }, { label: 'No' }] }
  const { message } = (await say('Hello', { card })).body
  expect(message).toMatchObject({ sender_id: 'helper', text: 'Hello', card: { title: 'Choose' } })
  const params = { ...inTeam, seq: message.seq }
  const edited = await site.call('messages.edit', { params, body: { text: 'Hello again' }, secret })
  expect(edited.body.message.text).toBe('Hello again')
  const file = await site.call('files.create', { params: inTeam, body: { name: 'a.txt', size: 3 }, secret })
  expect(file.status).toBe(201)
  const react = { params: { ...params, emoji: '👍', user_id: 'helper' }, secret }
  expect((await site.call('messages.react', react)).body.reactions[0].user_ids).toEqual(['helper'])
  expect((await site.call('messages.delete', { params, secret })).body.message.text).toBe(null)
  const token = await site.call('users.token', { params: { user_id: 'helper' }, body: {}, secret })
  expect(token.body.user_id).toBe('helper')
})

test('BOT-2 a bot is not another user, not the site, and changes no message of others', async () => {
  const { body } = await site.call('messages.send', { params: inTeam, body: { user_id: 'ann', text: 'Mine' } })
  const params = { ...inTeam, seq: body.message.seq }
  const send = (more: object) => site.refusal('messages.send', { params: inTeam, body: { text: 'x', ...more }, secret })
  expect(await send({ user_id: 'ann' })).toEqual([403, 'forbidden', 'user_id'])
  expect(await send({ type: 'system' })).toEqual([403, 'forbidden', 'type'])
  const edit = { params, body: { text: 'Yours' }, secret }
  expect(await site.refusal('messages.edit', edit)).toEqual([403, 'forbidden', 'seq'])
  expect(await site.refusal('messages.delete', { params, secret })).toEqual([403, 'forbidden', 'seq'])
  expect(await site.refusal('users.token', { params: { user_id: 'ann' }, body: {}, secret })).toEqual([
    403,
    'forbidden',
    'user_id',
  ])
})

test('BOT-2 a bot that was removed from a room has nothing of it any more', async () => {
  await site.group('left', ['ann', 'helper'])
  const params = { room: 'pipe:left' }
  expect((await site.call('messages.list', { params, secret })).status).toBe(200)
  await site.call('members.remove', { params: { ...params, user_id: 'helper' } })
  expect(await site.refusal('messages.list', { params, secret })).toEqual([404, 'room_not_found', 'room'])
  expect(await site.refusal('messages.send', { params, body: { text: 'Hi' }, secret })).toEqual([
    404,
    'room_not_found',
    'room',
  ])
})

test('API-9 a bot has idempotency keys of its own, beside those of the site and of other bots', async () => {
  const other = await makeBot('porter', 'Porter')
  await site.group('orders', ['ann', 'helper', 'porter'])
  const headers = { 'idempotency-key': 'answer-to-41' }
  const send = (body: object, key?: string) =>
    site.call('messages.send', {
      params: { room: 'pipe:orders' },
      body,
      headers,
      ...(key !== undefined && { secret: key }),
    })
  const answers = [
    await send({ text: 'Yes' }, secret),
    await send({ text: 'Yes' }, other),
    await send({ user_id: 'ann', text: 'It is on its way' }),
  ]
  expect(answers.map(({ body }) => body.message?.sender_id)).toEqual(['helper', 'porter', 'ann'])
  for (const { headers } of answers) expect(headers.get('idempotent-replayed')).toBeNull()
  const again = await send({ text: 'Yes' }, other)
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect(again.body).toEqual(answers[1]?.body)
})

test('BOT-3 rights of the room, mutes and the rate of messages bind a bot', async () => {
  await site.group('news', ['ann', 'helper'])
  const params = { room: 'pipe:news' }
  await site.call('rooms.put', { params, body: { announcements: true } })
  const send = { params, body: { text: 'News' }, secret }
  expect((await site.refusal('messages.send', send)).slice(0, 2)).toEqual([403, 'managers_only'])
  const user = { user_id: 'helper' }
  await site.call('users.restrict', { params: user, body: { kind: 'mute', minutes: 5 } })
  expect((await site.refusal('messages.send', { params: inTeam, body: { text: 'x' }, secret })).slice(0, 2)).toEqual([
    403,
    'muted',
  ])
  await site.call('users.lift', { params: { ...user, kind: 'mute' } })
  const answers = []
  for (let n = 0; n < 40; n++) answers.push((await say(`${n}`)).status)
  expect(answers).toContain(429)
})

test('BOT-3 rights of the room, mutes, the rate of messages and calling all bind the edits of a bot', async () => {
  const editor = await makeBot('editor', 'Editor')
  await site.group('edits', ['ann', 'editor'])
  const room = { room: 'pipe:edits' }
  const { message } = (
    await site.call('messages.send', {
      params: room,
      body: { text: 'Hello', card: { title: 'Order' } },
      secret: editor,
    })
  ).body
  const params = { ...room, seq: message.seq }
  const edit = { params, body: { text: 'Changed' }, secret: editor }
  const buttons = { params, body: { card: { title: 'Paid' } }, secret: editor }
  const refused = async (asked: typeof edit | typeof buttons) =>
    (await site.refusal('messages.edit', asked)).slice(0, 2)

  await site.call('rooms.put', { params: room, body: { announcements: true } })
  for (const asked of [edit, buttons]) expect(await refused(asked)).toEqual([403, 'managers_only'])
  await site.call('rooms.put', { params: room, body: { announcements: false } })
  const all = [{ type: 'mention_all', offset: 0, length: 4 }]
  const calling = { params, body: { text: '@all', entities: all }, secret: editor }
  expect(await site.refusal('messages.edit', calling)).toEqual([403, 'mention_all_forbidden', 'entities'])
  const user = { user_id: 'editor' }
  await site.call('users.restrict', { params: user, body: { kind: 'mute', minutes: 5 } })
  for (const asked of [edit, buttons]) expect(await refused(asked)).toEqual([403, 'muted'])
  await site.call('users.lift', { params: { ...user, kind: 'mute' } })

  expect((await site.call('messages.edit', edit)).body.message.text).toBe('Changed')
  const answers = []
  for (let n = 0; n < 40; n++) answers.push((await site.call('messages.edit', edit)).status)
  expect(answers).toContain(429)
  // the site itself is not bound
  expect((await site.call('messages.edit', { params, body: { text: '@all', entities: all } })).status).toBe(200)
  await site.call('members.remove', { params: { ...room, ...user } })
  expect(await refused(edit)).toEqual([404, 'room_not_found'])
})

test('BOT-4 the end of the keys ends tokens and connections; another key of the bot can be made', async () => {
  const params = { user_id: 'short' }
  const first = await makeBot('short', 'Short')
  expect((await site.call('key.get', { secret: first })).status).toBe(200)
  expect((await site.call('bots.revoke_keys', { params })).body).toEqual({ user_id: 'short', revoked: 1 })
  expect(await site.refusal('key.get', { secret: first })).toEqual([401, 'not_authenticated'])
  const row = await site.dashboard.store.readDb
    .selectFrom('chat_user')
    .select('tokens_from')
    .where('id', '=', 'short')
    .executeTakeFirst()
  expect(row?.tokens_from).toBe(site.dashboard.clock.now())
  const { key } = (await site.call('bots.create_key', { params, body: {} })).body
  expect((await site.call('key.get', { secret: key })).status).toBe(200)
})

test('BOT-4 a new key that replaces the others ends them, and tells the team when a key was used', async () => {
  const params = { user_id: 'rotating' }
  const first = await makeBot('rotating', 'Rotating')
  const second = (await site.call('bots.create_key', { params, body: {} })).body.key
  for (const secret of [first, second]) expect((await site.call('key.get', { secret })).status).toBe(200)
  const third = (await site.call('bots.create_key', { params, body: { replace: true } })).body.key
  for (const secret of [first, second]) {
    expect(await site.refusal('key.get', { secret })).toEqual([401, 'not_authenticated'])
  }
  expect((await site.call('key.get', { secret: third })).status).toBe(200)
  const used = async () => {
    const { bots } = (await site.call('bots.list')).body
    return bots.find(({ user_id }: { user_id: string }) => user_id === 'rotating')
  }
  await eventually(async () => expect(await used()).toMatchObject({ keys: 1, active_at: site.dashboard.clock.now() }))
})

test('BOT-9 a paused bot does nothing and receives nothing; resumed, it begins with what comes then', async () => {
  const params = { user_id: 'pausing' }
  const pausing = await makeBot('pausing', 'Pausing')
  await site.call('bots.put', { params, body: { receives: 'all' } })
  await site.group('pauses', ['ann', 'pausing'])
  const room = { room: 'pipe:pauses' }
  const texts = async (after: string) => {
    const query = { after, types: 'message.created' }
    const { events, next } = (await site.call('events.list', { query, secret: pausing })).body
    return { next, texts: events.map(({ data }: { data: { message: { text: string } } }) => data.message.text) }
  }
  const write = (text: string, user_id: string, secret?: string) =>
    site.call('messages.send', { params: room, body: { text, user_id }, ...(secret && { secret }) })
  const { message } = (await write('Before', 'ann')).body
  const { next } = (await site.call('events.list', { query: {}, secret: pausing })).body
  await site.call('users.restrict', { params, body: { kind: 'ban' } })
  expect((await site.call('bots.put', { params, body: {} })).body.bot.paused).toBe(true)
  expect((await write('While paused', 'pausing', pausing)).body.code).toBe('banned')
  const react = { ...room, seq: message.seq, emoji: '👍', user_id: 'pausing' }
  expect((await site.call('messages.react', { params: react, secret: pausing })).body.code).toBe('banned')
  const typing = { params: room, body: {}, secret: pausing }
  expect((await site.call('rooms.typing', typing)).body.code).toBe('banned')
  const token = { params, body: {}, secret: pausing }
  expect((await site.call('users.token', token)).body.code).toBe('banned')
  await site.dashboard.clock.elapse(1_000)
  await write('Not for the bot', 'ann')
  await site.dashboard.clock.elapse(1_000)
  await site.call('users.lift', { params: { ...params, kind: 'ban' } })
  await site.dashboard.clock.elapse(1_000)
  await write('Again', 'ann')
  // the program was off meanwhile, and reads on from where it was
  expect((await texts(next)).texts).toEqual(['Again'])
  expect((await write('Here I am', 'pausing', pausing)).status).toBe(201)
})

test('BOT-10 a widget has at most so many bots', async () => {
  const few = await startApiSite({ BOTS_PER_WIDGET: 1 })
  try {
    const put = (user_id: string) => few.call('bots.put', { params: { user_id }, body: { name: 'Bot' } })
    expect((await put('one')).status).toBe(200)
    expect((await put('two')).body.code).toBe('conflict')
    expect((await put('one')).status).toBe(200)
  } finally {
    await few.stop()
  }
})

test('BOT-5 a bot reads its own events by pull, and waits for the next one', async () => {
  const params = { user_id: 'reader' }
  const reader = await makeBot('reader', 'Reader')
  await site.call('bots.put', { params, body: { receives: 'all' } })
  await site.group('reading', ['ann', 'reader'])
  const read = async (query: Record<string, string>) =>
    (await site.call('events.list', { query, secret: reader })).body as { events: { data: object }[]; next: string }
  const { next: after } = await read({})
  const waiting = read({ after, wait: '30', types: 'message.created' })
  await site.call('messages.send', { params: inTeam, body: { user_id: 'ann', text: 'Elsewhere' } })
  await site.call('messages.send', { params: { room: 'pipe:reading' }, body: { user_id: 'ann', text: 'For you' } })
  expect((await waiting).events.map(({ data }) => data)).toMatchObject([{ message: { text: 'For you' } }])
})

test('BOT-7 BOT-8 a bot hands its room to people, and answers again when the site gives it back', async () => {
  await site.group('desk', ['ann', 'helper'])
  const params = { room: 'pipe:desk' }
  const handOver = (to: string, key?: string) =>
    site.call('rooms.hand_over', { params, body: { to }, ...(key && { secret: key }) })
  const answer = (more = {}) => site.call('messages.send', { params, body: { text: 'Hi', ...more }, secret })
  await site.dashboard.clock.elapse(60_000)
  expect((await answer({ generation: 1 })).status).toBe(201)
  expect((await handOver('people', secret)).body.handover).toEqual({ owner: 'people', generation: 2 })
  expect((await answer()).body).toMatchObject({ status: 409, code: 'handed_over' })
  const edit = { params: { ...params, seq: 1 }, body: { text: 'Changed' }, secret }
  expect((await site.refusal('messages.edit', edit)).slice(0, 2)).toEqual([409, 'handed_over'])
  expect((await handOver('bots', secret)).body.code).toBe('forbidden')
  const person = await site.call('messages.send', { params, body: { user_id: 'ann', text: 'I am here' } })
  expect(person.status).toBe(201)
  expect((await handOver('bots')).body.handover).toEqual({ owner: 'bots', generation: 3 })
  expect((await answer({ generation: 1 })).body.code).toBe('handed_over')
  expect((await answer({ generation: 3 })).status).toBe(201)
  const typing = await site.call('rooms.typing', { params, body: {}, secret })
  expect(typing.body.user_id).toBe('helper')
})
