import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ChatError } from '@imbachat/protocol'
import type { WidgetRules } from '@imbachat/protocol/moderation/rules'
import { until } from '../../../../../sdk/src/testing/until.ts'
import { editForSite } from '../../../chat/cards/edit-for-site.ts'
import { publishHeld } from '../../../chat/held/decide-held.ts'
import { postNotice } from '../../../chat/messages/post-notice.ts'
import { sendForUser } from '../../../chat/messages/send-for-user.ts'
import type { WidgetSettings } from '../../../chat/widget.ts'
import { changeStanding } from '../../../moderation/restrictions/standing.ts'
import { BEFORE_SEND } from '../../../site/before-send/before-send.ts'
import { type Decider, startDecider } from '../../../site/before-send/testing/decider.ts'
import { type ChatServer, startChat, wordList } from '../../testing/chat-server.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
let site: Decider
const ends: (() => unknown)[] = []
beforeAll(async () => {
  chat = await startChat()
  site = startDecider()
  for (const name of ['ann', 'bob', 'cat']) chat.siteUsers.set(name, { name: name.toUpperCase() })
})
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
  expect(site.wrong).toEqual([])
  site.asked.length = 0
  site.answers({ action: 'accept' })
})
afterAll(async () => {
  await chat.stop()
  site.stop()
})

async function talk(settings: Partial<WidgetSettings> = {}, rules: Partial<WidgetRules> = {}) {
  const widget_id = await chat.makeWidget({ before_send_url: site.url, ...settings }, rules)
  const [ann, bob] = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  const frame = (text: string, client_id: string) => ({ room_id, client_id, text })
  const send = (text: string, client_id: string = crypto.randomUUID(), by: TestSocket = ann) =>
    by.request('message.send', frame(text, client_id))
  const refusal = (text: string, client_id: string = crypto.randomUUID()) =>
    ann.refusal('message.send', frame(text, client_id))
  const stored = async () => (await bob.request('messages.list', { room_id })).messages.map(({ text }) => text)
  return { widget_id, ann, bob, room_id, send, refusal, stored }
}

type Talk = Awaited<ReturnType<typeof talk>>

const counts = (widget_id: number) => chat.beforeSend.outcomes(widget_id).counts

/** A site that answers as a real one would not. */
async function badSite(handle: Parameters<typeof createServer>[1] & object): Promise<string> {
  const server: Server = createServer(handle as never)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ends.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

test('MAIL-34 a program counts as dead after five minutes of failures, not after a moment, and until it answers', async () => {
  let works = false
  const url = await badSite((_, response) => {
    response.statusCode = works ? 200 : 500
    response.end(JSON.stringify({ action: 'accept' }))
  })
  const { widget_id, send } = await talk({ before_send_url: url })
  const dead = () => chat.beforeSend.failing().filter((failing) => failing.widget_id === widget_id)
  for (let n = 0; n < 6; n++) await send(`${n}`)
  expect(dead()).toEqual([])
  // nobody wrote meanwhile: what failed once may work by now
  chat.clock.elapse(BEFORE_SEND.deadMs)
  expect(dead()).toEqual([])
  await send('still')
  expect(dead()).toEqual([{ widget_id, since: expect.any(Number), message: expect.stringContaining('500') }])
  // nobody writes any more: it may be repaired by now
  chat.clock.elapse(600_000)
  expect(dead()).toEqual([])
  for (let n = 0; n < 6; n++) await send(`later ${n}`)
  chat.clock.elapse(BEFORE_SEND.deadMs)
  await send('still')
  expect(dead()).toHaveLength(1)
  works = true
  chat.clock.elapse(BEFORE_SEND.breaker.openMs + 1)
  await send('again')
  expect(dead()).toEqual([])
})

test('ASK-1 the site is asked about a new message with its room, author and content, by its API login', async () => {
  const { widget_id, ann, room_id, send } = await talk()
  const widget = await chat.widgets.find(widget_id)
  const login = `Basic ${Buffer.from(`${widget?.api_login}:${widget?.apiPasswords[0]}`).toString('base64')}`
  let given: string | null = ''
  site.answers((_question: unknown, request: Request) => {
    given = request.headers.get('authorization')
    return { action: 'accept' }
  })
  const client_id = crypto.randomUUID()
  const entities = [{ type: 'bold' as const, offset: 0, length: 5 }]
  await ann.request('message.send', { room_id, client_id, text: 'Hello Bob', entities })
  expect(site.asked).toMatchObject([
    {
      ...{ type: 'message.before_send', id: client_id, kind: 'new', source: 'chat' },
      room: { room_id, type: 'dialog', peer_id: 'bob', pipe: null, title: null, context: null },
      author: { user_id: 'ann', name: 'ANN', role: 'user', guest: false },
      message: { seq: null, text: 'Hello Bob', entities, reply_to: null, attachments: [], forward: null, card: null },
    },
  ])
  expect(given).toBe(login)
  await send('again')
  expect(site.asked).toHaveLength(2)
})

test('ASK-1 an edit, a forwarded message and a pressed reply are asked about once each', async () => {
  const { widget_id, ann, bob, room_id, send } = await talk()
  const { seq } = await send('first')
  await ann.request('message.edit', { room_id, seq, text: 'second' })
  await bob.request('message.forward', {
    room_id,
    client_id: crypto.randomUUID(),
    from_room_id: room_id,
    from_seq: seq,
  })
  const card = { buttons: [{ id: 'yes', label: 'Yes', type: 'reply' as const }] }
  const offer = { room_id, user_id: 'ann', text: 'Do you come?', card, reply_to: null, idempotencyKey: undefined }
  const { message } = await sendForUser(chat.gateway.deps, { kind: 'site', widget_id }, offer)
  const press = { room_id, seq: message.seq, button_id: 'yes', client_id: crypto.randomUUID() }
  await bob.request('button.press', press)
  expect(
    site.asked.map(({ kind, source, author, message: { text, seq: at } }) => [kind, source, author.user_id, text, at]),
  ).toEqual([
    ['new', 'chat', 'ann', 'first', null],
    ['edited', 'chat', 'ann', 'second', seq],
    ['forwarded', 'chat', 'bob', 'second', null],
    ['new', 'api', 'ann', 'Do you come?', null],
    ['new', 'chat', 'bob', 'Yes', null],
  ])
  expect(site.asked[2]?.message.forward).toMatchObject({ user_id: 'ann' })
  expect(site.asked[3]?.message.card).toMatchObject(card)
})

test('ASK-2 a changed text is stored, and its sender and the others see it alone', async () => {
  const { bob, send, stored } = await talk()
  site.answers({ action: 'change', text: 'call me: [removed]', entities: [{ type: 'bold', offset: 0, length: 4 }] })
  const sent = await send('call me: 555-0100')
  expect(sent.stored).toEqual({ text: 'call me: [removed]', entities: [{ type: 'bold', offset: 0, length: 4 }] })
  expect((await bob.event('message')).message).toMatchObject({ text: 'call me: [removed]' })
  expect(await stored()).toEqual(['call me: [removed]'])
})

test('ASK-2 a refused message stores nothing and tells its sender what the site says', async () => {
  const { widget_id, refusal, stored, ann, room_id, send } = await talk()
  const { seq } = await send('fine')
  site.answers({ action: 'refuse', reason: 'No  phone\u202e numbers,\nplease <b>' })
  const code = { code: 'refused_by_site', field: 'text', reason: 'No phone numbers, please <b>' }
  expect(await refusal('555-0100')).toMatchObject(code)
  expect(await ann.refusal('message.edit', { room_id, seq, text: '555-0100' })).toMatchObject(code)
  const forward = { room_id, client_id: crypto.randomUUID(), from_room_id: room_id, from_seq: seq }
  expect(await ann.refusal('message.forward', forward)).toMatchObject(code)
  site.answers({ action: 'refuse' })
  expect(await refusal('no reason')).not.toHaveProperty('reason')
  expect(await stored()).toEqual(['fine'])
  expect(counts(widget_id)).toMatchObject({ accept: 1, refuse: 4 })
})

test('ASK-2 a message that the site holds waits for a moderator, with the site’s reason', async () => {
  const { widget_id, ann, bob, room_id, send, stored } = await talk()
  site.answers({ action: 'hold', reason: 'looks like an advert' })
  const client_id = crypto.randomUUID()
  expect(await send('Buy now', client_id)).toMatchObject({ held: true, seq: 0 })
  expect(await stored()).toEqual([])
  const report = chat.store.readDb.selectFrom('report').select(['source', 'flagged']).where('widget_id', '=', widget_id)
  expect(await report.execute()).toEqual([{ source: 'before_send', flagged: 'looks like an advert' }])
  await publishHeld(chat.gateway.deps, { widget_id, room_id, sender_id: 'ann', client_id })
  expect((await bob.event('message')).message.text).toBe('Buy now')
  // a moderator has decided
  expect(site.asked).toHaveLength(1)
  const { seq } = await bob.request('messages.list', { room_id }).then(({ messages }) => messages[0] ?? { seq: 0 })
  expect(await ann.refusal('message.edit', { room_id, seq, text: 'Buy!' })).toMatchObject({ code: 'edit_needs_review' })
})

test('ASK-2 a message that the site writes is decided about too, and a held one is marked as held', async () => {
  const { widget_id, room_id, stored } = await talk()
  const { deps } = chat.gateway
  const by = { kind: 'site', widget_id } as const
  const given = { room_id, user_id: 'ann', reply_to: null, idempotencyKey: undefined }
  const { message } = await sendForUser(deps, by, { ...given, text: 'one' })
  site.answers({ action: 'change', text: 'changed' })
  expect((await editForSite(deps, by, { room_id, seq: message.seq, text: 'two' })).text).toBe('changed')
  expect(site.asked.map(({ kind, source }) => [kind, source])).toEqual([
    ['new', 'api'],
    ['edited', 'api'],
  ])
  site.answers({ action: 'hold' })
  expect(await sendForUser(deps, by, { ...given, text: 'three' })).toMatchObject({ held: true })
  const held = editForSite(deps, by, { room_id, seq: message.seq, text: 'four' })
  expect(await held.catch(({ code }: ChatError) => code)).toBe('edit_needs_review')
  site.answers({ action: 'refuse', reason: 'no' })
  const refused = sendForUser(deps, by, { ...given, text: 'five' })
  expect(await refused.catch((error: ChatError) => [error.code, error.siteReason])).toEqual(['refused_by_site', 'no'])
  expect(await stored()).toEqual(['changed'])
})

test('ASK-13 a change of a card alone is asked about, with the card as it will be', async () => {
  const { widget_id, room_id, stored } = await talk()
  const { deps } = chat.gateway
  const by = { kind: 'site', widget_id } as const
  const buttons = [{ id: 'yes', label: 'Yes', type: 'reply' as const }]
  const offer = { room_id, user_id: 'ann', text: 'Order 17', reply_to: null, idempotencyKey: undefined }
  const { message } = await sendForUser(deps, by, { ...offer, card: { title: 'Fine', buttons } })
  const edit = (change: Pick<Parameters<typeof editForSite>[2], 'text' | 'card'>) =>
    editForSite(deps, by, { room_id, seq: message.seq, ...change })
  const code = (answer: Promise<unknown>) => answer.catch((error: ChatError) => [error.code, error.field])

  site.answers({ action: 'refuse', reason: 'no numbers' })
  expect(await code(edit({ card: { title: '555-0100' } }))).toEqual(['refused_by_site', 'card'])
  expect(site.asked.at(-1)).toMatchObject({
    ...{ kind: 'edited', source: 'api' },
    message: { seq: message.seq, text: 'Order 17', card: { title: '555-0100', buttons } },
  })
  site.answers({ action: 'hold' })
  expect(await code(edit({ card: { title: '555-0101' } }))).toEqual(['edit_needs_review', 'card'])
  site.answers({ action: 'accept' })
  const accepted = await edit({ card: { title: 'Paid' } })
  expect(accepted).toMatchObject({ text: 'Order 17', card: { title: 'Paid', buttons } })
  site.answers({ action: 'change', text: 'Order [17]' })
  expect(await edit({ card: { buttons: [] } })).toMatchObject({ text: 'Order [17]', card: { title: 'Paid' } })
  expect((await edit({ text: 'Done', card: null })).card).toBeUndefined()
  expect(site.asked.at(-1)?.message).toMatchObject({ text: 'Done', card: null })
  expect(await stored()).toEqual(['Order [17]'])
})

test('ASK-3 system messages, what rules refuse and what can’t be stored are not asked about', async () => {
  const { widget_id, ann, room_id, send, refusal } = await talk({}, { lists: [wordList('refuse', 'casino')] })
  const deps = chat.gateway.deps
  const notice = { room_id, text: 'Paid', idempotencyKey: undefined }
  await postNotice(deps, { kind: 'site', widget_id }, notice)
  const broadcast = { room_id, user_id: 'ann', text: 'News', reply_to: null, idempotencyKey: undefined }
  await sendForUser(deps, { kind: 'site', widget_id }, { ...broadcast, isBroadcast: true })
  expect((await refusal('casino')).code).toBe('words_refused')
  const elsewhere = { room_id: room_id + 100, client_id: crypto.randomUUID(), text: 'hello' }
  expect((await ann.refusal('message.send', elsewhere)).code).toBe('room_not_found')
  expect(site.asked).toEqual([])
  await send('hello')
  expect(site.asked).toHaveLength(1)
})

test('ASK-13 a user who joins while they send or edit passes nothing by the program', async () => {
  const { widget_id, ann, bob } = await talk({ rooms: 'open' })
  const other = await chat.signIn('bob', { widget_id })
  const open = { client_id: crypto.randomUUID(), title: 'Open', is_public: true, user_ids: [] }
  const { room_id } = (await ann.request('room.create', open)).room
  await bob.request('room.join', { room_id })
  const mine = { room_id, client_id: crypto.randomUUID(), text: 'fine' }
  const { seq } = await bob.request('message.send', mine)
  site.answers({ action: 'refuse', reason: 'no' })
  for (let tries = 0; tries < 5; tries++) {
    await bob.request('room.leave', { room_id })
    const join = other.request('room.join', { room_id })
    const refused = await Promise.all([
      bob.refusal('message.send', { room_id, client_id: crypto.randomUUID(), text: `send ${tries}` }),
      bob.refusal('message.edit', { room_id, seq, text: `edit ${tries}` }),
    ])
    for (const { code } of refused) expect(['room_not_found', 'refused_by_site']).toContain(code)
    await join
  }
  const { messages } = await ann.request('messages.list', { room_id })
  expect(messages.flatMap(({ text, system }) => (system ? [] : [text]))).toEqual(['fine'])
})

/** All bytes are there, and the client has not finished it. */
async function unfinished({ widget_id, ann, room_id }: Pick<Talk, 'widget_id' | 'ann' | 'room_id'>): Promise<string> {
  const { upload_id, url, token } = await ann.request('upload.create', { room_id, name: 'a.exe', size: 5 })
  await fetch(new URL(url, chat.httpUrl(widget_id)), {
    method: 'PATCH',
    body: 'hello',
    headers: {
      ...{ authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', 'upload-offset': '0' },
      'content-type': 'application/offset+octet-stream',
    },
  })
  return upload_id
}

test('ASK-13 a file that is finished while the program thinks does not pass unseen', async () => {
  const given = await talk()
  const { widget_id, ann, room_id, stored } = given
  const phone = await chat.signIn('ann', { widget_id })
  const upload_id = await unfinished(given)
  site.answers(async () => {
    await phone.request('upload.finish', { upload_id })
    return { action: 'accept' }
  })
  const message = { room_id, client_id: crypto.randomUUID(), text: 'hi', attachments: [{ upload_id }] }
  expect((await ann.refusal('message.send', message)).code).toBe('upload_unfinished')
  expect(await stored()).toEqual([])
  await phone.request('upload.finish', { upload_id })
  site.answers({ action: 'refuse', reason: 'no programs' })
  expect((await ann.refusal('message.send', message)).code).toBe('refused_by_site')
  expect(site.asked.at(-1)?.message.attachments).toMatchObject([{ name: 'a.exe' }])
})

test('ASK-13 the still picture of a video is shown to the program', async () => {
  const given = await talk()
  const { widget_id, ann, room_id } = given
  const [upload_id, poster_id] = [await unfinished(given), await unfinished(given)]
  const { control } = chat.store
  for (const [id, kind] of [
    [upload_id, 'video'],
    [poster_id, 'image'],
  ] as const) {
    await ann.request('upload.finish', { upload_id: id })
    const attachment = { file_id: id, kind, name: `a ${kind}`, type: `${kind}/x`, size: 5 }
    const known = control.updateTable('upload').set({ attachment: JSON.stringify(attachment) })
    await known.where('widget_id', '=', widget_id).where('id', '=', id).execute()
  }
  site.answers({ action: 'refuse', reason: 'no such picture' })
  const attachments = [{ upload_id, poster_id }]
  const message = { room_id, client_id: crypto.randomUUID(), text: 'hi', attachments }
  expect((await ann.refusal('message.send', message)).code).toBe('refused_by_site')
  expect(site.asked.at(-1)?.message.attachments).toMatchObject([
    { name: 'a video', poster: { file_id: poster_id, name: 'a image' } },
  ])
})

test('ASK-13 an answer about a text is not remembered for the same text with a file', async () => {
  const given = await talk()
  const { ann, room_id } = given
  const message = { room_id, client_id: crypto.randomUUID(), text: 'hi' }
  // accepted, and refused by the transaction
  expect((await ann.refusal('message.send', { ...message, reply_to: 99 })).code).toBe('message_not_found')
  const upload_id = await unfinished(given)
  await ann.request('upload.finish', { upload_id })
  site.answers({ action: 'refuse', reason: 'no programs' })
  const refused = await ann.refusal('message.send', { ...message, attachments: [{ upload_id }] })
  expect(refused.code).toBe('refused_by_site')
})

test('ASK-1 a message that brings back a dialog is asked about', async () => {
  const { bob, room_id, send } = await talk({ dialogs: 'request' })
  await send('Hello')
  await bob.request('dialog.answer', { room_id, accept: false })
  site.answers({ action: 'refuse', reason: 'no' })
  const answer = { room_id, client_id: crypto.randomUUID(), text: '555-0100' }
  expect((await bob.refusal('message.send', answer)).code).toBe('refused_by_site')
})

test('ASK-1 the site’s edit of a message is asked about after its author has left', async () => {
  const { widget_id, ann, bob } = await talk({ rooms: 'open' })
  const open = { client_id: crypto.randomUUID(), title: 'Open', is_public: true, user_ids: [] }
  const { room_id } = (await ann.request('room.create', open)).room
  await bob.request('room.join', { room_id })
  const { seq } = await bob.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'fine' })
  await bob.request('room.leave', { room_id })
  site.answers({ action: 'change', text: 'changed' })
  const { deps } = chat.gateway
  const edited = await editForSite(deps, { kind: 'site', widget_id }, { room_id, seq, text: '555-0100' })
  expect(edited.text).toBe('changed')
})

test('ASK-10 rules look at a changed text as at one of the author', async () => {
  const lists = [wordList('refuse', 'casino'), wordList('mask', 'damn'), wordList('flag', 'prepay')]
  const { widget_id, send, refusal, stored } = await talk({}, { lists })
  site.answers({ action: 'change', text: 'best casino' })
  expect((await refusal('hello')).code).toBe('words_refused')
  site.answers({ action: 'change', text: 'damn, prepay' })
  await send('hello')
  expect(await stored()).toEqual(['****, prepay'])
  const reports = chat.store.readDb
    .selectFrom('report')
    .select(['source', 'flagged'])
    .where('widget_id', '=', widget_id)
  expect(await reports.execute()).toEqual([{ source: 'words', flagged: 'prepay' }])
})

test('ASK-10 the site’s decision never tells of a shadow ban', async () => {
  const { widget_id, ann, send, refusal, stored } = await talk()
  const given = {
    id: crypto.randomUUID(),
    kind: 'shadow',
    until: null,
    reason: 'Spam',
    by: 'm',
    report_id: null,
  } as const
  await changeStanding(chat.gateway.deps, { widget_id, user_id: 'ann', change: { act: 'give', ...given } })
  site.answers({ action: 'hold', reason: 'advert' })
  await send('one')
  const { items } = await ann.event('own', (event) => event.items.some(({ kind }) => kind === 'held'))
  expect(items.find(({ kind }) => kind === 'held')).toMatchObject({ messages: [{ text: 'one', waiting: false }] })
  site.answers({ action: 'refuse', reason: 'no' })
  expect(await refusal('two')).toMatchObject({ code: 'refused_by_site', reason: 'no' })
  expect(await stored()).toEqual([])
})

test('ASK-7 messages and edits of one connection keep their order while the site is slow', async () => {
  const { ann, bob, room_id, send, stored } = await talk()
  const first = Promise.withResolvers<object>()
  site.answers(({ message }: { message: { text: string } }) =>
    message.text.startsWith('slow') ? first.promise : { action: 'accept' },
  )
  const sent = [send('slow'), send('quick')]
  await until(() => site.asked.length > 0)
  const other = await bob.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'another' })
  expect(other.seq).toBe(1)
  first.resolve({ action: 'accept' })
  expect((await Promise.all(sent)).map(({ seq }) => seq)).toEqual([2, 3])

  const again = Promise.withResolvers<object>()
  site.answers(({ message }: { message: { text: string } }) =>
    message.text.startsWith('slow') ? again.promise : { action: 'accept' },
  )
  const edits = ['slow edit', 'quick edit'].map((text) => ann.request('message.edit', { room_id, seq: 2, text }))
  await until(() => site.asked.some(({ kind }) => kind === 'edited'))
  again.resolve({ action: 'accept' })
  await Promise.all(edits)
  expect(await stored()).toEqual(['another', 'quick edit', 'quick'])
})

test('ASK-8 a message that is sent again while the site is asked, or after it refused, is asked about once', async () => {
  const { widget_id, room_id, send, ann, stored } = await talk()
  const phone = await chat.signIn('ann', { widget_id })
  const slow = Promise.withResolvers<object>()
  let calls = 0
  site.answers(() => (calls++ === 0 ? slow.promise : { action: 'accept' }))
  const client_id = crypto.randomUUID()
  const frame = { room_id, client_id, text: 'hello' }
  const both = [ann, phone].map((socket) => socket.refusal('message.send', frame))
  await until(() => calls === 1)
  await Promise.all([phone.settled(), ann.settled()])
  slow.resolve({ action: 'refuse', reason: 'no' })
  for (const refused of await Promise.all(both))
    expect(refused).toMatchObject({ code: 'refused_by_site', reason: 'no' })
  expect(await ann.refusal('message.send', frame)).toMatchObject({ code: 'refused_by_site' })
  expect(site.asked).toHaveLength(1)
  // other words are another question
  await send('hello, changed', client_id)
  expect(await stored()).toEqual(['hello, changed'])
})

test('ASK-8 a message that is stored or held is not asked about again, whatever the site would say now', async () => {
  const { send } = await talk()
  const [accepted, held] = [crypto.randomUUID(), crypto.randomUUID()]
  const { seq } = await send('one', accepted)
  site.answers({ action: 'hold' })
  await send('two', held)
  chat.clock.elapse(BEFORE_SEND.rememberedMs + 1)
  site.answers({ action: 'refuse' })
  expect(await send('one', accepted)).toMatchObject({ seq })
  expect(await send('two', held)).toMatchObject({ held: true })
  expect(site.asked).toHaveLength(2)
})

test('ASK-4 a site that hangs takes the time-out, and then open sends and closed keeps the message waiting', async () => {
  let came = Promise.withResolvers<void>()
  const url = await badSite(() => came.resolve())
  for (const before_send_failure of ['open', 'closed'] as const) {
    const { widget_id, send, refusal, stored } = await talk({ before_send_url: url, before_send_failure })
    came = Promise.withResolvers()
    const answer = before_send_failure === 'open' ? send('hello') : refusal('hello')
    await came.promise
    chat.clock.elapse(1_500)
    const given = await answer
    if (before_send_failure === 'open') expect(await stored()).toEqual(['hello'])
    else expect(given).toMatchObject({ code: 'check_unavailable', retry_after_ms: BEFORE_SEND.retryMs })
    expect(chat.beforeSend.outcomes(widget_id)).toMatchObject({
      counts: { failed: 1 },
      last_failure: { problem: 'timeout' },
    })
  }
})

const page = (body: string, status = 200) => new Response(body, { status, headers: { 'content-type': 'text/html' } })
const nonsense: [string, () => unknown, string][] = [
  ['an error', () => page('', 500), 'http_status'],
  ['a refused login', () => page('', 401), 'unauthorized'],
  ['nothing', () => page(''), 'empty_answer'],
  ['a web page', () => page('<h1>Welcome</h1>'), 'not_json'],
  ['a list', () => [], 'no_decision'],
  ['an unknown decision', () => ({ action: 'approve' }), 'no_decision'],
  ['a change without a text', () => ({ action: 'change' }), 'no_decision'],
  ['a change of another field', () => ({ action: 'change', text: 'x', sender: 'bob' }), 'no_decision'],
  ['an empty text', () => ({ action: 'change', text: '  ' }), 'no_decision'],
  ['a text that is too long', () => ({ action: 'change', text: 'x'.repeat(10_001) }), 'no_decision'],
  ['half of a character', () => ({ action: 'change', text: '\ud83d' }), 'no_decision'],
  [
    'formatting outside of the text',
    () => ({ action: 'change', text: 'x', entities: [{ type: 'bold', offset: 5, length: 5 }] }),
    'no_decision',
  ],
  ['a reason that is no text', () => ({ action: 'refuse', reason: { text: 'no' } }), 'no_decision'],
  ['deep nesting', () => page(`${'['.repeat(100_000)}`), 'not_json'],
  ['a redirect inside', () => Response.redirect('http://127.0.0.1:1/secret', 302), 'redirect'],
]

test.each(nonsense)(
  'ASK-5 %s is a failure: closed stores nothing, open stores the message as it was',
  async (_, give, problem) => {
    site.answers(give)
    const closed = await talk({ before_send_failure: 'closed' })
    expect((await closed.refusal('hello')).code).toBe('check_unavailable')
    expect(await closed.stored()).toEqual([])
    expect(chat.beforeSend.outcomes(closed.widget_id)).toMatchObject({
      counts: { failed: 1 },
      last_failure: { problem },
    })
    const open = await talk()
    await open.send('hello')
    expect(await open.stored()).toEqual(['hello'])
  },
)

test('ASK-5 an endless answer, and one that ends in the middle, are failures', async () => {
  const chunk = 'x'.repeat(64 * 1024)
  let written = 0
  const endless = await badSite((_request, response) => {
    const more = () => {
      while (!response.destroyed && written < 1024 ** 3) {
        written += chunk.length
        if (!response.write(chunk)) return void response.once('drain', more)
      }
    }
    more()
  })
  const cut = await badSite((_request, response) => {
    response.writeHead(200, { 'content-length': 1_000 })
    response.write('{"action":"acc', () => response.destroy())
  })
  for (const [before_send_url, problem] of [
    [endless, 'too_large'],
    [cut, 'closed'],
  ] as const) {
    const { widget_id, refusal } = await talk({ before_send_url, before_send_failure: 'closed' })
    expect((await refusal('hello')).code).toBe('check_unavailable')
    expect(chat.beforeSend.outcomes(widget_id).last_failure?.problem).toBe(problem)
  }
  expect(written).toBeLessThan(64 * 1024 * 1024)
})

test('ASK-12 a private address is not called', async () => {
  const { widget_id, refusal } = await talk({ before_send_url: 'http://10.0.0.1/', before_send_failure: 'closed' })
  expect((await refusal('hello')).code).toBe('check_unavailable')
  expect(chat.beforeSend.outcomes(widget_id).last_failure?.problem).toBe('address_not_allowed')
})

test('ASK-6 after five failures in a row the site is not called for 15 s, then one call tries', async () => {
  const { widget_id, refusal, send } = await talk({ before_send_failure: 'closed' })
  site.answers(() => page('', 500))
  for (let tries = 0; tries < 8; tries++) await refusal(`try ${tries}`)
  expect(site.asked).toHaveLength(5)
  const paused = chat.beforeSend.outcomes(widget_id)
  expect(paused.counts.failed).toBe(8)
  expect(paused.last_failure).toMatchObject({ problem: 'http_status' })
  expect(paused.paused_until).toBeGreaterThan(chat.clock.now())
  const refused = await refusal('soon')
  expect(refused.retry_after_ms).toBeGreaterThan(0)

  chat.clock.elapse(BEFORE_SEND.breaker.openMs + 1)
  await refusal('the trial fails')
  await refusal('and pauses again')
  expect(site.asked).toHaveLength(6)
  chat.clock.elapse(BEFORE_SEND.breaker.openMs + 1)
  site.answers({ action: 'accept' })
  await send('it is back')
  await send('and stays')
  expect(site.asked).toHaveLength(8)
  expect(chat.beforeSend.outcomes(widget_id).paused_until).toBeNull()
})

test('ASK-6 wrong answers of one widget’s site do not pause another widget’s', async () => {
  const bad = await talk({ before_send_failure: 'closed' })
  site.answers(() => page('', 500))
  for (let tries = 0; tries < 6; tries++) await bad.refusal(`try ${tries}`)
  site.answers({ action: 'accept' })
  const good = await talk({ before_send_failure: 'closed' })
  await good.send('hello')
  expect((await bad.refusal('still paused')).code).toBe('check_unavailable')
})

test('ASK-4 with open, a message that passed by a failure is not refused when it is sent again', async () => {
  const { send } = await talk()
  site.answers(() => page('', 500))
  const client_id = crypto.randomUUID()
  const { seq } = await send('hello', client_id)
  site.answers({ action: 'refuse' })
  expect(await send('hello', client_id)).toMatchObject({ seq })
})

test('ASK-9 without a program, a message makes no call and no read of its own', async () => {
  const { widget_id, send } = await talk({ before_send_url: null })
  const { store, beforeSend } = chat.gateway.deps
  const calls: string[] = []
  const { wasSent } = store
  const { ask } = beforeSend
  store.wasSent = (...given) => {
    calls.push('wasSent')
    return wasSent(...given)
  }
  beforeSend.ask = (...given) => {
    calls.push('ask')
    return ask(...given)
  }
  await send('first')
  expect(calls).toEqual([])
  await chat.widgets.change('all_widgets', widget_id, { settings: { before_send_url: site.url } })
  // a node reads a widget's settings again within a second
  await until(async () => {
    await send('more')
    return calls.length > 0
  })
  Object.assign(store, { wasSent })
  Object.assign(beforeSend, { ask })
  expect(calls).toEqual(['wasSent', 'ask'])
})
