import { afterAll, afterEach, expect, test } from 'bun:test'
import { type MediaOffer, tryMedia } from './try-paths.ts'

/** A browser's connection whose events a test sends. */
class FakeConnection extends EventTarget {
  static readonly opened: FakeConnection[] = []
  connectionState = 'new'

  constructor() {
    super()
    FakeConnection.opened.push(this)
  }

  async setRemoteDescription() {}
  async createAnswer() {
    return { type: 'answer', sdp: '' }
  }
  async setLocalDescription() {}
  close() {
    this.connectionState = 'closed'
  }

  fail() {
    this.connectionState = 'failed'
    this.dispatchEvent(new Event('connectionstatechange'))
  }
  come() {
    this.dispatchEvent(Object.assign(new Event('datachannel'), { channel: { readyState: 'open' } }))
  }
}

const before = globalThis.RTCPeerConnection
globalThis.RTCPeerConnection = FakeConnection as unknown as typeof RTCPeerConnection
afterEach(() => {
  FakeConnection.opened.length = 0
})
afterAll(() => {
  globalThis.RTCPeerConnection = before
})

/** @param sent the answer to this offer is with the server */
const offer = (sent: (connection: FakeConnection) => void): MediaOffer => ({
  sdp: '',
  async send() {
    const connection = FakeConnection.opened.at(-1)
    if (connection) queueMicrotask(() => sent(connection))
  },
})
const failing = offer((connection) => connection.fail())
const coming = offer((connection) => connection.come())

test('SETUP-8 no connection to the SFU is opened after the test of it has ended', async () => {
  const asked = Promise.withResolvers<void>()
  const offered = Promise.withResolvers<MediaOffer>()
  const result = tryMedia(failing, () => {
    asked.resolve()
    return offered.promise
  })
  await asked.promise
  // late, while the server makes the next offer
  FakeConnection.opened[0]?.come()
  expect(await result).toMatchObject({ state: 'passed' })
  offered.resolve(coming)
  await Bun.sleep(0)
  expect(FakeConnection.opened.map(({ connectionState }) => connectionState)).toEqual(['closed'])
})

test('SETUP-8 the server may refuse another connection to the SFU: one more is tried', async () => {
  const refused: MediaOffer = { sdp: '', send: () => Promise.reject(new Error('server_busy')) }
  const result = await tryMedia(failing, async (nth) => (nth === 1 ? refused : coming))
  expect(result).toMatchObject({ state: 'passed' })
  expect(FakeConnection.opened).toHaveLength(3)
})
