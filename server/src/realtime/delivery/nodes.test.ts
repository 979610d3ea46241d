import { expect, test } from 'bun:test'
import { until } from '../../../../sdk/src/testing/until.ts'
import { say } from '../testing/crowd.ts'
import { serviceOfNodes } from '../testing/nodes.ts'
import type { TestSocket } from '../testing/test-socket.ts'

const { node, siteKnows, natsGone, natsBack } = serviceOfNodes(3)

let pairs = 0
/** Ann on the first node, Bob on the second, and their dialog. */
async function pair() {
  const [annId, bobId] = [`ann${++pairs}`, `bob${pairs}`]
  siteKnows(annId, bobId)
  const [ann, bob] = [await node(0).signIn(annId), await node(1).signIn(bobId)]
  const { room } = await ann.request('dialog.open', { user_id: bobId })
  return { annId, bobId, ann, bob, room_id: room.room_id }
}

/** The messages that have come, as they came, when there are so many. */
async function receivedBy(
  socket: TestSocket,
  count: number,
  room?: number,
): Promise<{ rev: number; text: string | null }[]> {
  const messages = () =>
    socket.events.flatMap((event) =>
      event.t === 'message' && event.room_id === (room ?? event.room_id) ? [event.message] : [],
    )
  await socket.until(() => messages().length >= count, `${count} messages`)
  return messages().map(({ rev, text }) => ({ rev, text }))
}

const dense = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n)

test('NODE-1 messages, receipts, typing and new dialogs of one node reach the connections of the others', async () => {
  const { annId, bobId, ann, bob, room_id } = await pair()
  const phone = await node(2).signIn(annId)
  await say(ann, room_id, 'hello')
  for (const socket of [ann, bob, phone]) {
    expect((await socket.event('message')).message).toMatchObject({ seq: 1, text: 'hello' })
  }
  await bob.request('receipts.update', { rooms: [{ room_id, read_seq: 1 }] })
  expect(await phone.event('receipt', (event) => event.user_id === bobId)).toMatchObject({ room_id, read_seq: 1 })
  await bob.request('typing', { room_id, typing: true })
  expect(await ann.event('typing')).toMatchObject({ user_id: bobId, typing: true })
})

test('NODE-1 each node delivers every rev once and in order, though the bus drops, repeats and reorders', async () => {
  const { ann, bob, room_id } = await pair()
  const carl = await node(1).signIn(bob.auth.me?.user_id ?? '')
  let count = 0
  node(1).weather.repeats = true
  node(1).weather.arrives = (event) => event.t !== 'message' || ++count % 3 !== 0
  await Promise.all(Array.from({ length: 29 }, (_, n) => say(ann, room_id, `from ann ${n}`)))
  await Promise.all(Array.from({ length: 30 }, (_, n) => say(n % 2 ? ann : bob, room_id, `from both ${n}`)))
  node(1).weather.repeats = false
  node(1).weather.arrives = () => true
  await say(ann, room_id, 'the last')
  for (const socket of [ann, bob, carl]) {
    expect((await receivedBy(socket, 60)).map(({ rev }) => rev)).toEqual(dense(1, 60))
  }
})

test('NODE-1 the first message of a new dialog is not missed when the bus loses it', async () => {
  const { ann, bob, room_id } = await pair()
  node(1).weather.arrives = (event) => event.t !== 'message'
  await say(ann, room_id, 'lost')
  // Said after it on the same connection: when the one has come, the other would have.
  await ann.request('typing', { room_id, typing: true })
  await bob.event('typing')
  node(1).weather.arrives = () => true
  await say(ann, room_id, 'heard')
  expect((await receivedBy(bob, 2)).map(({ text }) => text)).toEqual(['lost', 'heard'])
})

test('NODE-6 a change whose event the bus lost is found in the store: the last message, a new dialog', async () => {
  const { ann, bob, room_id } = await pair()
  await say(ann, room_id, 'first')
  await receivedBy(bob, 1)
  node(1).weather.arrives = () => false
  await say(ann, room_id, 'lost')
  const cat = await node(0).signIn(`cat${pairs}`)
  const asked = await cat.request('dialog.open', { user_id: bob.auth.me?.user_id ?? '' })
  await say(cat, asked.room.room_id, 'lost too')
  await bob.settled()
  expect(bob.events.filter((event) => event.t === 'message')).toHaveLength(1)
  node(1).clock.elapse(31_000)
  expect((await receivedBy(bob, 2)).at(-1)).toMatchObject({ rev: 2, text: 'lost' })
  expect((await bob.event('room', ({ room }) => room.room_id === asked.room.room_id)).room.last_seq).toBe(1)
  node(1).weather.arrives = () => true
})

test('NODE-2 while NATS is away messages are accepted and reach the others within moments, once each', async () => {
  const { ann, bob, room_id } = await pair()
  await say(ann, room_id, 'before')
  await natsGone()
  for (let n = 0; n < 20; n++) await say(n % 2 ? ann : bob, room_id, `away ${n}`)
  for (const socket of [ann, bob]) expect((await receivedBy(socket, 21)).map(({ rev }) => rev)).toEqual(dense(1, 21))
  siteKnows(`new${pairs}`)
  const { room } = await ann.request('dialog.open', { user_id: `new${pairs}` })
  const late = await node(2).signIn(`new${pairs}`)
  await say(ann, room.room_id, 'to a user who is elsewhere')
  expect((await receivedBy(late, 1)).at(-1)).toMatchObject({ text: 'to a user who is elsewhere' })

  await natsBack()
  for (let n = 0; n < 20; n++) await say(n % 2 ? ann : bob, room_id, `back ${n}`)
  for (const socket of [ann, bob])
    expect((await receivedBy(socket, 41, room_id)).map(({ rev }) => rev)).toEqual(dense(1, 41))
})

test('NODE-2 a membership that ends while NATS is away ends on the other nodes too', async () => {
  const { bobId, ann, bob, room_id } = await pair()
  await say(ann, room_id, 'hello')
  await receivedBy(bob, 1)
  await natsGone()
  await node(0)
    .store.control.updateTable('member')
    .set({ state: 'left' })
    .where('widget_id', '=', node(0).widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', bobId)
    .execute()
  // the event of the dialog itself, which came first, does not count
  await bob.event('room', ({ room }) => room.room_id === room_id && room.state === 'left')
  await say(ann, room_id, 'not for Bob')
  await natsBack()
  await say(ann, room_id, 'nor this')
  await receivedBy(ann, 3)
  await bob.settled()
  expect(await receivedBy(bob, 1)).toHaveLength(1)
})

test('NODE-3 a removed user receives nothing of the room on any node, from the moment the node gets the event', async () => {
  const { bobId, ann, bob } = await pair()
  const phone = await node(2).signIn(bobId)
  const { room } = await ann.request('room.open', { pipe: `of pair ${pairs}`, user_ids: [bobId] })
  const { room_id } = room
  // The event of the room itself: the next one is that of the hint.
  for (const socket of [bob, phone]) await socket.event('room', (event) => event.room.room_id === room_id)
  await say(ann, room_id, 'hello')
  for (const socket of [bob, phone]) await receivedBy(socket, 1)
  const { widget_id } = node(0)
  const type = (typing: boolean) =>
    node(0).bus.publish({ t: 'typing', widget_id, room_id, user_id: ann.auth.me?.user_id ?? '', typing })
  node(0).bus.publish({ t: 'room', widget_id, room_id, user_ids: [bobId], gone: [bobId] })
  // Behind it on the bus, before the store could be asked.
  type(true)
  // The hint was false: in the store, the user is still a member, and receives what comes after the node has read it.
  for (const socket of [bob, phone]) {
    await until(() => {
      type(false)
      return socket.events.some((event) => event.t === 'typing')
    })
    expect(socket.events.filter((event) => event.t === 'typing' && event.typing)).toEqual([])
  }
})

test('NODE-5 a user is online on any node, and offline 10 s after their last connection on all closed', async () => {
  const { annId, ann, bobId, bob, room_id } = await pair()
  const watch = async (socket: TestSocket) => (await socket.request('presence.watch', { room_ids: [room_id] })).users
  await say(ann, room_id, 'hello')
  await receivedBy(bob, 1)
  for (const socket of [ann, bob]) await until(async () => (await watch(socket))[0]?.online === true)
  expect(await watch(ann)).toEqual([{ user_id: bobId, online: true, last_seen: null }])
  const phone = await node(2).signIn(annId)
  ann.close()
  await ann.closed
  node(0).clock.elapse(11_000)
  await phone.settled()
  expect(await watch(bob)).toEqual([{ user_id: annId, online: true, last_seen: null }])
  phone.close()
  await phone.closed
  node(2).clock.elapse(11_000)
  expect(await bob.event('presence', ({ online }) => !online)).toMatchObject({ user_id: annId })
})

test('NODE-5 a presence change that the bus lost shows with the next sign of life of that node', async () => {
  const { annId, ann, bob, room_id } = await pair()
  await say(ann, room_id, 'hello')
  await receivedBy(bob, 1)
  const watch = async () => (await bob.request('presence.watch', { room_ids: [room_id] })).users[0]
  await until(async () => (await watch())?.online === true)
  node(1).weather.arrives = (event) => event.t !== 'presence'
  ann.close()
  await ann.closed
  node(0).clock.elapse(11_000)
  // That she came online may be on its way still, late.
  expect(await bob.event('presence', ({ online }) => !online)).toMatchObject({ user_id: annId })
  bob.events.length = 0
  await node(0).signIn(annId)
  node(0).clock.elapse(4_000)
  expect(await bob.event('presence')).toMatchObject({ user_id: annId, online: true })
  node(1).weather.arrives = () => true
})

test('NODE-5 when a node falls silent, its users are offline after 10 s; when it is heard again, they are online', async () => {
  const { annId, ann, bob, room_id } = await pair()
  await say(ann, room_id, 'hello')
  await receivedBy(bob, 1)
  const watch = async () => (await bob.request('presence.watch', { room_ids: [room_id] })).users[0]
  await until(async () => (await watch())?.online === true)
  node(1).weather.arrives = () => false
  node(1).clock.elapse(11_000)
  const offline = await bob.event('presence', ({ online }) => !online)
  expect(offline).toMatchObject({ user_id: annId, last_seen: expect.any(Number) })
  bob.events.length = 0
  node(1).weather.arrives = () => true
  node(0).clock.elapse(4_000)
  expect(await bob.event('presence')).toMatchObject({ user_id: annId, online: true, last_seen: null })
})

test("OWN-4 a change of a user's own state reaches the user's devices on other nodes, also when the bus lost it", async () => {
  const { annId, ann, room_id } = await pair()
  const phone = await node(2).signIn(annId)
  await ann.request('room.mute', { room_id, until: 1 })
  expect((await phone.event('own')).items).toMatchObject([{ rev: 1, room_id, until: 1 }])
  node(2).weather.arrives = (event) => event.t !== 'own'
  await ann.request('room.mute', { room_id, until: null })
  await natsGone()
  expect((await phone.event('own')).items).toMatchObject([{ rev: 2, room_id, until: null }])
  node(2).weather.arrives = () => true
  await natsBack()
})

test('NOTIFY-3 a user who looks at a page of another node is active, and not if that node is silent or they stop', async () => {
  const { annId, bobId, bob } = await pair()
  const { activeUsers } = node(0).gateway.deps
  const active = async () => [...(await activeUsers.among(node(0).widget_id, [annId, bobId]))]
  await bob.request('presence.active', { active: true })
  // a busy machine may take longer than a node has to answer
  await until(async () => (await active()).includes(bobId))
  node(0).weather.arrives = ({ t }) => t !== 'active'
  expect(await active()).toEqual([])
  node(0).weather.arrives = () => true
  await until(async () => (await active()).includes(bobId))
  await bob.request('presence.active', { active: false })
  expect(await active()).toEqual([])
})
