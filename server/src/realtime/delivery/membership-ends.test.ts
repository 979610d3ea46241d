import { expect, test } from 'bun:test'
import type { ServerEvent } from '@imbachat/protocol'
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node'
import { until } from '../../../../sdk/src/testing/until.ts'
import { say } from '../testing/crowd.ts'
import { serviceOfNodes } from '../testing/nodes.ts'

const { node, space, siteKnows, natsUrl, natsGone, natsBack } = serviceOfNodes(3)

let rooms = 0
/** A room of Ann on the first node, Bob on the second and Cat on the third, who have all heard its first message. */
async function room() {
  const mark = ++rooms
  const [ann, bob, cat] = [`ann${mark}`, `bob${mark}`, `cat${mark}`]
  siteKnows(ann, bob, cat)
  const by = { ann: await node(0).signIn(ann), bob: await node(1).signIn(bob), cat: await node(2).signIn(cat) }
  const opened = await by.ann.request('room.open', { pipe: `room ${mark}`, is_public: true, user_ids: [bob, cat] })
  const { room_id } = opened.room
  for (const socket of [by.bob, by.cat]) await socket.event('room', ({ room }) => room.room_id === room_id)
  await say(by.ann, room_id, 'hello')
  for (const socket of [by.ann, by.bob, by.cat]) await socket.event('message')
  return { by, ids: { ann, bob, cat }, room_id }
}

const ends = {
  'is removed': (on: Room) => on.by.ann.request('members.remove', { room_id: on.room_id, user_id: on.ids.bob }),
  'is banned': (on: Room) =>
    on.by.ann.request('members.remove', { room_id: on.room_id, user_id: on.ids.bob, ban: true }),
  leaves: (on: Room) => on.by.bob.request('room.leave', { room_id: on.room_id }),
}
type Room = Awaited<ReturnType<typeof room>>
const NAMES = Object.keys(ends) as (keyof typeof ends)[]

test.each(NAMES)('NODE-3 a user who %s receives nothing more on any node, and others receive all', async (name) => {
  const { by, ids, room_id } = await room()
  const phone = await node(2).signIn(ids.bob)
  await ends[name]({ by, ids, room_id })
  // Right behind, from the same node and from another one.
  await Promise.all(Array.from({ length: 10 }, (_, n) => say(n % 2 ? by.ann : by.cat, room_id, `after ${n}`)))
  for (const socket of [by.bob, phone]) {
    await socket.event('room', (event) => ['left', 'banned'].includes(event.room.state))
    socket.events.length = 0
  }
  for (let n = 0; n < 10; n++) await say(by.ann, room_id, `later ${n}`)
  for (const socket of [by.ann, by.cat])
    await socket.until(() => socket.events.flatMap(textsIn).length === 20, '20 messages')
  for (const socket of [by.bob, phone]) {
    await socket.settled()
    expect(socket.events.filter(isMessage)).toEqual([])
  }
  phone.close()
})

/** What people said; the notice of the removal does not count. */
const textsIn = (event: ServerEvent) =>
  (event.t === 'message' ? [event.message] : event.t === 'messages' ? event.messages : []).filter(
    ({ system }) => system === undefined,
  )
const isMessage = ({ t }: { t: string }) => t === 'message' || t === 'messages'

test.each(NAMES)('NODE-2 a user who %s while NATS is away is cut off on other nodes within moments', async (name) => {
  const { by, ids, room_id } = await room()
  const phone = await node(2).signIn(ids.bob)
  await natsGone()
  await ends[name]({ by, ids, room_id })
  for (const socket of [by.bob, phone]) {
    await socket.event('room', (event) => ['left', 'banned'].includes(event.room.state))
    socket.events.length = 0
  }
  await say(by.ann, room_id, 'after')
  await natsBack()
  await say(by.cat, room_id, 'later')
  await by.ann.event('message', ({ message }) => message.text === 'later')
  for (const socket of [by.bob, phone]) {
    await socket.settled()
    expect(socket.events.filter(isMessage)).toEqual([])
  }
  phone.close()
})

/** Publishes on the bus under the id of a node that does not exist. */
async function withOtherProgram(act: (other: NatsConnection) => Promise<void>): Promise<void> {
  const other = await connect({ servers: natsUrl() })
  await act(other)
  await other.close()
}

/** As `members.remove` on a node whose word of it the bus lost. */
const removeUnheard = ({ ids, room_id }: Room) =>
  node(0).store.chat.changeMembers({
    widget_id: node(0).widget_id,
    room_id,
    by: ids.ann,
    siteAdmin: false,
    act: 'remove',
    user_ids: [ids.bob],
  })

test('NODE-4 a removal that the bus lost is noticed with the next event of that node, since a number is missing', () =>
  withOtherProgram(async (other) => {
    const { by, ids, room_id } = await room()
    const { widget_id } = node(0)
    const speak = (n: number) => {
      const event = { t: 'users', widget_id, user_ids: [] }
      other.publish(`imbachat.${space}.w.${widget_id}`, JSON.stringify({ from: 'other', n, event }))
    }
    speak(1)
    await removeUnheard({ by, ids, room_id })
    speak(3)
    await by.bob.event('room', (event) => event.room.state === 'left')
    await say(by.ann, room_id, 'after')
    await by.cat.event('message')
    await by.bob.settled()
    expect(by.bob.events.filter(isMessage)).toEqual([])
  }))

test('NODE-4 a lost removal that no event follows is noticed with the beat of that node', () =>
  withOtherProgram(async (other) => {
    const { by, ids, room_id } = await room()
    await removeUnheard({ by, ids, room_id })
    other.publish(`imbachat.${space}.beat`, JSON.stringify({ from: 'another', counts: [[node(0).widget_id, 1]] }))
    await by.bob.event('room', (event) => event.room.state === 'left')
  }))

test('NODE-4 each node beats after it spoke: two beats tell how far it has come', () =>
  withOtherProgram(async (other) => {
    const { by, room_id } = await room()
    const beats: { from: string; counts: [number, number][] }[] = []
    const callback = (_: Error | null, message: Msg) => void beats.push(message.json())
    other.subscribe(`imbachat.${space}.beat`, { callback })
    await other.flush()
    await say(by.ann, room_id, 'counts')
    const ofFirst = () => beats.filter(({ from }) => from === node(0).bus.node_id)
    await until(() => ofFirst().length >= 2, 'two beats')
    expect(
      ofFirst()
        .at(-1)
        ?.counts.map(([widget_id]) => widget_id),
    ).toEqual([node(0).widget_id])
  }))
