import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import type { Call } from '@imbachat/protocol'
import { callIn, callThat, newParty, SENDS } from '@imbachat/server/realtime/testing/calling'
import type { TestSocket } from '@imbachat/server/realtime/testing/test-socket'
import { signIn } from '../../e2e/stage/wire.ts'
import { eventually, until } from '../../sdk/src/testing/until.ts'
import { type Cluster, type ClusterWidget, startCluster } from './cluster.ts'

/** Longer than a busy machine takes to bring a party back at another node. */
const LEASE_MS = 10_000
const OFFER = { attempt: 1, description: { type: 'offer' as const, sdp: 'v=0' } }
const ANSWER = { attempt: 1, description: { type: 'answer' as const, sdp: 'v=0' } }

let cluster: Cluster
let widget: ClusterWidget
beforeAll(async () => {
  const env = { CALLS_PER_MINUTE: '0', CALL_UNANSWERED: '0', CALL_LEASE_MS: String(LEASE_MS), CALLS_UDP_PORT: '0' }
  cluster = await startCluster({ count: 2, env })
  widget = await cluster.makeWidget(['--setting', 'messages_per_minute=6000'])
})
afterAll(() => cluster?.stop(), 60_000)
afterEach(async () => {
  for (const node of cluster.nodes) await node.start()
})

function token(user: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ user_id: user, exp: Math.floor(Date.now() / 1000) + 3600 })}`
  return `${signed}.${createHmac('sha256', widget.secret_key).update(signed).digest('base64url')}`
}

/** A device of the user, at that node. */
const at = (node: number, user: string): Promise<TestSocket> =>
  eventually(
    () => signIn({ chatUrl: `http://127.0.0.1:${cluster.nodes[node]?.port}`, widgetId: widget.id }, token(user)),
    30_000,
  )

let pairs = 0

/** The caller is at node 0, the callee at node 1, and both have written. */
async function pair() {
  const names = { ann: `ann${++pairs}`, bob: `bob${pairs}` }
  const [ann, bob] = [await at(0, names.ann), await at(1, names.bob)]
  const { room } = await ann.request('dialog.open', { user_id: names.bob })
  const { room_id } = room
  for (const socket of [ann, bob]) {
    await socket.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'Hello' })
  }
  return { ann, bob, names, room_id }
}

async function ringing() {
  const both = await pair()
  const party = newParty()
  const { call } = await both.ann.request('call.start', { room_id: both.room_id, party, video: false })
  expect((await callIn(both.bob, 'calling')).call_id).toBe(call.call_id)
  await both.bob.request('call.rang', { call_id: call.call_id })
  await callIn(both.ann, 'ringing')
  return { ...both, call_id: call.call_id, parties: { ann: party, bob: newParty() } }
}

const renew = async (socket: TestSocket, call_id: string, party: string): Promise<Call> =>
  (await socket.request('call.renew', { call_id, party, connected: true, ...SENDS })).call

async function talking() {
  const ringed = await ringing()
  const { ann, bob, call_id, parties } = ringed
  await bob.request('call.accept', { call_id, party: parties.bob, video: false })
  await callIn(ann, 'connecting')
  await renew(ann, call_id, parties.ann)
  expect((await renew(bob, call_id, parties.bob)).state).toBe('active')
  return ringed
}

const entriesOf = async (socket: TestSocket, room_id: number) =>
  (await socket.request('messages.list', { room_id })).messages.flatMap(({ call }) => (call ? [call.outcome] : []))

test('CALL-24 a call between two nodes rings, passes signals both ways in order, and ends', async () => {
  const { ann, bob, call_id, parties, room_id } = await talking()
  const [mine, theirs] = [
    { call_id, party: parties.ann, to: parties.bob },
    { call_id, party: parties.bob, to: parties.ann },
  ]
  for (let n = 1; n <= 20; n++) {
    await ann.request('call.signal', { ...mine, n, signal: OFFER })
    await bob.request('call.signal', { ...theirs, n, signal: ANSWER })
  }
  for (const [socket, signal] of [
    [ann, ANSWER],
    [bob, OFFER],
  ] as const) {
    const signals = () => socket.events.flatMap((event) => (event.t === 'call_signal' ? [event] : []))
    await until(() => signals().length === 20, 'all signals arrive')
    const heard = signals()
    expect(heard.map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
    expect(heard.every((event) => event.signal.description?.type === signal.description.type)).toBe(true)
  }
  await bob.request('call.leave', { call_id, party: parties.bob })
  expect((await callIn(ann, 'ended')).outcome).toBe('answered')
  for (const socket of [ann, bob]) {
    await eventually(async () => expect(await entriesOf(socket, room_id)).toEqual(['answered']))
  }
})

test('CALL-24 of devices that accept at two nodes at once, one has the call, and every one knows which', async () => {
  const { ann, bob, names, room_id } = await pair()
  const other = await at(0, names.bob)
  const rounds = 20
  const winners = { here: 0, there: 0 }
  for (let round = 0; round < rounds; round++) {
    const { call } = await ann.request('call.start', { room_id, party: newParty(), video: false })
    const { call_id } = call
    const [one, two] = [newParty(), newParty()]
    const replies = await Promise.all([
      bob.request('call.accept', { call_id, party: one, video: false }),
      other.request('call.accept', { call_id, party: two, video: false }),
    ])
    const holder = new Set(replies.map((reply) => reply.call.members[1]?.party))
    expect(holder.size).toBe(1)
    expect(replies.filter(({ ice }) => ice !== null)).toHaveLength(1)
    const isOf = (seen: Call) => seen.call_id === call_id && seen.members[1]?.party != null
    for (const socket of [ann, bob, other]) {
      expect(holder).toContain((await callThat(socket, isOf)).members[1]?.party)
    }
    winners[holder.has(one) ? 'here' : 'there']++
    await ann.request('call.end', { call_id })
  }
  expect(winners.here + winners.there).toBe(rounds)
  await eventually(async () => expect(await entriesOf(ann, room_id)).toHaveLength(rounds))
})

test('CALL-24 two users who call each other at two nodes at once are in one call', async () => {
  const { ann, bob, room_id } = await pair()
  for (let round = 0; round < 20; round++) {
    const [one, two] = await Promise.all([
      ann.request('call.start', { room_id, party: newParty(), video: false }),
      bob.request('call.start', { room_id, party: newParty(), video: false }),
    ])
    expect(one.call.call_id).toBe(two.call.call_id)
    expect(new Set([one.call.state, two.call.state])).toContain('connecting')
    await ann.request('call.end', { call_id: one.call.call_id })
  }
})

test('CALL-24 a node that is killed while it rings takes no call with it: the callee answers at the other one', async () => {
  const { ann, call_id, names, parties, room_id } = await ringing()
  await cluster.nodes[1]?.end('SIGKILL')
  const again = await at(0, names.bob)
  expect((await again.request('call.current', {})).calls).toMatchObject([{ call_id, state: 'ringing' }])
  await again.request('call.accept', { call_id, party: parties.bob, video: false })
  await callIn(ann, 'connecting')
  await renew(ann, call_id, parties.ann)
  expect((await renew(again, call_id, parties.bob)).state).toBe('active')
  await ann.request('call.leave', { call_id, party: parties.ann })
  await eventually(async () => expect(await entriesOf(ann, room_id)).toEqual(['answered']))
})

test('CALL-24 a caller whose node is killed while it rings goes on at another one, and hears the answer', async () => {
  const { bob, call_id, names, parties } = await ringing()
  await cluster.nodes[0]?.end('SIGKILL')
  const again = await at(1, names.ann)
  expect((await renew(again, call_id, parties.ann)).state).toBe('ringing')
  await bob.request('call.accept', { call_id, party: parties.bob, video: false })
  expect((await callIn(again, 'connecting')).members[1]?.party).toBe(parties.bob)
  await bob.request('call.end', { call_id })
})

test('CALL-24 in a call whose node is killed, the party goes on at another node, and signals pass again', async () => {
  const { bob, call_id, names, parties, room_id } = await talking()
  await cluster.nodes[0]?.end('SIGKILL')
  const again = await at(1, names.ann)
  expect((await renew(again, call_id, parties.ann)).state).toBe('active')
  await bob.request('call.signal', { call_id, party: parties.bob, to: parties.ann, n: 1, signal: OFFER })
  expect((await again.event('call_signal')).from).toBe(parties.bob)
  await again.request('call.leave', { call_id, party: parties.ann })
  expect((await callIn(bob, 'ended')).outcome).toBe('answered')
  await eventually(async () => expect(await entriesOf(bob, room_id)).toEqual(['answered']))
})

test('CALL-24 the node that is left ends the call of a party that does not come back, with one entry', async () => {
  const { bob, call_id, parties, room_id } = await talking()
  await cluster.nodes[0]?.end('SIGKILL')
  const isLost = async () => (await renew(bob, call_id, parties.bob)).outcome === 'lost'
  await until(isLost, 'the call is lost', 4 * LEASE_MS)
  expect(await callIn(bob, 'ended')).toMatchObject({ call_id, outcome: 'lost' })
  await eventually(async () => expect(await entriesOf(bob, room_id)).toEqual(['lost']))
  expect((await bob.request('call.current', {})).calls).toEqual([])
})

test('CALL-64 the node where a group called forwards its media, and another one does when it is killed', async () => {
  const names = { ann: `ann${++pairs}`, bob: `bob${pairs}` }
  const [ann, bob] = [await at(0, names.ann), await at(1, names.bob)]
  const made = { client_id: crypto.randomUUID(), title: 'Club', user_ids: [names.bob] }
  const { room_id } = (await ann.request('room.create', made)).room
  const parties = { ann: newParty(), bob: newParty() }
  const { call } = await ann.request('call.start', { room_id, party: parties.ann, video: false })
  const { call_id, sfu = '' } = call
  await bob.request('call.join', { call_id, party: parties.bob, ...SENDS })
  const restart = (to: string, attempt: number) => {
    const signal = { attempt, restart: true as const }
    return bob.request('call.signal', { call_id, party: parties.bob, to, n: attempt, signal })
  }
  const offerOf = (to: string) =>
    bob.event('call_signal', ({ from, signal }) => from === to && signal.description != null)
  await restart(sfu, 1)
  await offerOf(sfu)
  await cluster.nodes[0]?.end('SIGKILL')
  const killed = performance.now()
  await restart(sfu, 2)
  const moved = await callThat(bob, (one) => one.call_id === call_id && one.sfu !== sfu && one.sfu !== undefined)
  await restart(moved.sfu ?? '', 3)
  await offerOf(moved.sfu ?? '')
  console.info(`another node offered ${Math.round(performance.now() - killed)} ms after the first was killed`)
  const again = await at(1, names.ann)
  expect((await renew(again, call_id, parties.ann)).members).toHaveLength(2)
  for (const [socket, party] of [
    [again, parties.ann],
    [bob, parties.bob],
  ] as const) {
    await socket.request('call.leave', { call_id, party })
  }
  await eventually(async () => expect(await entriesOf(bob, room_id)).toEqual(['answered']))
})

test('CALL-24 a call outlives all nodes: after a time longer than a lease, both parties go on', async () => {
  const { call_id, names, parties, room_id } = await talking()
  const lastSeen = Date.now()
  await Promise.all(cluster.nodes.map((node) => node.end('SIGKILL')))
  await until(() => Date.now() - lastSeen > LEASE_MS + 1_000)
  await Promise.all(cluster.nodes.map((node) => node.start()))
  const [ann, bob] = [await at(0, names.ann), await at(1, names.bob)]
  expect((await renew(ann, call_id, parties.ann)).state).toBe('active')
  expect((await renew(bob, call_id, parties.bob)).state).toBe('active')
  expect(await entriesOf(ann, room_id)).toEqual([])
  await ann.request('call.end', { call_id })
})
