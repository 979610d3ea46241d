import { afterAll, beforeAll, expect, test } from 'bun:test'
import { natsBus } from '../bus/nats.ts'
import { type Cable, layCable } from '../bus/testing/cable.ts'
import { type NatsServer, startNatsServer } from '../bus/testing/nats-server.ts'
import { silentLog } from '../domain/log.ts'
import { freshDataDir } from '../store/testing/data-dir.ts'
import { type ChatServer, startChat } from './testing/chat-server.ts'
import { say } from './testing/crowd.ts'
import { linked } from './testing/nodes.ts'

let nats: NatsServer
let cable: Cable
let cutOff: ChatServer
let joined: ChatServer
let ends: (() => Promise<void> | void)[]
/** One node that is cut off from the bus for a while, and one that never is, and does not notice that the other is. */
beforeAll(async () => {
  nats = await startNatsServer()
  cable = await layCable(nats.url)
  const { dataDir, remove } = freshDataDir()
  const bus = (url: string) => natsBus({ url, space: 'cut', log: silentLog })
  cutOff = await startChat({ node: { dataDir, bus: bus(cable.url) } })
  joined = await startChat({ node: { dataDir, bus: bus(nats.url), widgetId: cutOff.widgetId } })
  ends = [cutOff.stop, joined.stop, remove, () => cable.close(), nats.kill]
  for (const { siteUsers } of [cutOff, joined]) for (const name of ['ann', 'bob', 'cat']) siteUsers.set(name, { name })
})
afterAll(async () => {
  for (const end of ends) await end()
})

test('R75 what a node did while it alone was cut off is made good on the others as soon as it is back', async () => {
  const ann = await cutOff.signIn('ann')
  const [bob, cat] = [await joined.signIn('bob'), await joined.signIn('cat')]
  const opened = await ann.request('room.open', { pipe: 'room', is_public: true, user_ids: ['bob', 'cat'] })
  const { room_id } = opened.room
  for (const socket of [bob, cat]) await socket.event('room')

  cable.cut()
  await linked(cutOff.bus, 'away')
  await ann.request('members.remove', { room_id, user_id: 'bob' })
  await say(ann, room_id, 'without Bob')
  cable.mend()
  await linked(cutOff.bus, 'joined')

  await bob.event('room', ({ room }) => room.state === 'left')
  expect(await cat.event('message')).toMatchObject({ message: { text: 'without Bob' } })
  await bob.settled()
  expect(bob.events.filter(({ t }) => t === 'message')).toEqual([])
})
