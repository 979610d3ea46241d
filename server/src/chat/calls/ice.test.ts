import { expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { manualClock } from '../testing/manual-clock.ts'
import { createIceSource } from './ice.ts'

const turn = { urls: ['turn:turn.example:3478', 'turns:turn.example:443?transport=tcp'], secret: 'a secret of coturn' }

test('CALL-17 a credential is that of coturn for ten minutes, and its name is that of one user in one call', () => {
  const clock = manualClock()
  const source = createIceSource({ stunUrl: 'stun:chat.example:3478', turn }, clock)
  const call = { call_id: 'e2b3', relay: false }
  const { servers, relay_only } = source.serversFor(call, 'ann')
  expect(relay_only).toBe(false)
  expect(servers[0]).toEqual({ urls: ['stun:chat.example:3478'] })
  const [, relay] = servers
  expect(relay?.urls).toEqual(turn.urls)
  const [ends, name] = relay?.username?.split(':') ?? []
  expect(Number(ends)).toBe(Math.floor(clock.now() / 1_000) + 600)
  expect(name).toMatch(/^[\w-]{12}$/)
  const expected = createHmac('sha1', turn.secret)
    .update(relay?.username ?? '')
    .digest('base64')
  expect(relay?.credential).toBe(expected)
  // quotas of the relay hold, however often a page renews
  const nameFor = (...given: Parameters<typeof source.serversFor>) =>
    source.serversFor(...given).servers[1]?.username?.split(':')[1]
  clock.elapse(60_000)
  expect(nameFor(call, 'ann')).toBe(name)
  expect(new Set([name, nameFor(call, 'bob'), nameFor({ ...call, call_id: 'f001' }, 'ann')]).size).toBe(3)
})

test('CALL-10 a call that hides addresses gets relays alone', () => {
  const source = createIceSource({ stunUrl: 'stun:chat.example:3478', turn }, manualClock())
  const { servers, relay_only } = source.serversFor({ call_id: 'e2b3', relay: true }, 'ann')
  expect(relay_only).toBe(true)
  expect(servers.map(({ urls }) => urls)).toEqual([turn.urls])
  expect(createIceSource({ stunUrl: null, turn: null }, manualClock()).hasRelay).toBe(false)
})
