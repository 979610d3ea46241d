import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { ErrorBody } from '@imbachat/protocol'
import type { PutStanding } from '../../../chat/ports.ts'
import { stepSizes } from '../../../moderation/pace.ts'
import { eraseStep } from '../../../moderation/people/erase-person.ts'
import { changeStanding } from '../../../moderation/restrictions/standing.ts'
import type { TaskRow } from '../../../moderation/task.ts'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
  for (const name of ['ann', 'bob', 'cat', 'dan', 'eve', 'fay', 'gil']) chat.siteUsers.set(name, { name })
})
afterAll(() => chat.stop())

const text = (room_id: number) => ({ room_id, client_id: crypto.randomUUID(), text: 'hello' })
const give = (user_id: string, kind: 'warn' | 'mute' | 'ban', until: number | null, reason = 'Spam') =>
  standing(user_id, { act: 'give', id: crypto.randomUUID(), kind, until, reason, by: 'mod', report_id: null })
const standing = (user_id: string, change: PutStanding['change']) =>
  changeStanding(chat.gateway.deps, { widget_id: chat.widget_id, user_id, change })

test('MOD-1 MOD-2 a muted user writes nothing until the time has come, and every device knows why', async () => {
  const [ann, phone, bob] = [await chat.signIn('ann'), await chat.signIn('ann'), await chat.signIn('bob')]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  await ann.request('message.send', text(room_id))
  const until = chat.clock.now() + 60_000
  await give('ann', 'mute', until)
  for (const socket of [ann, phone]) {
    const [item] = (await socket.event('own')).items
    expect(item).toMatchObject({ kind: 'standing', mute: { until, reason: 'Spam' }, ban: null, warning: null })
  }
  const refused = { code: 'muted', restriction: { until, reason: 'Spam' } }
  expect(await ann.refusal('message.send', text(room_id))).toMatchObject(refused)
  expect(await ann.refusal('message.edit', { room_id, seq: 1, text: 'changed' })).toMatchObject(refused)
  expect(await ann.refusal('reaction.add', { room_id, seq: 1, emoji: '👍' })).toMatchObject(refused)
  expect(await ann.refusal('upload.create', { room_id, name: 'a.txt', size: 5, type: 'text/plain' })).toMatchObject(
    refused,
  )
  const room = { client_id: crypto.randomUUID(), title: 'Made' }
  expect(await ann.refusal('room.create', room)).toMatchObject(refused)
  expect((await ann.request('messages.list', { room_id })).messages).toHaveLength(1)
  await ann.request('typing', { room_id, typing: true })
  chat.clock.elapse(60_001)
  await ann.request('message.send', text(room_id))
  await bob.event('message', ({ message }) => message.seq === 2)
  expect(bob.events.filter(({ t }) => t === 'typing')).toEqual([])
})

test('MSG-5 MOD-1 a message whose ack was lost is answered as stored, also if its sender is muted since', async () => {
  const ann = await chat.signIn('ann')
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  const message = text(room_id)
  const first = await ann.request('message.send', message)
  await give('ann', 'mute', null)
  expect(await ann.request('message.send', message)).toEqual(first)
  expect(await ann.refusal('message.send', { ...message, client_id: crypto.randomUUID() })).toMatchObject({
    code: 'muted',
  })
  await standing('ann', { act: 'lift', kind: 'mute', by: 'mod' })
})

test('MOD-1 a muted user says nothing by what a dialog is about either', async () => {
  const cat = await chat.signIn('cat')
  const about = (title: string) => ({ user_id: 'bob', context: { id: 'mod-1', title } })
  await cat.request('dialog.open', about('Lamp'))
  await give('cat', 'mute', null)
  expect((await cat.request('dialog.open', about('Read this'))).room.context).toMatchObject({ title: 'Lamp' })
  await standing('cat', { act: 'lift', kind: 'mute', by: 'mod' })
  expect((await cat.request('dialog.open', about('Red lamp'))).room.context).toMatchObject({ title: 'Red lamp' })
})

test('MOD-1 lifting a mute lets the user write at once', async () => {
  const bob = await chat.signIn('bob')
  const { room_id } = (await bob.request('dialog.open', { user_id: 'cat' })).room
  await give('bob', 'mute', null)
  expect(await bob.refusal('message.send', text(room_id))).toMatchObject({ restriction: { until: null } })
  await standing('bob', { act: 'lift', kind: 'mute', by: 'mod' })
  await bob.request('message.send', text(room_id))
})

test('APPEAL-1 a muted user sends one note for each mute, and all of their devices know', async () => {
  const [fay, phone] = [await chat.signIn('fay'), await chat.signIn('fay')]
  expect(await fay.refusal('appeal.send', { text: 'Please' })).toMatchObject({ code: 'forbidden' })
  await give('fay', 'mute', null)
  await phone.event('own')
  expect(await fay.refusal('appeal.send', { text: ' ' })).toMatchObject({ code: 'invalid_field', field: 'text' })
  const { item } = await fay.request('appeal.send', { text: ' I did not mean it ' })
  expect(item).toMatchObject({ kind: 'standing', mute: { appeal: 'sent' } })
  expect((await phone.event('own')).items).toMatchObject([{ mute: { appeal: 'sent' } }])
  const rows = () => chat.store.readDb.selectFrom('appeal').select(['text', 'restriction_id']).execute()
  expect(await rows()).toMatchObject([{ text: 'I did not mean it' }])
  await fay.request('appeal.send', { text: 'Again' })
  expect(await rows()).toHaveLength(1)

  const restriction_id = (await rows())[0]?.restriction_id ?? ''
  await standing('fay', { act: 'answer', restriction_id, outcome: 'declined', by: 'mod' })
  expect(await fay.refusal('appeal.send', { text: 'Again' })).toMatchObject({ code: 'forbidden' })
  await give('fay', 'mute', null)
  await fay.request('appeal.send', { text: 'Second' })
  expect(await rows()).toHaveLength(2)
})

test('APPEAL-2 accepting a note lifts its mute, and leaves a newer one', async () => {
  const gil = await chat.signIn('gil')
  const noteOf = async () => {
    await gil.request('appeal.send', { text: 'Please' })
    const rows = chat.store.readDb.selectFrom('appeal').select('restriction_id').where('user_id', '=', 'gil')
    return (await rows.where('closed_at', 'is', null).executeTakeFirst())?.restriction_id ?? ''
  }
  const accept = (restriction_id: string) =>
    standing('gil', { act: 'answer', restriction_id, outcome: 'accepted', by: 'mod' })
  await give('gil', 'mute', null)
  expect(await accept(await noteOf())).toMatchObject({ mute: null })
  await give('gil', 'mute', null)
  const about = await noteOf()
  chat.clock.elapse(1)
  await give('gil', 'mute', null, 'Newer')
  expect(await accept(about)).toMatchObject({ mute: { reason: 'Newer' } })
})

test('MOD-3 a ban ends every connection of the user, and the next sign-in says why and until when', async () => {
  const [cat, phone] = [await chat.signIn('cat'), await chat.signIn('cat', { over: 'stream' })]
  const until = chat.clock.now() + 60_000
  await give('cat', 'ban', until, 'Fraud')
  const banned = { code: 'banned', restriction: { until, reason: 'Fraud' } }
  for (const socket of [cat, phone]) expect(await socket.event('bye')).toMatchObject(banned)
  const socket = await chat.open()
  const refused = await socket.refusal('auth', { v: 1, token: await chat.token('cat') })
  expect(refused).toMatchObject(banned)
  chat.clock.elapse(60_001)
  expect((await chat.signIn('cat')).auth.me?.user_id).toBe('cat')
})

test('MOD-3 a sign-in that is refused receives nothing of the rooms meanwhile', async () => {
  const [moe, ida] = [await chat.signIn('moe'), await chat.signIn('ida')]
  const { room_id } = (await ida.request('dialog.open', { user_id: 'moe' })).room
  await ida.request('message.send', text(room_id))
  await moe.event('message')
  await give('moe', 'ban', null, 'Fraud')
  await moe.event('bye')
  const token = await chat.token('moe')
  const { ownRevs } = chat.store.chat
  const [reached, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  chat.store.chat.ownRevs = async (...args) => {
    reached.resolve()
    await goOn.promise
    return ownRevs(...args)
  }
  try {
    const socket = await chat.open()
    const refused = socket.refusal('auth', { v: 1, token })
    // a connection that joined its rooms waits there
    await Promise.race([refused, reached.promise])
    await ida.request('message.send', text(room_id))
    await ida.event('message', ({ message }) => message.seq === 2)
    goOn.resolve()
    expect(await refused).toMatchObject({ code: 'banned' })
    expect(socket.events.map((event) => event.t)).toEqual(['bye'])
  } finally {
    Object.assign(chat.store.chat, { ownRevs })
  }
})

test('MOD-4 a warning waits for a user who is away, and goes on all devices when one confirms it', async () => {
  await give('dan', 'warn', null, 'Be kind')
  const [dan, phone] = [await chat.signIn('dan'), await chat.signIn('dan')]
  const synced = await dan.request('user.sync', { rev: 0 })
  const items = synced.kind === 'changes' ? synced.items : []
  expect(items).toMatchObject([{ kind: 'standing', mute: null, warning: { text: 'Be kind' } }])
  const [item] = items
  const warning_id = item?.kind === 'standing' ? (item.warning?.warning_id ?? '') : ''
  await dan.request('warning.confirm', { warning_id })
  expect((await phone.event('own')).items).toMatchObject([{ kind: 'standing', warning: null }])
})

test('MOD-5 a check of the sender costs messages no reads of the store', async () => {
  const eve = await chat.signIn('eve')
  const { room_id } = (await eve.request('dialog.open', { user_id: 'dan' })).room
  await eve.request('message.send', text(room_id))
  await chat.siteAnswered()
  await eve.request('message.send', text(room_id))
  const { users } = chat.store.chat
  let reads = 0
  chat.store.chat.users = (...args) => {
    reads++
    return users(...args)
  }
  for (let n = 0; n < 50; n++) await eve.request('message.send', text(room_id))
  chat.store.chat.users = users
  // one when the cached sender is read again, one for the site's answer
  expect(reads).toBeLessThan(5)
})

test('ROOMS-2 nobody writes in a frozen room, its managers neither, and all members see it at once', async () => {
  const [owner, member] = [await chat.signIn('eve'), await chat.signIn('dan')]
  const pipe = crypto.randomUUID()
  const { room } = await owner.request('room.open', { pipe, is_public: true })
  const { room_id } = room
  await member.request('room.join', { room_id })
  await member.request('message.send', text(room_id))
  const { widget_id } = chat
  const freeze = async (frozen: boolean) => {
    const outcome = await chat.store.chat.moderateRoom({ widget_id, room_id, frozen })
    if (outcome.kind === 'done') {
      chat.bus.publish({ t: 'room-info', widget_id, room_id, info: outcome.room })
    }
  }
  await freeze(true)
  for (const socket of [owner, member]) expect((await socket.event('room_info')).info.frozen).toBe(true)
  for (const socket of [owner, member]) {
    expect((await socket.refusal('message.send', text(room_id))).code).toBe('frozen')
    expect((await socket.request('rooms.get', { room_id })).room.write_block).toBe('frozen')
  }
  const seq = (await member.request('messages.list', { room_id })).last_seq
  expect((await member.refusal('message.edit', { room_id, seq, text: 'changed' })).code).toBe('frozen')
  expect((await owner.refusal('reaction.add', { room_id, seq, emoji: '👍' })).code).toBe('frozen')
  // other changes do not thaw it
  await owner.request('room.edit', { room_id, is_public: false })
  const closed = await member.event('room_info', ({ info }) => info.is_public === false)
  expect(closed.info.frozen).toBe(true)
  await freeze(false)
  await member.request('message.send', text(room_id))
})

test('ROOMS-2 in a frozen room neither its owner nor an admin of the site changes title and description', async () => {
  chat.siteUsers.set('root', { name: 'Root', chat_role: 'admin' })
  const [owner, root] = [await chat.signIn('eve'), await chat.signIn('root')]
  const { room_id } = (await owner.request('room.open', { pipe: crypto.randomUUID(), title: 'Before' })).room
  await owner.request('members.add', { room_id, user_ids: ['root'] })
  await chat.store.chat.moderateRoom({ widget_id: chat.widget_id, room_id, frozen: true })
  for (const socket of [owner, root]) {
    for (const wish of [{ title: 'After' }, { description: 'After' }]) {
      const refused = await socket.refusal('room.edit', { room_id, ...wish })
      expect([refused.code, refused.field]).toEqual(['frozen', 'room_id'])
    }
  }
  expect((await owner.request('room.edit', { room_id, title: 'Before' })).room).toMatchObject({ title: 'Before' })
})

const appeal = (body: unknown, { widget_id = chat.widget_id, headers = {} } = {}) =>
  fetch(`${chat.httpUrl(widget_id)}/appeal`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const appealError = async (answer: Response) => ((await answer.json()) as { error: ErrorBody }).error

test('APPEAL-4 a banned user sends one note for each ban, and the next sign-in says what became of it', async () => {
  const token = await chat.token('hal')
  const early = await appeal({ token, text: 'Please' })
  expect([early.status, (await appealError(early)).code]).toEqual([403, 'forbidden'])
  await give('hal', 'ban', null, 'Fraud')
  const sent = await appeal({ token, text: ' It was not me ' })
  expect(await sent.json()).toEqual({ restriction: { until: null, reason: 'Fraud', appeal: 'sent' } })
  const rows = () =>
    chat.store.readDb
      .selectFrom('appeal')
      .select(['text', 'kind', 'restriction_id'])
      .where('user_id', '=', 'hal')
      .execute()
  expect(await rows()).toMatchObject([{ text: 'It was not me', kind: 'ban' }])
  expect((await appeal({ token, text: 'Again' })).status).toBe(200)
  expect(await rows()).toHaveLength(1)

  const refused = async () => (await chat.open()).refusal('auth', { v: 1, token })
  expect(await refused()).toMatchObject({ code: 'banned', restriction: { appeal: 'sent' } })
  const restriction_id = (await rows())[0]?.restriction_id ?? ''
  await standing('hal', { act: 'answer', restriction_id, outcome: 'declined', by: 'mod' })
  expect(await refused()).toMatchObject({ code: 'banned', restriction: { appeal: 'declined' } })
  expect((await appealError(await appeal({ token, text: 'Again' }))).code).toBe('forbidden')

  await give('hal', 'ban', null, 'Fraud again')
  await appeal({ token, text: 'Second' })
  const second = (await rows()).find(({ text }) => text === 'Second')?.restriction_id ?? ''
  await standing('hal', { act: 'answer', restriction_id: second, outcome: 'accepted', by: 'mod' })
  expect((await chat.signIn('hal')).auth.me?.user_id).toBe('hal')
})

test("ERASE-5 a user who is being erased gets that state, and can't send the moderators a note", async () => {
  const token = await chat.token('kim')
  const kim = await chat.signIn('kim')
  const row = {
    widget_id: chat.widget_id,
    id: 'erasing',
    kind: 'erase',
    user_id: 'kim',
    created_by: 'mod',
    place: null,
  }
  const { deps } = chat.gateway
  const step = {
    ...chat.store,
    chat: deps,
    clock: chat.clock,
    limits: deps.limits,
    jobs: deps.jobs,
    sizes: stepSizes(),
  }
  await eraseStep(step, row as unknown as TaskRow)
  const refusal = { code: 'banned', restriction: { until: null, reason: '', erased: true } } as const
  expect(await kim.event('bye')).toMatchObject(refusal)
  expect(await (await chat.open()).refusal('auth', { v: 1, token })).toMatchObject(refusal)
  expect((await appealError(await appeal({ token, text: 'Please' }))).code).toBe('forbidden')
})

test('APPEAL-4 a note needs a token of this widget, an allowed page and words, and is rate limited', async () => {
  await give('ida', 'ban', null)
  const token = await chat.token('ida')
  const other = await chat.makeWidget()
  expect((await appealError(await appeal({ token, text: 'Hi' }, { widget_id: other }))).code).toBe('token_signature')
  const foreign = await appeal({ token, text: 'Hi' }, { headers: { origin: 'https://evil.example' } })
  expect((await appealError(foreign)).code).toBe('origin_not_allowed')
  const guest = await chat.sign({ user_id: 0, exp: Math.floor(chat.clock.now() / 1000) + 60 })
  expect((await appealError(await appeal({ token: guest, text: 'Hi' }))).code).toBe('forbidden')
  expect(await appealError(await appeal({ token, text: ' ' }))).toMatchObject({ code: 'invalid_field', field: 'text' })
  expect(await appealError(await appeal({ text: 'Hi' }))).toMatchObject({ code: 'invalid_field', field: 'token' })
  for (const body of ['', 'null', '[]', '{', '['.repeat(5_000)]) {
    const answer = await appeal(body)
    expect([answer.status, (await appealError(answer)).code]).toEqual([400, 'invalid_frame'])
  }
  const answers = await Promise.all(Array.from({ length: 12 }, () => appeal({ token, text: 'Hi' })))
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(2)
})
