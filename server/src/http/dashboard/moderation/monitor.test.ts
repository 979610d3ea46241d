import { afterAll, afterEach, beforeAll, expect, spyOn, test } from 'bun:test'
import type { MonitorEvent, WatchedMessage } from '@imbachat/protocol/http/moderation/monitor'
import { publishHeld, removeHeld } from '../../../chat/held/decide-held.ts'
import { sendForUser } from '../../../chat/messages/send-for-user.ts'
import { sendMessage } from '../../../chat/messages/send-message.ts'
import { makeSiteDialog, makeSiteRoom } from '../../../chat/rooms/make-site-room.ts'
import { listWatched } from '../../../moderation/monitor/list-watched.ts'
import { type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let bob: string
let widget_id: number
let session: string
let club: number
let dialog: number
const streams: { cancel(): Promise<void> }[] = []
const read = async <T>(answer: Response) => (await answer.json()) as T
const asked = (more: object = {}) => ({ cookie: ann, params: { widget_id }, ...more })
const texts = (messages: readonly WatchedMessage[]) => messages.map(({ text }) => text)

async function say(room_id: number, user_id: string, text: string): Promise<number> {
  dashboard.clock.elapse(1)
  return (await sendForUser(dashboard.chat, { kind: 'site', widget_id }, { ...place(room_id, user_id), text })).message
    .seq
}
const place = (room_id: number, user_id: string) => ({ room_id, user_id, reply_to: null, idempotencyKey: undefined })

const list = async (query: Record<string, string> = {}) =>
  read<{ messages: WatchedMessage[]; more: boolean; complete: boolean }>(
    await dashboard.ask('monitor.list', asked({ query: { session, ...query } })),
  )

/** Watches, and gives what comes while the clock of the server goes on. */
async function watch(query: Record<string, string> = {}, cookie = ann) {
  const path = `/api/dashboard/v1/widgets/${widget_id}/monitor/stream?${new URLSearchParams({ session, ...query })}`
  const answer = await dashboard.fetch(path, { headers: { cookie } })
  if (answer.status !== 200) return { answer, next: () => Promise.reject(new Error('refused')) }
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  streams.push({ cancel: () => reader.cancel() })
  const decoder = new TextDecoder()
  async function next(): Promise<MonitorEvent | null> {
    for (;;) {
      const passing = setInterval(() => dashboard.clock.elapse(500), 10)
      const { value, done } = await reader.read().finally(() => clearInterval(passing))
      if (done) return null
      const text = decoder.decode(value)
      if (text.startsWith('data: ')) return JSON.parse(text.slice(6)) as MonitorEvent
    }
  }
  return { answer, next }
}

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  bob = await dashboard.signedIn('bob@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widget_id = (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id
  const { chat } = dashboard.store
  const input = { widget_id, pipe: 'club', title: 'Club', is_public: true, ownerId: 'u1', user_ids: ['u2', 'u3'] }
  club = (await chat.makeRoom(input)).room_id
  dialog = (await chat.openDialog({ widget_id, user_id: 'u1', peer_id: 'u2', needAccess: false })).room_id
  const begun = await dashboard.ask('monitor.start', asked({ body: { reason: 'A wave of spam' } }))
  session = (await read<{ session: string }>(begun)).session
})
afterEach(async () => {
  for (const stream of streams.splice(0)) await stream.cancel()
})
afterAll(() => dashboard.stop())

test('MONITOR-1 nobody watches without a reason of their own, which the audit log has', async () => {
  const other = await dashboard.ask('monitor.list', asked({ query: { session: 'x' } }))
  expect(await errorOf(other)).toMatchObject({ code: 'forbidden', field: 'session' })
  const outsider = await watch({}, bob)
  expect(outsider.answer.status).toBe(404)
  const nobody = await watch({}, '')
  expect(nobody.answer.status).toBe(401)
  const short = await dashboard.ask('monitor.start', asked({ body: { reason: ' a ' } }))
  expect((await errorOf(short)).field).toBe('reason')
  const entries = await dashboard.store.readDb
    .selectFrom('audit')
    .select('details')
    .where('action', '=', 'monitor.start')
    .execute()
  expect(entries.map(({ details }) => details)).toEqual(['{"reason":"A wave of spam"}'])
})

test('MONITOR-2 the latest messages are there, the newest first, and filtered by the server', async () => {
  await say(club, 'u1', 'club one')
  const from = dashboard.clock.now()
  await say(dialog, 'u1', 'dialog one')
  await say(dialog, 'u2', 'dialog two')
  const to = dashboard.clock.now()
  await say(club, 'u3', 'club two')
  expect(texts((await list()).messages)).toEqual(['club two', 'dialog two', 'dialog one', 'club one'])
  expect(texts((await list({ user: 'u1' })).messages)).toEqual(['dialog one', 'club one'])
  expect(texts((await list({ user: 'u1', peer: 'u2' })).messages)).toEqual(['dialog two', 'dialog one'])
  expect(texts((await list({ room: String(club) })).messages)).toEqual(['club two', 'club one'])
  expect(texts((await list({ since: String(from + 1) })).messages)).toEqual(['club two', 'dialog two', 'dialog one'])
  expect(texts((await list({ until: String(to) })).messages)).toEqual(['dialog two', 'dialog one', 'club one'])
  expect(await list({ limit: '2' })).toMatchObject({ more: true, complete: true, messages: { length: 2 } })
  expect((await list({ file: '1' })).messages).toEqual([])
  const [newest, second] = (await list()).messages
  expect(newest).toMatchObject({ room_title: 'Club', peer: null, sender: { user_id: 'u3' } })
  expect(second).toMatchObject({ room_title: null, peer: { user_id: 'u1' }, sender: { user_id: 'u2' } })
})

test('MONITOR-3 messages come as they are written, with what becomes of them, and only those of the filter', async () => {
  const [all, ofUser] = [await watch(), await watch({ user: 'u2' })]
  await say(club, 'u1', 'live one')
  const seq = await say(club, 'u2', 'live two')
  expect(texts((await all.next())?.messages ?? [])).toEqual(['live one', 'live two'])
  expect(texts((await ofUser.next())?.messages ?? [])).toEqual(['live two'])
  const removal = await dashboard.ask('monitor.delete', asked({ body: { room_id: club, seq } }))
  expect(removal.status).toBe(200)
  expect((await all.next())?.messages).toMatchObject([{ seq, text: null }])
  const gone = await dashboard.ask('monitor.delete', asked({ body: { room_id: club, seq: 999 } }))
  expect((await errorOf(gone)).code).toBe('message_not_found')
})

/** A message that a rule holds, or that a shadow-banned user writes. */
async function hold(user_id: string, text: string, reason: 'words' | 'shadow', room_id = club) {
  dashboard.clock.elapse(1)
  const { chat } = dashboard
  const message = { widget_id, room_id, sender_id: user_id, client_id: crypto.randomUUID(), text, reply_to: null }
  const sender = await chat.users.sender(widget_id, user_id)
  await sendMessage(chat, { sender, message: { ...message, siteAdmin: false, hold: { reason, found: '' } } })
  return { widget_id, room_id, sender_id: user_id, client_id: message.client_id }
}

test('MONITOR-8 a held message is watched with its mark, and so are its changes', async () => {
  const { chat } = dashboard
  const [all, flagged] = [await watch(), await watch({ flagged: '1' })]
  const [first, second] = [await hold('u1', 'held one', 'words'), await hold('u1', 'held two', 'words')]
  await hold('u3', 'nobody reads this', 'shadow')
  const came = (await all.next())?.messages ?? []
  expect(came.map(({ text, held, seq, flagged }) => [text, held, seq, flagged])).toEqual([
    ['held one', 'waiting', 0, true],
    ['held two', 'waiting', 0, true],
    ['nobody reads this', 'shadow', 0, false],
  ])
  expect(texts((await flagged.next())?.messages ?? [])).toEqual(['held one', 'held two'])
  const newest = async (query: Record<string, string> = {}) =>
    (await list({ limit: '3', room: String(club), ...query })).messages.map(({ text, held }) => [text, held])
  expect(await newest()).toEqual([
    ['nobody reads this', 'shadow'],
    ['held two', 'waiting'],
    ['held one', 'waiting'],
  ])
  expect(await newest({ user: 'u3', limit: '1' })).toEqual([['nobody reads this', 'shadow']])
  expect(await newest({ flagged: '1', limit: '2' })).toEqual([
    ['held two', 'waiting'],
    ['held one', 'waiting'],
  ])
  expect((await newest({ room: String(dialog) })).filter(([, held]) => held !== null)).toEqual([])

  const { seq } = await publishHeld(chat, first)
  expect((await all.next())?.messages).toMatchObject([
    { seq, held: null, client_id: first.client_id, text: 'held one' },
  ])
  await removeHeld(chat, second)
  const gone = { seq: 0, held: 'waiting', client_id: second.client_id, text: null }
  expect((await all.next())?.messages).toMatchObject([gone])
  expect(texts((await list({ limit: '2' })).messages)).not.toContain('held two')
})

test('QUEUE-8 cards and words of the site are watched too, and of changes of a room none', async () => {
  const { chat } = dashboard.store
  const card = { title: 'Order 17', buttons: [{ id: '1', label: 'Pay', type: 'reply' as const }] }
  const message = {
    widget_id,
    room_id: dialog,
    sender_id: 'u1',
    client_id: crypto.randomUUID(),
    text: '',
    reply_to: null,
  }
  dashboard.clock.elapse(1)
  await chat.appendMessage({ ...message, parts: { card } })
  dashboard.clock.elapse(1)
  await chat.postNotice({ widget_id, room_id: dialog, client_id: crypto.randomUUID(), text: 'Order 17 is paid' })
  const { messages } = await list({ limit: '2' })
  expect(messages.map(({ carries }) => carries)).toMatchObject([
    { notice: { kind: 'site', text: 'Order 17 is paid' } },
    { card: { title: 'Order 17', buttons: ['Pay'] } },
  ])
  const hidden = await list({ user: 'u1\0' })
  expect(hidden).toMatchObject({ error: { code: 'invalid_field', field: 'user' } })
})

test('MONITOR-4 a site that is faster than the eye: the newest messages come, and how many did not', async () => {
  const { next } = await watch()
  for (let n = 1; n <= 35; n++) await say(club, 'u1', `fast ${n}`)
  const event = await next()
  expect(event?.dropped).toBe(25)
  expect(texts(event?.messages ?? []).at(-1)).toBe('fast 35')
  expect(event?.messages).toHaveLength(10)
})

test('MONITOR-4 a slow reader gets the number of dropped messages', async () => {
  const stream = await watch()
  const sent = 40
  for (let n = 0; n < sent; n++) {
    await say(club, 'u1', `while nobody reads ${n}`)
    dashboard.clock.elapse(500)
    // takes longer than the stream, which asks the store about the message before it sends it
    await list({ limit: '1' })
  }
  await say(club, 'u1', 'the last one')
  let counted = 0
  for (let last = ''; last !== 'the last one'; ) {
    const event = await stream.next()
    counted += (event?.messages.length ?? 0) + (event?.dropped ?? 0)
    last = event?.messages.at(-1)?.text ?? ''
  }
  expect(counted).toBe(sent + 1)
})

test('MONITOR-4 messages that could not be read are shown later, and those that were left out are counted', async () => {
  const { next } = await watch()
  for (let n = 1; n <= 12; n++) await say(club, 'u1', `hard to read ${n}`)
  failNextRead('selectFrom')
  const event = await next()
  expect(texts(event?.messages ?? [])).toEqual(Array.from({ length: 10 }, (_, n) => `hard to read ${n + 3}`))
  expect(event?.dropped).toBe(2)
})

test('MONITOR-4 a message of a pair is shown after it could not be found out whose dialog it is in', async () => {
  const { next } = await watch({ user: 'u1', peer: 'u2' })
  await say(dialog, 'u1', 'whose dialog')
  failNextRead('with')
  expect(texts((await next())?.messages ?? [])).toEqual(['whose dialog'])
})

function failNextRead(begunBy: 'selectFrom' | 'with'): void {
  spyOn(dashboard.store.readDb, begunBy).mockImplementationOnce(() => {
    throw new Error('the disk did not answer')
  })
}

test('MONITOR-5 a widget has so many streams and no more, and one that ends makes place', async () => {
  for (let n = 0; n < 3; n++) expect((await watch()).answer.status).toBe(200)
  expect((await watch()).answer.status).toBe(429)
  await streams.pop()?.cancel()
  expect((await watch()).answer.status).toBe(200)
})

test('MONITOR-6 a moderator who loses the role no longer watches, and the stream ends', async () => {
  const { accounts, store } = dashboard
  const mod = await dashboard.signedIn('mod@shop.example')
  const account = (await accounts.byEmail('mod@shop.example'))?.account_id ?? ''
  const values = { widget_id, account_id: account, role: 'moderator' as const, created_at: 1 }
  await store.control.insertInto('team_member').values(values).execute()
  const begun = await dashboard.ask('monitor.start', { ...asked({ body: { reason: 'Looking' } }), cookie: mod })
  const own = (await read<{ session: string }>(begun)).session
  expect((await watch({ session: own })).answer.status).toBe(403)
  const { next } = await watch({ session: own }, mod)
  await store.control.deleteFrom('team_member').where('account_id', '=', account).execute()
  expect(await next()).toBeNull()
})

test('MONITOR-6 a moderator who leaves while the server asks whether they may still watch leaves nothing behind', async () => {
  const lost: unknown[] = []
  const keep = (error: unknown) => void lost.push(error)
  process.on('unhandledRejection', keep)
  const { accounts, clock } = dashboard
  const { session: sessionOf } = accounts
  for (const answer of ['may', 'may not']) {
    expect((await watch()).answer.status).toBe(200)
    const look = Promise.withResolvers<void>()
    accounts.session = async (headers) => {
      await look.promise
      return answer === 'may' ? sessionOf(headers) : null
    }
    clock.elapse(15_000)
    await streams.pop()?.cancel()
    look.resolve()
    await Bun.sleep(20)
    accounts.session = sessionOf
  }
  process.off('unhandledRejection', keep)
  expect(lost).toEqual([])
})

test('MONITOR-5 a request for the headers of a stream takes no place', async () => {
  const path = `/api/dashboard/v1/widgets/${widget_id}/monitor/stream?${new URLSearchParams({ session })}`
  for (let n = 0; n < 3; n++) {
    expect((await dashboard.fetch(path, { method: 'HEAD', headers: { cookie: ann } })).status).toBe(404)
  }
  expect((await watch()).answer.status).toBe(200)
})

test('MONITOR-7 flagged messages are those that were reported', async () => {
  const seq = await say(club, 'u1', 'Buy gold')
  const report = { widget_id, id: crypto.randomUUID(), room_id: club, seq, user_id: null, reporter_id: 'u2' }
  await dashboard.store.chat.putReport({ ...report, reason: 'spam', comment: '' })
  expect((await list({ flagged: '1' })).messages).toMatchObject([{ text: 'Buy gold', flagged: true }])
  expect((await list({ limit: '1' })).messages).toMatchObject([{ text: 'Buy gold', flagged: true }])
})

test('MONITOR-2 while a page looks into many rooms, others have their turn', async () => {
  const { readDb, chat } = dashboard.store
  for (let n = 1; n <= 21; n++) {
    const input = { widget_id, pipe: `room ${n}`, title: `Room ${n}`, is_public: true, ownerId: 'u1', user_ids: [] }
    await say((await chat.makeRoom(input)).room_id, 'u1', `in room ${n}`)
  }
  const all = { user: null, peer: null, room: null, hasFile: false, flagged: false, since: null, until: null }
  let turns = 0
  let done = false
  const count = () => {
    turns++
    if (!done) setImmediate(count)
  }
  setImmediate(count)
  const { messages } = await listWatched({ readDb, chat: dashboard.chat }, widget_id, all, 100)
  done = true
  expect(texts(messages.slice(0, 21)).at(-1)).toBe('in room 1')
  expect(turns).toBeGreaterThan(3)
})

test('MONITOR-2 a pair is shown its dialog, whatever else the two have held or reported elsewhere', async () => {
  const { chat } = dashboard.store
  const pair = { user: 'w1', peer: 'w2', limit: '2' }
  const { room_id } = await chat.openDialog({ widget_id, user_id: 'w1', peer_id: 'w2', needAccess: false })
  const input = { widget_id, pipe: 'spam', title: 'Spam', is_public: true, ownerId: 'w1', user_ids: ['w2'] }
  const spam = (await chat.makeRoom(input)).room_id
  await say(room_id, 'w2', 'in the dialog')
  const held = await hold('w1', 'held in the dialog', 'words', room_id)
  const seq = await say(room_id, 'w1', 'reported in the dialog')
  const places = [{ room_id, seq }]
  for (let n = 1; n <= 3; n++) {
    await hold('w1', `held elsewhere ${n}`, 'words', spam)
    places.push({ room_id: spam, seq: await say(spam, 'w1', `reported elsewhere ${n}`) })
  }
  for (const place of places) {
    dashboard.clock.elapse(1)
    const report = { widget_id, id: crypto.randomUUID(), ...place, user_id: null, reporter_id: 'w2' }
    await chat.putReport({ ...report, reason: 'spam', comment: '' })
  }
  const { messages, more } = await list(pair)
  expect([texts(messages), more]).toEqual([['reported in the dialog', 'held in the dialog'], true])
  const flagged = await list({ ...pair, flagged: '1' })
  expect([texts(flagged.messages), flagged.more]).toEqual([['reported in the dialog', 'held in the dialog'], false])
  await removeHeld(dashboard.chat, held)
  expect(texts((await list(pair)).messages)).toEqual(['reported in the dialog', 'in the dialog'])
})

test('MONITOR-2 the dialog of a pair is shown live, whatever the two write elsewhere', async () => {
  const site = { kind: 'site' as const, widget_id }
  const about = (id: string) => ({ id, title: 'An order', image: null, url: null, signed: true })
  const { room_id } = await makeSiteDialog(dashboard.chat, site, ['l1', 'l2'], about('1'))
  const stream = await watch({ user: 'l1', peer: 'l2' })
  const input = { pipe: 'elsewhere', title: 'Elsewhere', is_public: false, user_ids: ['l1', 'l2'] }
  const group = (await makeSiteRoom(dashboard.chat, site, input)).room_id
  await say(group, 'l1', 'before the group is told from a dialog')
  await say(room_id, 'l1', 'in the dialog')
  expect(texts((await stream.next())?.messages ?? [])).toEqual(['in the dialog'])
  const begun = await makeSiteDialog(dashboard.chat, site, ['l1', 'l2'], about('2'))
  await say(begun.room_id, 'l2', 'in a new dialog')
  for (let n = 0; n < 20; n++) await say(group, 'l1', `elsewhere ${n}`)
  expect(await stream.next()).toMatchObject({ messages: [{ text: 'in a new dialog' }], dropped: 0 })
})

test('MONITOR-2 room and time choose among all dialogs of a pair, and a page says if there are too many', async () => {
  const { chat } = dashboard.store
  const dialogs: number[] = []
  const from = dashboard.clock.now()
  for (let n = 1; n <= 102; n++) {
    const about = { context: { id: `order ${n}`, title: `Order ${n}`, image: null, url: null, signed: false } }
    const opened = await chat.openDialog({ widget_id, user_id: 'p1', peer_id: 'p2', needAccess: false, ...about })
    await say(opened.room_id, 'p1', `about ${n}`)
    dialogs.push(opened.room_id)
  }
  const pair = { user: 'p1', peer: 'p2', limit: '2' }
  expect(await list(pair)).toMatchObject({ messages: [{ text: 'about 102' }, { text: 'about 101' }], complete: false })
  const first = await list({ ...pair, room: String(dialogs[0]) })
  expect([texts(first.messages), first.complete]).toEqual([['about 1'], true])
  const early = await list({ ...pair, until: String(from + 2) })
  expect([texts(early.messages), early.complete]).toEqual([['about 2', 'about 1'], false])
  expect((await list({ ...pair, room: String(club) })).messages).toEqual([])
})

test('MONITOR-8 a held message is news once, however many others its author writes', async () => {
  const stream = await watch({ user: 'u2' })
  const read = async (count: number) => {
    const came: (string | null)[] = []
    for (let dropped = 0; came.length + dropped < count; ) {
      const event = await stream.next()
      came.push(...texts(event?.messages ?? []))
      dropped += event?.dropped ?? 0
    }
    return came
  }
  await hold('u2', 'held first', 'words')
  expect(await read(1)).toEqual(['held first'])
  // more than a stream remembers of what all see
  const count = 510
  await Promise.all(Array.from({ length: count }, (_, n) => say(club, 'u2', `said ${n}`)))
  await read(count)
  await hold('u2', 'held second', 'words')
  expect(await read(1)).toEqual(['held second'])
})

test('MONITOR-8 a message that was held before the stream began is taken off the screen when it is deleted', async () => {
  const [old, kept] = [await hold('u3', 'held before', 'words'), await hold('u3', 'held before, too', 'words')]
  dashboard.clock.elapse(1000)
  const stream = await watch()
  await removeHeld(dashboard.chat, old)
  expect((await stream.next())?.messages).toMatchObject([{ client_id: old.client_id, held: 'waiting', text: null }])
  await removeHeld(dashboard.chat, kept)
  expect((await stream.next())?.messages).toMatchObject([{ client_id: kept.client_id, text: null }])
})

test('MONITOR-1 a stream ends when the twelve hours of its reason are over', async () => {
  const begun = await dashboard.ask('monitor.start', asked({ body: { reason: 'A long night' } }))
  const { next } = await watch({ session: (await read<{ session: string }>(begun)).session })
  dashboard.clock.elapse(12 * 3_600_000)
  expect(await next()).toBeNull()
})
