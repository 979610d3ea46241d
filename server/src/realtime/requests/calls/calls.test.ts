import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Message } from '@imbachat/protocol'
import { changeStanding } from '../../../moderation/restrictions/standing.ts'
import { accepted, callIn, newParty, pairOf, SENDS } from '../../testing/calling.ts'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat({ limits: { FRAMES_PER_SECOND: 10_000, FRAMES_PER_SECOND_PER_ADDRESS: 0 } })
})
afterAll(() => chat.stop())

const OFFER = { attempt: 1, description: { type: 'offer' as const, sdp: 'v=0' } }

const entryIn = async (socket: TestSocket): Promise<Message> =>
  (await socket.event('message', ({ message }) => message.call !== undefined)).message

const entriesOf = async (socket: TestSocket, room_id: number) =>
  (await socket.request('messages.list', { room_id })).messages.filter(({ call }) => call !== undefined)

test('CALL-1 a call rings on each device of the callee, and an answer ends the ringing on the others', async () => {
  const { by, ids, room_id } = await pairOf(chat)
  const phone = await chat.signIn(ids.bob)
  const party = newParty()
  const { call, ice } = await by.ann.request('call.start', { room_id, party, video: true })
  expect(call).toMatchObject({ state: 'calling', started_by: ids.ann, video: true, relay: false })
  expect(call.members).toEqual([
    { user_id: ids.ann, party, audio: true, video: true, screen: false },
    { user_id: ids.bob, party: null, audio: false, video: false, screen: false },
  ])
  expect(ice).toEqual({ servers: [], relay_only: false })
  for (const socket of [by.bob, phone]) expect((await callIn(socket, 'calling')).call_id).toBe(call.call_id)
  const { call_id } = call
  await phone.request('call.rang', { call_id })
  expect((await callIn(by.ann, 'ringing')).rev).toBe(2)
  const here = newParty()
  const taken = await by.bob.request('call.accept', { call_id, party: here, video: false })
  expect(taken.ice).not.toBeNull()
  expect((await callIn(phone, 'connecting')).members[1]?.party).toBe(here)
  // the slower device learns that another one has the call
  const late = await phone.request('call.accept', { call_id, party: newParty(), video: false })
  expect(late).toMatchObject({ ice: null, call: { state: 'connecting' } })
  expect(late.call.members[1]?.party).toBe(here)
})

test('CALL-2 a room has one call at a time, and calling a user who calls here accepts', async () => {
  const { by, ids, room_id } = await pairOf(chat)
  const [ann, bob] = [newParty(), newParty()]
  const both = await Promise.all([
    by.ann.request('call.start', { room_id, party: ann, video: false }),
    by.bob.request('call.start', { room_id, party: bob, video: false }),
  ])
  expect(new Set(both.map(({ call }) => call.call_id)).size).toBe(1)
  const call = await callIn(by.ann, 'connecting')
  expect(call.members.map(({ party }) => party).sort()).toEqual([ann, bob].sort())
  const again = await (await chat.signIn(ids.ann)).request('call.start', { room_id, party: newParty(), video: false })
  expect(again).toMatchObject({ ice: null, call: { call_id: call.call_id } })
})

test('CALL-2 of 200 pairs who call each other at once, each is in one call, which ends once', async () => {
  const pairs: Awaited<ReturnType<typeof pairOf>>[] = []
  for (let pair = 0; pair < 200; pair++) pairs.push(await pairOf(chat))
  const starts = pairs.flatMap(({ by, room_id }) =>
    [by.ann, by.bob].map((socket) => socket.request('call.start', { room_id, party: newParty(), video: false })),
  )
  const calls = (await Promise.all(starts)).map(({ call }) => call.call_id)
  expect(new Set(calls).size).toBe(pairs.length)
  for (const [index, { by, room_id }] of pairs.entries()) {
    const call_id = calls[2 * index] ?? ''
    expect(calls[2 * index + 1]).toBe(call_id)
    expect((await callIn(by.ann, 'connecting')).call_id).toBe(call_id)
    await Promise.all([by.ann, by.bob].map((socket) => socket.request('call.end', { call_id })))
    expect(await entriesOf(by.bob, room_id)).toHaveLength(1)
    expect((await by.ann.request('call.current', {})).calls).toEqual([])
  }
})

test('CALL-25 where a widget has calls without video, no sign of life turns a camera or a screen on', async () => {
  const widget_id = await chat.makeWidget({ calls: 'audio' })
  const [ann, bob] = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  for (const socket of [ann, bob]) await say(socket, room_id, 'Hello')
  const party = newParty()
  const { call_id } = (await ann.request('call.start', { room_id, party, video: false })).call
  const sends = { audio: true, video: true, screen: true }
  const answers = [
    await ann.request('call.renew', { call_id, party, connected: true, ...sends }),
    await ann.request('call.join', { call_id, party, ...sends }),
  ]
  for (const { call } of answers) {
    expect(call.members[0]).toMatchObject({ party, audio: true, video: false, screen: false })
  }
})

test('CALL-3 a user is in one call at a time: the second caller gets busy, and a busy user starts none', async () => {
  const first = await pairOf(chat)
  await accepted(first)
  const { ids, by } = first
  chat.siteUsers.set('cat', { name: 'cat' })
  const cat = await chat.signIn('cat')
  const { room } = await cat.request('dialog.open', { user_id: ids.bob })
  await say(cat, room.room_id, 'Hello')
  await say(by.bob, room.room_id, 'Hello')
  const start = { room_id: room.room_id, party: newParty(), video: false }
  const { call, ice } = await cat.request('call.start', start)
  expect(call).toMatchObject({ state: 'ended', outcome: 'busy' })
  expect(ice).toBeNull()
  expect((await by.bob.refusal('call.start', start)).code).toBe('call_elsewhere')
  expect((await entryIn(by.bob)).call).toEqual({ call_id: call.call_id, outcome: 'busy', video: false })
})

test('CALL-4 signals pass between the two chosen parties alone, and none before the acceptance', async () => {
  const { by, ids, room_id } = await pairOf(chat)
  const tablet = await chat.signIn(ids.bob)
  const [ann, bob] = [newParty(), newParty()]
  const { call } = await by.ann.request('call.start', { room_id, party: ann, video: false })
  const { call_id } = call
  const early = { call_id, party: ann, to: bob, n: 1, signal: OFFER }
  expect((await by.ann.refusal('call.signal', early)).code).toBe('call_party_gone')
  await by.bob.request('call.accept', { call_id, party: bob, video: false })
  await by.ann.request('call.signal', early)
  expect(await by.bob.event('call_signal')).toEqual({
    ...{ t: 'call_signal', call_id, from: ann, to: bob, n: 1, signal: OFFER },
  })
  const foreign = { call_id, party: newParty(), to: bob, n: 2, signal: OFFER }
  expect(await by.ann.refusal('call.signal', foreign)).toMatchObject({ code: 'call_party_gone', field: 'party' })
  const astray = { call_id, party: ann, to: newParty(), n: 2, signal: OFFER }
  expect(await by.ann.refusal('call.signal', astray)).toMatchObject({ code: 'call_party_gone', field: 'to' })
  chat.siteUsers.set('eve', { name: 'eve' })
  const eve = await chat.signIn('eve')
  expect((await eve.refusal('call.signal', early)).code).toBe('call_not_found')
  expect((await eve.refusal('call.accept', { call_id, party: newParty(), video: false })).code).toBe('call_not_found')
  await tablet.settled()
  expect(tablet.events.filter(({ t }) => t === 'call_signal')).toEqual([])
})

test('CALL-5 a call that nobody answers ends by time, and its entry is unread for the callee alone', async () => {
  const { by, ids, room_id } = await pairOf(chat)
  for (const one of [by.ann, by.bob]) await one.request('receipts.update', { rooms: [{ room_id, read_seq: 2 }] })
  const { call } = await by.ann.request('call.start', { room_id, party: newParty(), video: false })
  chat.clock.elapse(8_000)
  expect(await callIn(by.bob, 'ended')).toMatchObject({ call_id: call.call_id, outcome: 'unreachable' })
  const entry = await entryIn(by.bob)
  expect(entry).toMatchObject({ seq: 3, client_id: call.call_id, text: '', call: { outcome: 'unreachable' } })
  expect((await by.bob.request('rooms.get', { room_id })).room.unread).toBe(1)
  expect((await by.ann.request('rooms.get', { room_id })).room.unread).toBe(0)

  const party = newParty()
  const again = await by.ann.request('call.start', { room_id, party, video: false })
  const { call_id } = again.call
  await by.bob.request('call.rang', { call_id })
  chat.clock.elapse(8_000)
  const renewed = () => by.ann.request('call.renew', { call_id, party, connected: false, ...SENDS })
  expect((await renewed()).call.state).toBe('ringing')
  // a device that connects later rings for the time that is left
  const later = await chat.signIn(ids.bob)
  expect((await later.request('call.current', {})).calls).toMatchObject([{ call_id, state: 'ringing' }])
  for (let ms = 8_000; ms < 45_000; ms += 5_000) {
    chat.clock.elapse(5_000)
    await renewed()
  }
  expect(await callIn(later, 'ended')).toMatchObject({ call_id, outcome: 'missed' })
  const refused = await by.bob.request('call.accept', { call_id, party: newParty(), video: false })
  expect(refused).toMatchObject({ ice: null, call: { state: 'ended', outcome: 'missed' } })
  expect(await entriesOf(by.ann, room_id)).toHaveLength(2)
})

test('CALL-6 an answered call is active once both have media, and its entry has its length and is not unread', async () => {
  const pair = await pairOf(chat)
  const { by, room_id } = pair
  await by.bob.request('receipts.update', { rooms: [{ room_id, read_seq: 2 }] })
  const { call_id, parties } = await accepted(pair)
  await by.ann.request('call.renew', { call_id, party: parties.ann, connected: true, ...SENDS })
  await by.bob.request('call.renew', { call_id, party: parties.bob, connected: true, ...SENDS, audio: false })
  const active = await callIn(by.ann, 'active')
  expect(active.members[1]).toMatchObject({ audio: false })
  chat.clock.elapse(5_000)
  const { call } = await by.ann.request('call.leave', { call_id, party: parties.ann })
  expect(call).toMatchObject({ state: 'ended', outcome: 'answered' })
  const entry = await entryIn(by.bob)
  expect(entry.call?.duration_ms).toBeGreaterThanOrEqual(5_000)
  const { room } = await by.bob.request('rooms.get', { room_id })
  expect(room).toMatchObject({ unread: 0, last_seq: 3 })
})

test('CALL-7 a side that says nothing for the length of a lease ends the call as lost', async () => {
  const pair = await pairOf(chat)
  const { by } = pair
  const { call_id, parties } = await accepted(pair)
  for (const [name, party] of [
    ['ann', parties.ann],
    ['bob', parties.bob],
  ] as const) {
    await by[name].request('call.renew', { call_id, party, connected: true, ...SENDS })
  }
  // each look is one step later at most, so that no gap of it looks like a server that was away
  for (let ms = 0; ms < 30_000; ms += 1_000) {
    chat.clock.elapse(1_000)
    await by.ann.request('call.renew', { call_id, party: parties.ann, connected: true, ...SENDS })
  }
  expect(await callIn(by.ann, 'ended')).toMatchObject({ call_id, outcome: 'lost' })
})

test('CALL-8 a call is refused where the widget, the site or a moderator does not let the user call', async () => {
  const { by, ids, room_id } = await pairOf(chat)
  const start = { room_id, party: newParty(), video: true }
  chat.siteUsers.set(ids.ann, { name: 'ann', permissions: { video_calls: 0 } })
  await chat.gateway.deps.users.refresh(chat.widget_id, ids.ann)
  expect(await by.ann.refusal('call.start', start)).toMatchObject({ code: 'not_permitted', field: 'video' })
  expect((await by.ann.request('call.current', {})).may).toBe('audio')
  chat.siteUsers.set(ids.ann, { name: 'ann', permissions: { audio_calls: false } })
  await chat.gateway.deps.users.refresh(chat.widget_id, ids.ann)
  expect((await by.ann.refusal('call.start', { ...start, video: false })).code).toBe('not_permitted')
  // such a user is not called either: they could not answer
  expect((await by.bob.refusal('call.start', { ...start, video: false })).code).toBe('call_not_accepted')

  const { by: two, ids: them, room_id: other } = await pairOf(chat)
  const mute = { act: 'give', id: crypto.randomUUID(), kind: 'mute', until: null, reason: '', by: 'm', report_id: null }
  const change = mute as Parameters<typeof changeStanding>[1]['change']
  await changeStanding(chat.gateway.deps, { widget_id: chat.widget_id, user_id: them.ann, change })
  expect((await two.ann.refusal('call.start', { ...start, room_id: other })).code).toBe('muted')

  const widget_id = await chat.makeWidget({ calls: 'audio' })
  const [ann, bob] = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  const { room } = await ann.request('dialog.open', { user_id: 'bob' })
  for (const socket of [ann, bob]) await say(socket, room.room_id, 'Hello')
  const there = { ...start, room_id: room.room_id }
  expect(await ann.refusal('call.start', there)).toMatchObject({ code: 'calls_off', field: 'video' })
  await chat.widgets.change('all_widgets', widget_id, { settings: { calls: 'off' } })
  chat.clock.elapse(3_000)
  expect((await ann.refusal('call.start', { ...there, video: false })).code).toBe('calls_off')
  expect((await ann.request('call.current', {})).may).toBe('off')
})

test('CALL-9 a user who takes no calls is not called, and may call', async () => {
  const { by, room_id } = await pairOf(chat)
  await by.bob.request('settings.set', { settings: { calls_from: 'nobody' } })
  const start = { room_id, party: newParty(), video: false }
  expect((await by.ann.refusal('call.start', start)).code).toBe('call_not_accepted')
  expect((await by.bob.request('call.start', start)).call.state).toBe('calling')
  const { by: two, room_id: other } = await pairOf(chat)
  await two.bob.request('settings.set', { settings: { hide_address: true } })
  expect((await two.ann.refusal('call.start', { ...start, room_id: other })).code).toBe('call_needs_relay')
})

test('CALL-11 a user starts six calls a minute', async () => {
  const { by, room_id } = await pairOf(chat)
  for (let n = 0; n < 6; n++) {
    const { call } = await by.ann.request('call.start', { room_id, party: newParty(), video: false })
    await by.ann.request('call.cancel', { call_id: call.call_id })
  }
  const refusal = await by.ann.refusal('call.start', { room_id, party: newParty(), video: false })
  expect(refusal).toMatchObject({ code: 'rate_limited', retry_after_ms: expect.any(Number) })
  chat.clock.elapse(60_000)
})

test('CALL-12 a ban ends the call of the user at once, and so does a block between both', async () => {
  const pair = await pairOf(chat)
  const { call_id } = await accepted(pair)
  const { widget_id } = chat
  const ban = { act: 'give', id: crypto.randomUUID(), kind: 'ban', until: null, reason: '', by: 'm', report_id: null }
  const change = ban as Parameters<typeof changeStanding>[1]['change']
  await changeStanding(chat.gateway.deps, { widget_id, user_id: pair.ids.bob, change })
  expect(await callIn(pair.by.ann, 'ended')).toMatchObject({ call_id, outcome: 'answered' })
  const other = await pairOf(chat)
  const second = await accepted(other)
  await other.by.bob.request('user.block', { user_id: other.ids.ann, blocked: true })
  expect((await callIn(other.by.ann, 'ended')).call_id).toBe(second.call_id)
  const start = { room_id: other.room_id, party: newParty(), video: false }
  expect((await other.by.ann.refusal('call.start', start)).code).toBe('blocked')
})

test('CALL-13 a page that joins a running call replaces the one before, and the other side learns it', async () => {
  const pair = await pairOf(chat)
  const { by, ids } = pair
  const { call_id, parties } = await accepted(pair)
  const tablet = await chat.signIn(ids.bob)
  const party = newParty()
  const joined = await tablet.request('call.join', { call_id, party, ...SENDS })
  expect(joined.ice).not.toBeNull()
  const seen = (await by.ann.event('call', ({ call }) => call.members[1]?.party === party)).call
  expect(seen.state).toBe('connecting')
  const old = await by.bob.request('call.renew', { call_id, party: parties.bob, connected: true, ...SENDS })
  expect(old.ice).toBeNull()
  await by.bob.request('call.leave', { call_id, party: parties.bob })
  await by.ann.request('call.signal', { call_id, party: parties.ann, to: party, n: 1, signal: OFFER })
  expect((await tablet.event('call_signal')).from).toBe(parties.ann)
  const end = await by.bob.request('call.end', { call_id })
  expect(end.call).toMatchObject({ state: 'ended', outcome: 'answered' })
})

test('CALL-14 parties that could not reach the server for long go on, if they come back within a lease', async () => {
  const pair = await pairOf(chat)
  const { by } = pair
  const { call_id, parties } = await accepted(pair)
  const renew = (name: 'ann' | 'bob') =>
    by[name].request('call.renew', { call_id, party: parties[name], connected: true, ...SENDS })
  await renew('ann')
  await renew('bob')
  // the server was away for ten minutes
  chat.clock.elapse(600_000)
  expect((await renew('ann')).call.state).toBe('active')
  chat.clock.elapse(1_000)
  expect((await renew('bob')).call.state).toBe('active')
})

test('CALL-16 a call of a shadow-banned user looks as if nobody were there, and nobody hears of it', async () => {
  const { by, ids, room_id } = await pairOf(chat)
  const shadow = {
    act: 'give',
    id: crypto.randomUUID(),
    kind: 'shadow',
    until: null,
    reason: '',
    by: 'm',
    report_id: null,
  }
  const change = shadow as Parameters<typeof changeStanding>[1]['change']
  await changeStanding(chat.gateway.deps, { widget_id: chat.widget_id, user_id: ids.ann, change })
  const { call, ice } = await by.ann.request('call.start', { room_id, party: newParty(), video: false })
  expect(call).toMatchObject({ state: 'ended', outcome: 'unreachable' })
  expect(ice).toBeNull()
  await by.bob.settled()
  expect(by.bob.events.filter(({ t }) => t === 'call')).toEqual([])
  expect(await entriesOf(by.bob, room_id)).toEqual([])
})

test('CALL-22 the entry of a call is neither edited nor forwarded', async () => {
  const { by, room_id } = await pairOf(chat)
  const { call } = await by.ann.request('call.start', { room_id, party: newParty(), video: false })
  await by.ann.request('call.cancel', { call_id: call.call_id })
  const { seq } = await entryIn(by.ann)
  expect((await by.ann.refusal('message.edit', { room_id, seq, text: 'No call' })).code).toBe('message_not_found')
  const copy = { room_id, client_id: crypto.randomUUID(), from_room_id: room_id, from_seq: seq }
  expect((await by.bob.refusal('message.forward', copy)).code).toBe('message_not_found')
})

test('CALL-10 in a call through a relay, the server passes no address of a party on', async () => {
  const turn = { urls: ['turn:turn.example:3478'], secret: 'a secret of coturn' }
  const relayed = await startChat({ ice: { stunUrl: 'stun:chat.example:3478', turn } })
  const pair = await pairOf(relayed)
  const { by, room_id } = pair
  await by.bob.request('settings.set', { settings: { hide_address: true } })
  const [ann, bob] = [newParty(), newParty()]
  const { call, ice } = await by.ann.request('call.start', { room_id, party: ann, video: false })
  expect(call.relay).toBe(true)
  expect(ice).toMatchObject({ relay_only: true, servers: [{ urls: turn.urls }] })
  const { call_id } = call
  await by.bob.request('call.accept', { call_id, party: bob, video: false })
  const candidate = (type: string) => ({
    ...{ candidate: `candidate:1 1 udp 1 192.0.2.1 5000 typ ${type}`, sdpMid: '0' },
    ...{ sdpMLineIndex: 0, usernameFragment: null },
  })
  const signal = (type: string) => ({ attempt: 1, candidates: [candidate(type)] })
  for (const type of ['host', 'srflx', 'prflx']) {
    const refused = { call_id, party: ann, to: bob, n: 1, signal: signal(type) }
    expect(await by.ann.refusal('call.signal', refused)).toMatchObject({ code: 'invalid_field', field: 'signal' })
  }
  await by.ann.request('call.signal', { call_id, party: ann, to: bob, n: 1, signal: signal('relay') })
  expect((await by.bob.event('call_signal')).signal).toEqual(signal('relay'))
  await relayed.stop()
})
