import { afterAll, beforeAll, expect, test } from 'bun:test'
import { changeStanding } from '../../../moderation/restrictions/standing.ts'
import { callThat, newParty, SENDS } from '../../testing/calling.ts'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { crowd } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

const LIMITS = { FRAMES_PER_SECOND: 10_000, FRAMES_PER_SECOND_PER_ADDRESS: 0, CALLS_PER_MINUTE: 0, GROUP_CALL_USERS: 4 }
const TURN = { urls: ['turn:turn.example:3478'], secret: 'a secret of coturn' }

let chat: ChatServer
let relayed: ChatServer
beforeAll(async () => {
  chat = await startChat({ limits: LIMITS })
  relayed = await startChat({ limits: LIMITS, ice: { stunUrl: 'stun:chat.example:3478', turn: TURN } })
})
afterAll(() => Promise.all([chat.stop(), relayed.stop()]))

const OFFER = { attempt: 1, description: { type: 'offer' as const, sdp: 'v=0' } }

/** A group of Ann's. */
async function groupOf<Name extends string>(on: ChatServer, ...names: Name[]) {
  const users = await crowd<Name | 'ann'>(on, 'ann', ...names)
  const { by, ids } = users
  const { room } = await by.ann.request('room.create', {
    client_id: crypto.randomUUID(),
    title: 'Club',
    user_ids: names.map((name) => ids[name]),
  })
  return { ...users, room_id: room.room_id }
}

const start = (socket: TestSocket, room_id: number, party: string, video = false) =>
  socket.request('call.start', { room_id, party, video })
const join = (socket: TestSocket, call_id: string, party: string) =>
  socket.request('call.join', { call_id, party, ...SENDS })

test('CALL-36 a widget without direct calls has none in groups where nothing carries the media', async () => {
  const widget_id = await chat.makeWidget({ call_path: 'server' })
  const ann = await chat.signIn('ann', { widget_id })
  const client_id = crypto.randomUUID()
  const { room } = await ann.request('room.create', { client_id, title: 'Club', user_ids: ['bob'] })
  const refused = await ann.refusal('call.start', { room_id: room.room_id, party: newParty(), video: false })
  expect(refused.code).toBe('call_needs_relay')
})

test('CALL-30 a call of a small group rings for its members, who join it and leave it', async () => {
  const { by, ids, room_id } = await groupOf(chat, 'bob', 'cat')
  const [ann, bob] = [newParty(), newParty()]
  const { call, ice, apart } = await start(by.ann, room_id, ann, true)
  expect(call).toMatchObject({ state: 'active', video: true, group: { most: 4, declined: [], removed: [] } })
  expect(call.ring_until - call.started_at).toBe(45_000)
  expect({ ice, apart }).toEqual({ ice: { servers: [], relay_only: false }, apart: [] })
  const { call_id } = call
  for (const socket of [by.bob, by.cat]) {
    const seen = await callThat(socket, (one) => one.call_id === call_id)
    expect(seen.members.map(({ user_id }) => user_id)).toEqual([ids.ann])
  }
  await by.cat.request('call.decline', { call_id })
  await callThat(by.cat, ({ group }) => group?.declined[0] === ids.cat)
  expect((await join(by.bob, call_id, bob)).call.members.map(({ user_id }) => user_id)).toEqual([ids.ann, ids.bob])
  const both = await callThat(by.cat, ({ members }) => members.length === 2)
  expect(both.answered_at).toBeGreaterThanOrEqual(both.started_at)
  await by.ann.request('call.signal', { call_id, party: ann, to: bob, n: 1, signal: OFFER })
  expect((await by.bob.event('call_signal')).from).toBe(ann)
  await by.ann.request('call.leave', { call_id, party: ann })
  await callThat(by.cat, ({ members }) => members.length === 1)
  const { call: ended } = await by.bob.request('call.leave', { call_id, party: bob })
  expect(ended).toMatchObject({ state: 'ended', outcome: 'answered', members: [] })
  const entry = (await by.cat.event('message', ({ message }) => message.call !== undefined)).message
  expect(entry.call).toMatchObject({ members: [ids.ann, ids.bob], member_count: 2 })
  expect((await by.cat.request('rooms.get', { room_id })).room.unread).toBe(0)
})

test('CALL-30 a call of a large group is silent, and the fifth user finds it full', async () => {
  const { by, room_id } = await groupOf(chat, 'bob', 'cat', 'dan', 'eve')
  const { call } = await start(by.ann, room_id, newParty())
  expect(call.ring_until).toBe(call.started_at)
  for (const socket of [by.bob, by.cat, by.dan]) await join(socket, call.call_id, newParty())
  const full = await by.eve.refusal('call.join', { call_id: call.call_id, party: newParty(), ...SENDS })
  expect(full.code).toBe('call_full')
  expect((await by.eve.request('call.current', {})).calls[0]?.members).toHaveLength(4)
  await by.bob.request('call.end', { call_id: call.call_id })
  expect((await start(by.eve, room_id, newParty())).call.call_id).toBe(call.call_id)
})

test('CALL-4 in a group, signals pass between those who are in the call, and its devices alone', async () => {
  const { by, ids, room_id } = await groupOf(chat, 'bob', 'cat', 'dan')
  const [ann, bob, cat] = [newParty(), newParty(), newParty()]
  const { call_id } = (await start(by.ann, room_id, ann)).call
  await join(by.bob, call_id, bob)
  const tablet = await chat.signIn(ids.bob)
  await join(by.cat, call_id, cat)
  await by.cat.request('call.signal', { call_id, party: cat, to: bob, n: 1, signal: OFFER })
  expect(await by.bob.event('call_signal')).toMatchObject({ from: cat, to: bob })
  const signal = { call_id, n: 2, signal: OFFER }
  // a member of the group who is not in the call, and a party that is nobody's
  const foreign = { ...signal, party: newParty(), to: bob }
  expect(await by.dan.refusal('call.signal', foreign)).toMatchObject({ code: 'call_party_gone', field: 'party' })
  const astray = { ...signal, party: ann, to: newParty() }
  expect(await by.ann.refusal('call.signal', astray)).toMatchObject({ code: 'call_party_gone', field: 'to' })
  const { by: others } = await groupOf(chat, 'eve')
  expect((await others.eve.refusal('call.join', { call_id, party: newParty(), ...SENDS })).code).toBe('call_not_found')
  await tablet.settled()
  expect(tablet.events.filter(({ t }) => t === 'call_signal')).toEqual([])
})

test('CALL-13 a member of a group who joins by another page replaces the one before', async () => {
  const { by, ids, room_id } = await groupOf(chat, 'bob')
  const [ann, bob, tablet] = [newParty(), newParty(), newParty()]
  const { call_id } = (await start(by.ann, room_id, ann)).call
  await join(by.bob, call_id, bob)
  const other = await chat.signIn(ids.bob)
  expect((await join(other, call_id, tablet)).ice).not.toBeNull()
  const seen = await callThat(by.ann, ({ members }) => members[1]?.party === tablet)
  expect(seen.members).toHaveLength(2)
  expect((await by.bob.request('call.leave', { call_id, party: bob })).call.members).toHaveLength(2)
  const old = await by.bob.request('call.renew', { call_id, party: bob, connected: true, ...SENDS })
  expect(old.ice).toBeNull()
})

test('CALL-7 a member of a group who says nothing for a lease is out of the call, which goes on', async () => {
  const { by, ids, room_id } = await groupOf(chat, 'bob', 'cat')
  const [ann, bob] = [newParty(), newParty()]
  const { call_id } = (await start(by.ann, room_id, ann)).call
  await join(by.bob, call_id, bob)
  await join(by.cat, call_id, newParty())
  for (let ms = 0; ms < 25_000; ms += 1_000) {
    chat.clock.elapse(1_000)
    await by.ann.request('call.renew', { call_id, party: ann, connected: true, ...SENDS })
    await by.bob.request('call.renew', { call_id, party: bob, connected: true, ...SENDS })
  }
  const left = await callThat(by.ann, ({ members }) => members.length === 2)
  expect(left).toMatchObject({ state: 'active' })
  expect(left.members.map(({ user_id }) => user_id)).toEqual([ids.ann, ids.bob])
})

test('CALL-35 the user who started the call and the managers of the group mute and remove others', async () => {
  const { by, ids, room_id } = await groupOf(chat, 'bob', 'cat', 'dan')
  const [ann, bob, cat] = [newParty(), newParty(), newParty()]
  const { call_id } = (await start(by.bob, room_id, bob)).call
  await join(by.ann, call_id, ann)
  await join(by.cat, call_id, cat)
  // neither started it nor manages the group
  for (const act of ['call.mute', 'call.remove'] as const) {
    expect((await by.cat.refusal(act, { call_id, user_id: ids.bob })).code).toBe('forbidden')
  }
  // the owner of the group is not removed by a member
  expect((await by.bob.refusal('call.remove', { call_id, user_id: ids.ann })).code).toBe('forbidden')
  await by.bob.request('call.mute', { call_id, user_id: ids.ann })
  const muted = await callThat(by.ann, ({ members }) => members.some(({ mutes }) => mutes === 1))
  expect(muted.members.find(({ user_id }) => user_id === ids.ann)).toMatchObject({ audio: false, mutes: 1 })
  await by.ann.request('call.remove', { call_id, user_id: ids.cat })
  const gone = await callThat(by.cat, ({ group }) => group?.removed[0] === ids.cat)
  expect(gone.members.map(({ user_id }) => user_id)).toEqual([ids.bob, ids.ann])
  expect((await by.cat.refusal('call.join', { call_id, party: cat, ...SENDS })).code).toBe('call_removed')
  const late = { call_id, party: cat, to: ann, n: 1, signal: OFFER }
  expect((await by.cat.refusal('call.signal', late)).code).toBe('call_party_gone')
})

test('CALL-34 the widget, the site and the moderators decide who may call in a group', async () => {
  const { by, ids, room_id } = await groupOf(chat, 'bob', 'cat')
  const party = newParty()
  expect((await by.bob.request('call.current', {})).groups).toBe('all')
  chat.siteUsers.set(ids.bob, { name: 'bob', permissions: { audio_calls: false } })
  await chat.gateway.deps.users.refresh(chat.widget_id, ids.bob)
  expect((await by.bob.refusal('call.start', { room_id, party, video: false })).code).toBe('not_permitted')
  const { call_id } = (await start(by.ann, room_id, newParty())).call
  expect((await by.bob.refusal('call.join', { call_id, party, ...SENDS })).code).toBe('not_permitted')
  const mute = { act: 'give', id: crypto.randomUUID(), kind: 'mute', until: null, reason: '', by: 'm', report_id: null }
  const change = mute as Parameters<typeof changeStanding>[1]['change']
  await changeStanding(chat.gateway.deps, { widget_id: chat.widget_id, user_id: ids.cat, change })
  expect((await by.cat.refusal('call.join', { call_id, party, ...SENDS })).code).toBe('muted')

  const widget_id = await chat.makeWidget({ group_calls: 'managers' })
  const [ann, bob] = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  const { room } = await ann.request('room.create', {
    client_id: crypto.randomUUID(),
    title: 'Club',
    user_ids: ['bob'],
  })
  const there = { room_id: room.room_id, party, video: false }
  expect((await bob.refusal('call.start', there)).code).toBe('forbidden')
  await ann.request('call.start', there)
  expect((await bob.request('call.start', { ...there, party: newParty() })).call.members).toHaveLength(2)
  await chat.widgets.change('all_widgets', widget_id, { settings: { group_calls: 'off' } })
  chat.clock.elapse(3_000)
  expect((await ann.refusal('call.start', there)).code).toBe('calls_off')
  expect((await ann.request('call.current', {})).groups).toBe('off')
})

test('CALL-12 a ban takes a user out of the call of a group, and so does leaving the group', async () => {
  const { by, ids, room_id } = await groupOf(chat, 'bob', 'cat')
  const { call_id } = (await start(by.ann, room_id, newParty())).call
  await join(by.bob, call_id, newParty())
  await join(by.cat, call_id, newParty())
  const ban = { act: 'give', id: crypto.randomUUID(), kind: 'ban', until: null, reason: '', by: 'm', report_id: null }
  const change = ban as Parameters<typeof changeStanding>[1]['change']
  await changeStanding(chat.gateway.deps, { widget_id: chat.widget_id, user_id: ids.bob, change })
  const left = await callThat(by.ann, ({ members }) => !members.some(({ user_id }) => user_id === ids.bob))
  expect(left.state).toBe('active')
  await by.cat.request('room.leave', { room_id })
  await callThat(by.ann, ({ members }) => members.length === 1)
  expect((await by.cat.refusal('call.join', { call_id, party: newParty(), ...SENDS })).code).toBe('call_not_found')
})

test('CALL-39 between two of whom one blocks the other no signal passes, and both learn who is apart', async () => {
  const { by, ids, room_id } = await groupOf(chat, 'bob', 'cat')
  await by.bob.request('user.block', { user_id: ids.ann, blocked: true })
  const [ann, bob, cat] = [newParty(), newParty(), newParty()]
  const { call_id } = (await start(by.ann, room_id, ann)).call
  expect((await join(by.bob, call_id, bob)).apart).toEqual([ids.ann])
  expect((await join(by.cat, call_id, cat)).apart).toEqual([])
  const renewed = await by.ann.request('call.renew', { call_id, party: ann, connected: true, ...SENDS })
  expect(renewed.apart).toEqual([ids.bob])
  const signal = { call_id, n: 1, signal: OFFER }
  const apart = await by.ann.refusal('call.signal', { ...signal, party: ann, to: bob })
  expect(apart).toMatchObject({ code: 'call_party_gone', field: 'to' })
  await by.ann.request('call.signal', { ...signal, party: ann, to: cat })
  await by.cat.request('call.signal', { ...signal, party: cat, to: bob })
  expect((await by.bob.event('call_signal')).from).toBe(cat)
  // a block while both are in it
  await by.cat.request('user.block', { user_id: ids.ann, blocked: true })
  expect((await by.ann.refusal('call.signal', { ...signal, n: 2, party: ann, to: cat })).code).toBe('call_party_gone')
  const after = await by.cat.request('call.renew', { call_id, party: cat, connected: true, ...SENDS })
  expect(after.apart).toEqual([ids.ann])
})

test('CALL-36 the server passes no address on of a user who hides it in the call of a group', async () => {
  const { by, room_id } = await groupOf(relayed, 'bob')
  await by.bob.request('settings.set', { settings: { hide_address: true } })
  const [ann, bob] = [newParty(), newParty()]
  const started = await start(by.ann, room_id, ann)
  expect(started.ice).toMatchObject({ relay_only: false, servers: [{}, { urls: TURN.urls }] })
  const { call_id } = started.call
  expect((await join(by.bob, call_id, bob)).ice).toMatchObject({ relay_only: true, servers: [{ urls: TURN.urls }] })
  const signal = (type: string) => ({
    attempt: 1,
    candidates: [
      {
        ...{ candidate: `candidate:1 1 udp 1 192.0.2.1 5000 typ ${type}`, sdpMid: '0' },
        ...{ sdpMLineIndex: 0, usernameFragment: null },
      },
    ],
  })
  const refused = await by.bob.refusal('call.signal', { call_id, party: bob, to: ann, n: 1, signal: signal('host') })
  expect(refused).toMatchObject({ code: 'invalid_field', field: 'signal' })
  await by.bob.request('call.signal', { call_id, party: bob, to: ann, n: 1, signal: signal('relay') })
  // the other one does not hide theirs
  await by.ann.request('call.signal', { call_id, party: ann, to: bob, n: 1, signal: signal('host') })
})

test('CALL-36 without a relay, a user who hides the address is told that the call needs one', async () => {
  const { by, room_id } = await groupOf(chat, 'bob')
  await by.bob.request('settings.set', { settings: { hide_address: true } })
  const { call_id } = (await start(by.ann, room_id, newParty())).call
  const refused = await by.bob.refusal('call.join', { call_id, party: newParty(), ...SENDS })
  expect(refused.code).toBe('call_needs_relay')
})

test('CALL-37 changes of cameras go to users in the call, joins and leaves go to the whole group', async () => {
  const { by, ids, room_id } = await groupOf(chat, 'bob', 'cat')
  const bob = newParty()
  const { call_id } = (await start(by.ann, room_id, newParty())).call
  await join(by.bob, call_id, bob)
  await callThat(by.cat, ({ members }) => members.length === 2)
  await by.bob.request('call.renew', { call_id, party: bob, connected: true, ...SENDS, video: true })
  await callThat(by.ann, ({ members }) => members[1]?.video === true)
  await by.bob.request('call.end', { call_id })
  const after = await callThat(by.cat, ({ members }) => members.length === 1)
  expect(after.members[0]?.user_id).toBe(ids.ann)
  const seen = by.cat.events.flatMap((event) => (event.t === 'call' ? [event.call] : []))
  const { calls } = await by.cat.request('call.current', {})
  const unknown = { party: null, audio: false, video: false, screen: false }
  for (const { members } of [...seen, ...calls, after]) {
    for (const { user_id, ...sends } of members) expect({ ...sends, user_id }).toEqual({ ...unknown, user_id })
  }
})

test('CALL-37 a user who was removed from the group or left it learns nothing more of its call', async () => {
  const { by, ids, room_id } = await groupOf(chat, 'bob', 'cat', 'dan')
  const [ann, cat] = [newParty(), newParty()]
  const { call_id } = (await start(by.ann, room_id, ann)).call
  await join(by.cat, call_id, cat)
  await by.dan.request('call.decline', { call_id })
  await by.ann.request('members.remove', { room_id, user_id: ids.cat ?? '', ban: true })
  await by.dan.request('room.leave', { room_id })
  for (const act of ['call.rang', 'call.end', 'call.decline'] as const) {
    expect((await by.cat.refusal(act, { call_id })).code).toBe('call_not_found')
    expect((await by.dan.refusal(act, { call_id })).code).toBe('call_not_found')
  }
  const renewal = { call_id, party: cat, connected: true, ...SENDS }
  expect((await by.cat.refusal('call.renew', renewal)).code).toBe('call_not_found')
})

test('CALL-11 the calls of a user in a group that nobody answers ring no more for a while', async () => {
  const { by, room_id } = await groupOf(chat, 'bob')
  const rings: boolean[] = []
  for (let n = 0; n < 4; n++) {
    const party = newParty()
    const { call } = await start(by.ann, room_id, party)
    rings.push(call.ring_until > call.started_at)
    await by.ann.request('call.leave', { call_id: call.call_id, party })
  }
  expect(rings).toEqual([true, true, true, false])
})

test('CALL-16 a shadow-banned user finds no place in the call of a group', async () => {
  const { by, ids, room_id } = await groupOf(chat, 'bob')
  const shadow = { act: 'give', id: crypto.randomUUID(), kind: 'shadow', until: null, reason: '', by: 'm' }
  const change = { ...shadow, report_id: null } as Parameters<typeof changeStanding>[1]['change']
  await changeStanding(chat.gateway.deps, { widget_id: chat.widget_id, user_id: ids.bob, change })
  expect((await by.bob.refusal('call.start', { room_id, party: newParty(), video: false })).code).toBe('call_full')
  const { call_id } = (await start(by.ann, room_id, newParty())).call
  expect((await by.bob.refusal('call.join', { call_id, party: newParty(), ...SENDS })).code).toBe('call_full')
})
