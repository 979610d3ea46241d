import { expect, test } from 'bun:test'
import { say } from '../testing/crowd.ts'
import { linked, serviceOfNodes } from '../testing/nodes.ts'

const { node, siteKnows } = serviceOfNodes(2)

test('NODE-7 changes that a node made while only it was cut off reach the other nodes as soon as it is back', async () => {
  siteKnows('ann', 'bob', 'cat')
  const [cutOff, other] = [node(0), node(1)]
  const ann = await cutOff.signIn('ann')
  const [bob, cat] = [await other.signIn('bob'), await other.signIn('cat')]
  const opened = await ann.request('room.open', { pipe: 'room', is_public: true, user_ids: ['bob', 'cat'] })
  const { room_id } = opened.room
  for (const socket of [bob, cat]) await socket.event('room')

  cutOff.cable.cut()
  await linked(cutOff.bus, 'away')
  await ann.request('members.remove', { room_id, user_id: 'bob' })
  await say(ann, room_id, 'without Bob')
  cutOff.cable.mend()
  await linked(cutOff.bus, 'joined')

  await bob.event('room', ({ room }) => room.state === 'left')
  await cat.event('message', ({ message }) => message.text === 'without Bob')
  await bob.settled()
  expect(bob.events.filter(({ t }) => t === 'message')).toEqual([])
})

test("REST-11 a node that missed the end of a user's sessions closes them, and renews no earlier token", async () => {
  siteKnows('eve', 'fay')
  const [cutOff, other] = [node(0), node(1)]
  const [eve, fay] = [await cutOff.signIn('eve'), await cutOff.signIn('fay')]
  const elsewhere = await other.signIn('eve')
  const { widget_id } = other
  const now = Math.floor(other.clock.now() / 1000)
  const old = await other.sign({ user_id: 'eve', iat: now - 60, exp: now + 600 })
  cutOff.cable.cut()
  await linked(cutOff.bus, 'away')
  await other.store.control
    .updateTable('chat_user')
    .set({ tokens_from: other.clock.now() + 1 })
    .where('widget_id', '=', widget_id)
    .where('id', '=', 'eve')
    .execute()
  expect(await elsewhere.refusal('auth.renew', { token: old })).toMatchObject({ code: 'token_expired' })
  cutOff.cable.mend()
  await linked(cutOff.bus, 'joined')
  expect(await eve.event('bye')).toMatchObject({ code: 'token_expired' })
  await eve.closed
  await fay.settled()
})

test('ROOM-15 a node that missed a ban ends the reading of a user who is not in the room', async () => {
  siteKnows('gus', 'hal', 'ida')
  const [cutOff, other] = [node(0), node(1)]
  const gus = await other.signIn('gus')
  const [hal, ida] = [await cutOff.signIn('hal'), await cutOff.signIn('ida')]
  const { room } = await gus.request('room.open', { pipe: 'read', title: 'Read', is_public: true })
  const { room_id } = room
  await hal.request('room.join', { room_id })
  await hal.request('room.leave', { room_id })
  for (const reader of [hal, ida]) await reader.request('room.open', { pipe: 'read', join: false })
  await say(gus, room_id, 'to all')
  for (const reader of [hal, ida]) await reader.event('message', ({ message }) => message.text === 'to all')

  cutOff.weather.arrives = ({ t }) => t !== 'room'
  await gus.request('members.remove', { room_id, user_id: 'hal', ban: true })
  // a node that is back looks for what it missed
  cutOff.cable.cut()
  await linked(cutOff.bus, 'away')
  cutOff.cable.mend()
  await linked(cutOff.bus, 'joined')
  await hal.event('room', (event) => event.room.state === 'banned')
  cutOff.weather.arrives = () => true
  await say(gus, room_id, 'without Hal')
  await ida.event('message', ({ message }) => message.text === 'without Hal')
  await hal.settled()
  expect(JSON.stringify(hal.events)).not.toContain('without Hal')
})
