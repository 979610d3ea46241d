import { expect, test } from 'bun:test'
import { numbersOf, rtp } from '../testing/packets.ts'
import { createRoom, type RoomMember } from './room.ts'
import { nack } from './rtcp.ts'
import { isRtcp } from './rtp.ts'

const member = (party: string, more: Partial<RoomMember> = {}): RoomMember => ({
  party,
  muted: false,
  video: true,
  apart: [],
  ...more,
})

/** A call with these parties, all of them connected. */
function callOf(...parties: string[]) {
  let now = 0
  const room = createRoom(3, () => now)
  room.setMembers(parties.map((party) => member(party)))
  const connect = (party: string) => {
    const got: { mid: string; packet: Buffer }[] = []
    const texts: { slots?: (string | null)[] }[] = []
    const closed = { yes: false }
    const connected = room.connect(party, {
      send: (mid, packet) => got.push({ mid, packet: Buffer.from(packet) }),
      say: (text) => texts.push(JSON.parse(text)),
      close: () => {
        closed.yes = true
      },
    })
    if (!connected) throw new Error(`${party} takes no part`)
    const media = () => got.splice(0).filter(({ packet }) => !isRtcp(packet))
    return { ...connected, got, media, texts, closed, slotOf: (other: string) => texts.at(-1)?.slots?.indexOf(other) }
  }
  const pages = Object.fromEntries(parties.map((party) => [party, connect(party)]))
  const page = (party: string) => pages[party] ?? connect(party)
  return { room, page, connect, pass: (ms: number) => (now += ms) }
}

test('CALL-60 each gets sound and picture of each other in a slot of its own', () => {
  const { page } = callOf('ann', 'bob', 'cat')
  page('ann').receive('mic', rtp({ seq: 1 }))
  page('ann').receive('low', rtp({ seq: 1, key: true }))
  page('bob').receive('mic', rtp({ seq: 1 }))
  const [ann, bob, cat] = ['ann', 'bob', 'cat'].map((party) =>
    page(party)
      .media()
      .map(({ mid }) => mid),
  )
  const { slotOf } = page('cat')
  expect(ann).toEqual([`a${page('ann').slotOf('bob')}`])
  expect(bob).toEqual([`a${page('bob').slotOf('ann')}`, `v${page('bob').slotOf('ann')}`])
  expect(cat).toEqual([`a${slotOf('ann')}`, `v${slotOf('ann')}`, `a${slotOf('bob')}`])
})

test('CALL-63 media of a member ends at once with the membership, in both directions', () => {
  const { room, page } = callOf('ann', 'bob')
  page('ann').receive('mic', rtp({ seq: 1 }))
  expect(page('bob').media()).toHaveLength(1)
  room.setMembers([member('bob')])
  expect(page('ann').closed.yes).toBe(true)
  page('ann').receive('mic', rtp({ seq: 2 }))
  page('bob').receive('mic', rtp({ seq: 1 }))
  expect([...page('ann').media(), ...page('bob').media()]).toEqual([])
  expect(room.connect('ann', { send() {}, say() {}, close() {} })).toBeNull()
  expect(page('bob').texts.at(-1)?.slots).toEqual([null, null, null])
})

test('CALL-63 a microphone that a host turned off is not forwarded, the picture is', () => {
  const { room, page } = callOf('ann', 'bob')
  room.setMembers([member('ann', { muted: true }), member('bob')])
  page('ann').receive('mic', rtp({ seq: 1 }))
  page('ann').receive('low', rtp({ seq: 1, key: true }))
  expect(
    page('bob')
      .media()
      .map(({ mid }) => mid),
  ).toEqual(['v0'])
  room.setMembers([member('ann'), member('bob')])
  page('ann').receive('mic', rtp({ seq: 2 }))
  expect(
    page('bob')
      .media()
      .map(({ mid }) => mid),
  ).toEqual(['a0'])
})

test('CALL-63 a picture of a member that has none, as the call says, is not forwarded, until it has one', () => {
  const { room, page } = callOf('ann', 'bob')
  room.setMembers([member('ann', { video: false }), member('bob')])
  page('ann').receive('mic', rtp({ seq: 1 }))
  page('ann').receive('low', rtp({ seq: 1, key: true }))
  expect(page('bob').media()).toHaveLength(1)
  room.setMembers([member('ann'), member('bob')])
  page('ann').receive('low', rtp({ seq: 2, key: true }))
  expect(page('bob').media()).toHaveLength(1)
})

test('CALL-39 nothing is forwarded between the two of a blocked pair', () => {
  const { room, page } = callOf('ann', 'bob', 'cat')
  room.setMembers([member('ann', { apart: ['bob'] }), member('bob'), member('cat')])
  page('ann').receive('mic', rtp({ seq: 1 }))
  page('bob').receive('mic', rtp({ seq: 1 }))
  expect(page('ann').media()).toEqual([])
  expect(page('bob').media()).toEqual([])
  expect(page('cat').media()).toHaveLength(2)
})

test('CALL-65 a page gets no picture that it does not want', () => {
  const { page } = callOf('ann', 'bob')
  page('bob').receiveText(JSON.stringify({ want: { ann: 'off' } }))
  page('ann').receive('low', rtp({ seq: 1, key: true }))
  expect(page('bob').media()).toEqual([])
  for (const text of ['', '{', '{"want":[]}', '{"want":{"ann":"all"}}', `{"want":{"x":"${'y'.repeat(9_000)}"}}`]) {
    page('bob').receiveText(text)
  }
  page('bob').receiveText(JSON.stringify({ want: { ann: 'low' } }))
  page('ann').receive('low', rtp({ seq: 2, key: true }))
  expect(page('bob').media()).toHaveLength(1)
})

test('CALL-68 a receiver gets its own stream again, and nobody else does', () => {
  const { page, pass } = callOf('ann', 'bob', 'cat')
  page('ann').receive('low', rtp({ seq: 1, key: true }))
  const [sent] = page('bob').media()
  page('cat').media()
  pass(100)
  const { seq, ssrc } = numbersOf(sent?.packet ?? Buffer.alloc(12))
  page('bob').receive(sent?.mid ?? '', nack(1, ssrc, [seq]))
  // of a stream that is not that of the track
  page('bob').receive(sent?.mid ?? '', nack(1, ssrc + 1, [seq]))
  expect(page('bob').media()).toHaveLength(1)
  expect(page('cat').media()).toEqual([])
})

test('CALL-66 of a page that sends without a bound, no more is forwarded than cameras need', () => {
  const { page, pass } = callOf('ann', 'bob')
  const bytes = 1_200
  let seq = 0
  const bitsOfASecond = () => {
    // 100 Mbit/s
    for (let sent = 0; sent < 100; sent++) {
      for (let n = 0; n < 100; n++) page('ann').receive('low', rtp({ seq: ++seq, key: true, bytes }))
      pass(10)
    }
    return page('bob')
      .media()
      .reduce((sum, { packet }) => sum + packet.length * 8, 0)
  }
  expect(bitsOfASecond()).toBeLessThan(8_000_000)
  expect(bitsOfASecond()).toBeLessThan(3_000_000)
  // and what a camera sends is forwarded whole again
  pass(2_000)
  page('bob').media()
  for (let n = 0; n < 100; n++) {
    page('ann').receive('low', rtp({ seq: ++seq, key: n === 0, bytes }))
    pass(10)
  }
  expect(page('bob').media()).toHaveLength(100)
})

test('CALL-66 of a page that talks without end, few texts are read', () => {
  const { room, page } = callOf('ann', 'bob')
  page('bob').receive('low', rtp({ seq: 1, key: true }))
  const say = (layer: string) => page('ann').receiveText(JSON.stringify({ want: { bob: layer } }))
  for (let n = 0; n < 1_000; n++) say('high')
  say('off')
  room.look()
  page('ann').media()
  page('bob').receive('low', rtp({ seq: 2 }))
  expect(page('ann').media()).toHaveLength(1)
})

test('a party that connects again gets a new connection, and the others stay', () => {
  const { page, connect } = callOf('ann', 'bob')
  const before = page('ann')
  const after = connect('ann')
  expect(before.closed.yes).toBe(true)
  before.receive('mic', rtp({ seq: 1 }))
  expect(page('bob').media()).toEqual([])
  after.receive('mic', rtp({ seq: 9 }))
  expect(page('bob').media()).toHaveLength(1)
})
