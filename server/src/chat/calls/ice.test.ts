import { expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { manualClock } from '../manual-clock.ts'
import { createIceSource } from './ice.ts'

const turn = { urls: ['turn:turn.example:3478', 'turns:turn.example:443?transport=tcp'], secret: 'a secret of coturn' }

test('CALL-17 a credential is that of coturn for ten minutes, and its name is a random one', () => {
  const clock = manualClock()
  const source = createIceSource({ stunUrl: 'stun:chat.example:3478', turn }, clock)
  const { servers, relay_only } = source.serversFor({ relay: false })
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
  expect(source.serversFor({ relay: false }).servers[1]?.username).not.toBe(relay?.username)
})

test('CALL-10 a call that hides addresses gets relays alone', () => {
  const source = createIceSource({ stunUrl: 'stun:chat.example:3478', turn }, manualClock())
  const { servers, relay_only } = source.serversFor({ relay: true })
  expect(relay_only).toBe(true)
  expect(servers.map(({ urls }) => urls)).toEqual([turn.urls])
  expect(createIceSource({ stunUrl: null, turn: null }, manualClock()).hasRelay).toBe(false)
})
