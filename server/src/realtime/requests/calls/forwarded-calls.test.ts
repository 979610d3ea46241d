import { afterAll, beforeAll, expect, test } from 'bun:test'
import { eventually } from '../../../../../sdk/src/testing/until.ts'
import { stopCallIn } from '../../../chat/calls/stop-call.ts'
import type { SfuListener, SfuProcess, ToSfu } from '../../../chat/ports/calls.ts'
import { accepted, callThat, newParty, pairOf, SENDS } from '../../testing/calling.ts'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { crowd, say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

/** A process that only notes what it is told. */
function recordedSfu() {
  const sent: ToSfu[] = []
  const control = { available: true, listener: null as SfuListener | null }
  const process: SfuProcess = {
    available: () => control.available,
    send: (message) => void sent.push(message),
    listen: (given) => {
      control.listener = given
    },
    close() {},
  }
  const membersOf = (call_id: string) => {
    const last = sent.findLast((one) => one.t === 'members' && one.call_id === call_id)
    return last?.t === 'members' ? last.members : null
  }
  const partiesOf = (call_id: string) => membersOf(call_id)?.map(({ party }) => party)
  return { sent, control, process, membersOf, partiesOf }
}

const sfu = recordedSfu()
let chat: ChatServer
beforeAll(async () => {
  const limits = { FRAMES_PER_SECOND: 10_000, FRAMES_PER_SECOND_PER_ADDRESS: 0, CALLS_PER_MINUTE: 0 }
  chat = await startChat({ limits, sfu: sfu.process })
})
afterAll(() => chat.stop())

/** Ann's group, whose call these are in. */
async function groupCall<Name extends string>(...names: Name[]) {
  const { by, ids } = await crowd<Name | 'ann'>(chat, 'ann', ...names)
  const user_ids = names.map((name) => ids[name])
  const { room } = await by.ann.request('room.create', { client_id: crypto.randomUUID(), title: 'Club', user_ids })
  const { room_id } = room
  const parties = { ann: newParty() } as Record<Name | 'ann', string>
  const { call } = await by.ann.request('call.start', { room_id, party: parties.ann, video: true })
  const { call_id } = call
  for (const name of names) {
    parties[name] = newParty()
    await by[name].request('call.join', { call_id, party: parties[name], ...SENDS })
  }
  await eventually(() => expect(sfu.partiesOf(call_id)).toEqual(Object.values(parties)))
  return { by, ids, room_id, call, call_id, parties, sfuOf: call.sfu ?? '' }
}

const restart = (socket: TestSocket, call_id: string, party: string, to: string, attempt = 1) =>
  socket.request('call.signal', { call_id, party, to, n: attempt, signal: { attempt, restart: true } })

test('CALL-60 a group has a call for eight, whose media goes through the server', async () => {
  const { by, call, call_id, parties, sfuOf } = await groupCall('bob')
  expect(call).toMatchObject({ relay: false, group: { most: 8 } })
  expect(sfuOf).toMatch(/^[\w-]{22}$/)
  await restart(by.bob, call_id, parties.bob, sfuOf)
  const connect = { t: 'connect', call_id, party: parties.bob, attempt: 1 } as const
  await eventually(() => expect(sfu.sent).toContainEqual(connect))
  sfu.control.listener?.offered({ call_id, party: parties.bob, attempt: 1, sdp: 'v=0' })
  const offer = await by.bob.event('call_signal')
  const description = { type: 'offer', sdp: 'v=0' }
  expect(offer).toMatchObject({ from: sfuOf, to: parties.bob, n: 1, signal: { attempt: 1, description } })
  const answer = { attempt: 1, description: { type: 'answer' as const, sdp: 'v=1' } }
  await by.bob.request('call.signal', { call_id, party: parties.bob, to: sfuOf, n: 2, signal: answer })
  await eventually(() =>
    expect(sfu.sent).toContainEqual({ t: 'answer', call_id, party: parties.bob, attempt: 1, sdp: 'v=1' }),
  )
})

test('CALL-61 a private call needs no relay, and nothing passes before the acceptance', async () => {
  const users = await pairOf(chat)
  const { by, room_id } = users
  await by.bob.request('settings.set', { settings: { hide_address: true } })
  const [ann, bob] = [newParty(), newParty()]
  const { call, ice } = await by.ann.request('call.start', { room_id, party: ann, video: false })
  const { call_id } = call
  expect(call.relay).toBe(true)
  expect(call.sfu).toMatch(/^[\w-]{22}$/)
  expect(ice).toEqual({ servers: [], relay_only: false })
  const early = { call_id, party: ann, to: call.sfu ?? '', n: 1, signal: { attempt: 1, restart: true as const } }
  expect((await by.ann.refusal('call.signal', early)).code).toBe('call_party_gone')
  expect(sfu.partiesOf(call_id)).toBeUndefined()
  await by.bob.request('call.rang', { call_id })
  await by.bob.request('call.accept', { call_id, party: bob, video: false })
  await eventually(() => expect(sfu.partiesOf(call_id)).toEqual([ann, bob]))
  await by.ann.request('call.signal', early)
  await by.bob.request('call.end', { call_id })
  await eventually(() => expect(sfu.partiesOf(call_id)).toEqual([]))
})

test('CALL-10 a widget without direct calls sends those of users who know each other through the server', async () => {
  const widget_id = await chat.makeWidget({ call_path: 'server' })
  const [ann, bob] = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  await say(ann, room_id, 'Hello')
  await say(bob, room_id, 'Hello Ann')
  const { call } = await ann.request('call.start', { room_id, party: newParty(), video: false })
  expect(call).toMatchObject({ relay: true, sfu: expect.stringMatching(/^[\w-]{22}$/) })
})

test('CALL-61 a call between users who know each other stays direct', async () => {
  const { call_id } = await accepted(await pairOf(chat))
  expect(sfu.partiesOf(call_id)).toBeUndefined()
})

test('CALL-62 pages give each other no signal and the server no candidate', async () => {
  const { by, call_id, parties, sfuOf } = await groupCall('bob')
  const own = { call_id, party: parties.ann, n: 1 }
  const description = { type: 'offer' as const, sdp: 'v=0' }
  const toBob = { ...own, to: parties.bob, signal: { attempt: 1, description } }
  expect(await by.ann.refusal('call.signal', toBob)).toMatchObject({ code: 'call_party_gone', field: 'to' })
  const candidates = [{ candidate: 'a', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: null }]
  for (const signal of [
    { attempt: 1, candidates },
    { attempt: 1, description },
  ]) {
    const refused = await by.ann.refusal('call.signal', { ...own, to: sfuOf, signal })
    expect(refused).toMatchObject({ code: 'invalid_field', field: 'signal' })
  }
  // a party that takes no part
  const foreign = { ...own, party: newParty(), to: sfuOf, signal: { attempt: 1, restart: true as const } }
  expect((await by.ann.refusal('call.signal', foreign)).code).toBe('call_party_gone')
})

test('CALL-72 nobody takes the place of another member by their party', async () => {
  const { by, ids, call_id, parties, sfuOf } = await groupCall('bob', 'eve')
  const stolen = { call_id, party: parties.bob, ...SENDS }
  expect(await by.eve.refusal('call.join', stolen)).toMatchObject({ code: 'invalid_field', field: 'party' })
  expect(sfu.partiesOf(call_id)).toEqual(Object.values(parties))
  await restart(by.bob, call_id, parties.bob, sfuOf)
  // once Bob has left, another user may take his party, and the server's offers go to that user
  await by.bob.request('call.leave', { call_id, party: parties.bob })
  await by.eve.request('call.join', stolen)
  await restart(by.eve, call_id, parties.bob, sfuOf)
  const connect = { t: 'connect', call_id, party: parties.bob, attempt: 2 } as const
  await eventually(() => expect(sfu.sent).toContainEqual(connect))
  sfu.control.listener?.offered({ call_id, party: parties.bob, attempt: 2, sdp: 'v=eve' })
  expect(await by.eve.event('call_signal')).toMatchObject({ to: parties.bob, signal: { attempt: 2 } })
  const now = await by.bob.request('call.join', { call_id, party: newParty(), ...SENDS })
  expect(now.call.members.map(({ user_id }) => user_id)).toContain(ids.bob)
})

test('CALL-72 a call of two is not accepted, joined or answered by a call with the party of the other user', async () => {
  const users = await pairOf(chat)
  const { by, room_id } = users
  const [ann, bob] = [newParty(), newParty()]
  const { call } = await by.ann.request('call.start', { room_id, party: ann, video: false })
  const { call_id } = call
  const refused = { code: 'invalid_field', field: 'party' }
  expect(await by.bob.refusal('call.accept', { call_id, party: ann, video: false })).toMatchObject(refused)
  expect(await by.bob.refusal('call.start', { room_id, party: ann, video: false })).toMatchObject(refused)
  await by.bob.request('call.accept', { call_id, party: bob, video: false })
  expect(await by.ann.refusal('call.join', { call_id, party: bob, ...SENDS })).toMatchObject(refused)
})

test('CALL-63 the server tells of each end at once: a removal, a mute, a lost membership, a leave', async () => {
  const { by, ids, room_id, call_id, parties } = await groupCall('bob', 'cat', 'dan')
  await by.ann.request('call.mute', { call_id, user_id: ids.bob })
  await eventually(() => expect(sfu.membersOf(call_id)?.map(({ muted }) => muted)).toEqual([false, true, false, false]))
  await by.ann.request('call.remove', { call_id, user_id: ids.bob })
  await eventually(() => expect(sfu.partiesOf(call_id)).toEqual([parties.ann, parties.cat, parties.dan]))
  await stopCallIn(chat.gateway.deps, { widget_id: chat.widget_id, room_id }, [ids.cat])
  await eventually(() => expect(sfu.partiesOf(call_id)).toEqual([parties.ann, parties.dan]))
  await by.ann.request('call.leave', { call_id, party: parties.ann })
  await by.dan.request('call.leave', { call_id, party: parties.dan })
  await eventually(() => expect(sfu.partiesOf(call_id)).toEqual([]))
})

test('CALL-39 the server is told of a blocked pair, also of one that blocks in the call', async () => {
  const { by, ids, call_id, parties } = await groupCall('bob', 'cat')
  await by.bob.request('user.block', { user_id: ids.cat, blocked: true })
  const { call } = await by.ann.request('call.renew', { call_id, party: parties.ann, connected: true, ...SENDS })
  expect(call.members).toHaveLength(3)
  await eventually(() => {
    chat.clock.elapse(1_000)
    expect(sfu.membersOf(call_id)?.map(({ apart }) => apart)).toEqual([[], [parties.cat], [parties.bob]])
  })
})

test('CALL-64 after its process died, the server tells the next one of all calls, and offers again', async () => {
  const { by, call_id, parties, sfuOf } = await groupCall('bob')
  await restart(by.bob, call_id, parties.bob, sfuOf)
  const connect = { t: 'connect', call_id, party: parties.bob, attempt: 1 } as const
  await eventually(() => expect(sfu.sent).toContainEqual(connect))
  sfu.sent.splice(0)
  sfu.control.listener?.restarted()
  await eventually(() => {
    expect(sfu.partiesOf(call_id)).toEqual([parties.ann, parties.bob])
    expect(sfu.sent).toContainEqual({ t: 'connect', call_id, party: parties.bob, attempt: 2 })
  })
})

test('CALL-64 the call of a node that is gone goes on at the node that is asked', async () => {
  const { by, room_id, call_id, parties, sfuOf } = await groupCall('bob')
  const gone = newParty()
  const change = { act: 'forward' as const, sfu: gone, instead: sfuOf, hasRelay: false }
  await chat.store.chat.changeCall({ widget_id: chat.widget_id, room_id, call_id, change })
  await restart(by.bob, call_id, parties.bob, gone)
  const moved = await callThat(by.ann, (call) => call.sfu === sfuOf && call.rev > 3)
  expect(moved.members).toHaveLength(2)
  await restart(by.bob, call_id, parties.bob, sfuOf, 2)
  const connect = { t: 'connect', call_id, party: parties.bob, attempt: 2 } as const
  await eventually(() => expect(sfu.sent).toContainEqual(connect))
})

test('CALL-64 where the process can not run, groups connect to each other, and private calls need a relay', async () => {
  const { by, call_id, parties } = await groupCall('bob')
  sfu.control.available = false
  try {
    sfu.control.listener?.failed()
    const mesh = await callThat(by.bob, (call) => call.call_id === call_id && call.sfu === undefined)
    expect(mesh.state).toBe('active')
    const description = { type: 'offer' as const, sdp: 'v=0' }
    const signal = { attempt: 1, description }
    await by.ann.request('call.signal', { call_id, party: parties.ann, to: parties.bob, n: 1, signal })
    const { by: others, room_id } = await pairOf(chat)
    await others.bob.request('settings.set', { settings: { hide_address: true } })
    const start = { room_id, party: newParty(), video: false }
    expect((await others.ann.refusal('call.start', start)).code).toBe('call_needs_relay')
  } finally {
    sfu.control.available = true
  }
})

/** The page of a member has got the offer, and has answered. */
async function answered({ by, call_id, parties, sfuOf }: Awaited<ReturnType<typeof groupCall<'bob'>>>): Promise<void> {
  const description = { type: 'answer' as const, sdp: 'v=0' }
  const signal = { call_id, party: parties.bob, to: sfuOf, n: 1, signal: { attempt: 1, description } }
  await by.bob.request('call.signal', signal)
  const answer = { t: 'answer', call_id, party: parties.bob, attempt: 1, sdp: 'v=0' } as const
  await eventually(() => expect(sfu.sent).toContainEqual(answer))
}

const storedCall = (call_id: string) => chat.store.chat.callOf(chat.widget_id, call_id)

test('CALL-69 a call whose pages answer and do not reach the SFU goes on without it, with four members', async () => {
  const group = await groupCall('bob')
  await answered(group)
  chat.clock.elapse(5_000)
  const mesh = await callThat(group.by.ann, ({ call_id, sfu }) => call_id === group.call_id && sfu === undefined)
  expect(mesh).toMatchObject({ state: 'active', group: { most: 4 } })
})

test('CALL-69 a call stays forwarded where an address is hidden, or where five are in it', async () => {
  const [hidden, five] = [await groupCall('bob'), await groupCall('bob', 'cat', 'dan', 'eve')]
  const { by, call_id, parties } = hidden
  await by.bob.request('settings.set', { settings: { hide_address: true } })
  parties.bob = newParty()
  await by.bob.request('call.join', { call_id, party: parties.bob, ...SENDS })
  for (const group of [hidden, five]) {
    await answered(group)
    chat.clock.elapse(5_000)
    // a change that comes after it
    await group.by.ann.request('call.mute', { call_id: group.call_id, user_id: group.ids.bob })
    expect(await storedCall(group.call_id)).toMatchObject({ sfu: group.sfuOf, group: { most: 8 } })
  }
})

test('CALL-69 a call stays forwarded once a page has reached the SFU from the internet, or in this call', async () => {
  for (const from of ['private', 'public'] as const) {
    const group = await groupCall('bob')
    const other = await groupCall('bob')
    const reached = from === 'private' ? group : other
    sfu.control.listener?.reached(reached.call_id, from)
    await answered(group)
    chat.clock.elapse(5_000)
    await group.by.ann.request('call.mute', { call_id: group.call_id, user_id: group.ids.bob })
    expect(await storedCall(group.call_id)).toMatchObject({ sfu: group.sfuOf })
  }
})
