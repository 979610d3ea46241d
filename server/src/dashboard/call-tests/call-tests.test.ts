import { expect, test } from 'bun:test'
import { refusalOf } from '../../../../sdk/src/testing/refusal-of.ts'
import { inProcessBus } from '../../bus/in-process.ts'
import { createIceSource } from '../../chat/calls/ice.ts'
import { createSfuTests } from '../../chat/calls/sfu-tests.ts'
import { noSfu, type SfuListener, type SfuProcess, type ToSfu } from '../../chat/ports/calls.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { createCallTests } from './call-tests.ts'

const TURN = { urls: ['turn:turn.example:3478', 'turns:turn.example:443?transport=tcp'], secret: 'not shown' }

/** An SFU that offers at once, and keeps what it is told. */
function offering() {
  const sent: ToSfu[] = []
  const listeners: SfuListener[] = []
  const sfu: SfuProcess = {
    available: () => true,
    send(message) {
      sent.push(message)
      if (message.t === 'connect') for (const one of listeners) one.offered({ ...message, sdp: 'an offer' })
    },
    listen: (listener) => void listeners.push(listener),
    close() {},
  }
  return { sent, listeners, sfu }
}

function made(sfu: SfuProcess, { turn = TURN as typeof TURN | null, udpPort = 3479 as number | null } = {}) {
  const clock = manualClock()
  const bus = inProcessBus()
  const { tests, sfu: ofCalls } = createSfuTests({ sfu, bus, clock })
  const ice = createIceSource({ stunUrl: 'stun:chat.example:3478', turn }, clock)
  const callTests = createCallTests({ chat: { ice, sfuTests: tests }, udpPort, check: async () => [] })
  return { clock, ofCalls, callTests }
}

test('SETUP-9 each relay is tried with credentials of ten minutes, and the secret is not among them', async () => {
  const { callTests, clock } = made(noSfu)
  const paths = await callTests.start('ann')
  expect(paths).toMatchObject({
    ...{ stun: { url: 'stun:chat.example:3478', port: 3478 }, media: 'failed', media_port: 3479, offer: null },
    relays: [
      { url: TURN.urls[0], transport: 'udp', host: 'turn.example', port: 3478 },
      { url: TURN.urls[1], transport: 'tls', host: 'turn.example', port: 443 },
    ],
  })
  const ends = paths.relays.map(({ username }) => Number(username.split(':')[0]))
  expect(ends).toEqual(Array(2).fill(Math.floor(clock.now() / 1000) + 600))
  // quotas of the relay count by name, and all are tried at once
  expect(new Set(paths.relays.map(({ username }) => username)).size).toBe(2)
  expect(JSON.stringify(paths)).not.toContain(TURN.secret)
})

test('SETUP-8 a server without a relay, or with media turned off, says so', async () => {
  const { callTests } = made(noSfu, { turn: null, udpPort: null })
  expect(await callTests.start('ann')).toMatchObject({ media: 'off', relayed_offer: null, relays: [] })
})

test('SETUP-8 a test has a connection of its own to the SFU, of which calls hear nothing', async () => {
  const { sent, listeners, sfu } = offering()
  const { callTests, ofCalls, clock } = made(sfu)
  const events: string[] = []
  ofCalls.listen({
    offered: ({ call_id }) => events.push(call_id),
    reached: (call_id) => events.push(call_id),
    restarted: () => events.push('restarted'),
    failed: () => events.push('failed'),
  })
  const { offer, relayed_offer, media } = await callTests.start('ann')
  expect([media, offer?.sdp, relayed_offer?.sdp]).toEqual(['ready', 'an offer', 'an offer'])
  expect(relayed_offer?.test_id).not.toBe(offer?.test_id ?? '')
  const test_id = offer?.test_id ?? ''
  await callTests.answer('ann', test_id, 'an answer')
  expect(sent.at(-1)).toMatchObject({ t: 'answer', call_id: test_id, sdp: 'an answer' })
  for (const { reached } of listeners) {
    reached(test_id, 'public')
    reached('a call', 'public')
  }
  expect(events).toEqual(['a call'])
  clock.elapse(30_000)
  for (const call_id of [test_id, relayed_offer?.test_id ?? '']) {
    expect(sent).toContainEqual({ t: 'members', call_id, slots: 0, members: [] })
  }
})

test('SETUP-8 only the account that began a test answers in it, while it lasts', async () => {
  const { sent, sfu } = offering()
  const { callTests, clock } = made(sfu)
  const { offer } = await callTests.start('ann')
  const test_id = offer?.test_id ?? ''
  const before = sent.length
  expect(await refusalOf(callTests.answer('bob', test_id, 'an answer'))).toMatchObject({ code: 'conflict' })
  expect(await refusalOf(callTests.answer('ann', 'a call', 'an answer'))).toMatchObject({ code: 'conflict' })
  clock.elapse(30_000)
  expect(await refusalOf(callTests.answer('ann', test_id, 'an answer'))).toMatchObject({ code: 'conflict' })
  expect(sent.slice(before).filter(({ t }) => t === 'answer')).toEqual([])
})

test('SETUP-8 more than 60 tests at once are refused, each with a connection through the relay', async () => {
  const { callTests } = made(offering().sfu)
  for (let n = 0; n < 60; n++) await callTests.start('ann')
  expect(await refusalOf(callTests.start('ann'))).toMatchObject({ code: 'server_busy' })
})
