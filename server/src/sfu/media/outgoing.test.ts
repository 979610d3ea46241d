import { expect, test } from 'bun:test'
import { numbersOf, rtp } from '../testing/packets.ts'
import { createIncoming, type Incoming } from './incoming.ts'
import { CACHE, createOutgoing } from './outgoing.ts'
import { readRtcp } from './rtcp.ts'
import { readRtp, readVp8 } from './rtp.ts'

/** A receiver, and sources whose packets it gets. */
function receiver() {
  const got: Buffer[] = []
  const outgoing = createOutgoing('video', 3_000, (packet) => got.push(Buffer.from(packet)))
  const asked: Buffer[] = []
  const source = () => createIncoming('video', (rtcp) => asked.push(rtcp))
  function give(from: Incoming, packet: Buffer, now: number): void {
    const read = readRtp(packet)
    const taken = read && from.take(read, packet, now)
    if (taken) outgoing.forward(from, taken)
  }
  return { got, outgoing, asked, source, give }
}

const picturesOf = (packet: Buffer) => {
  const vp8 = readVp8(packet, readRtp(packet)?.payloadAt ?? 0)
  return [vp8?.picture?.id, vp8?.tl0?.index]
}

test('CALL-67 a receiver sees one stream without gaps while its source changes at a key frame', () => {
  const { got, outgoing, source, give } = receiver()
  const [low, high] = [source(), source()]
  outgoing.from(low, 0)
  give(low, rtp({ seq: 65_534, timestamp: 9_000, picture: 0x7ffe, tl0: 254, key: false }), 0)
  expect(got).toHaveLength(0)
  give(low, rtp({ seq: 65_535, timestamp: 9_000, picture: 0x7ffe, tl0: 254, key: true }), 0)
  give(low, rtp({ seq: 65_536, timestamp: 12_000, picture: 0x7fff, tl0: 255 }), 33)
  outgoing.from(high, 40)
  // the source before goes on until the next one can be decoded
  give(high, rtp({ seq: 400, timestamp: 4e9, ssrc: 8, picture: 17, tl0: 3 }), 50)
  give(low, rtp({ seq: 65_537, timestamp: 15_000, picture: 0, tl0: 0 }), 66)
  give(high, rtp({ seq: 401, timestamp: 4e9 + 3_000, ssrc: 8, picture: 18, tl0: 4, key: true }), 99)
  give(low, rtp({ seq: 65_538, timestamp: 18_000, picture: 1, tl0: 1 }), 100)
  give(high, rtp({ seq: 402, timestamp: 4e9 + 6_000, ssrc: 8, picture: 19, tl0: 5 }), 132)
  const numbers = got.map(numbersOf)
  expect(numbers.map(({ seq }) => seq)).toEqual([65_535, 0, 1, 2, 3])
  expect(numbers.map(({ timestamp }) => timestamp)).toEqual([9_000, 12_000, 15_000, 15_000 + 2_970, 18_000 + 2_970])
  expect(new Set(numbers.map(({ ssrc }) => ssrc))).toEqual(new Set([3_000]))
  expect(got.map(picturesOf)).toEqual([
    [0x7ffe, 254],
    [0x7fff, 255],
    [0, 0],
    [1, 1],
    [2, 2],
  ])
})

test('CALL-67 a packet lost on the way to the SFU stays a gap, and fits in when it comes', () => {
  const { got, outgoing, source, give, asked } = receiver()
  const camera = source()
  outgoing.from(camera, 0)
  give(camera, rtp({ seq: 10, key: true }), 0)
  give(camera, rtp({ seq: 13 }), 30)
  expect(asked.flatMap(readRtcp).at(-1)).toEqual({ t: 'nack', ssrc: 7, seqs: [11, 12] })
  give(camera, rtp({ seq: 12 }), 60)
  give(camera, rtp({ seq: 12 }), 61)
  expect(got.map((packet) => numbersOf(packet).seq)).toEqual([10, 13, 12])
  camera.tick(200)
  expect(asked.flatMap(readRtcp).at(-1)).toEqual({ t: 'nack', ssrc: 7, seqs: [11] })
})

test('CALL-65 a path that is too narrow gets nothing more of the larger picture, nor anything of it again', () => {
  const { got, outgoing, asked, source, give } = receiver()
  const [low, high] = [source(), source()]
  outgoing.from(high, 0)
  give(high, rtp({ seq: 1, key: true }), 0)
  give(low, rtp({ seq: 500, ssrc: 8 }), 0)
  outgoing.from(low, 100, true)
  expect(asked.flatMap(readRtcp).at(-1)).toEqual({ t: 'picture', ssrc: 8 })
  give(high, rtp({ seq: 2 }), 110)
  give(low, rtp({ seq: 501, ssrc: 8 }), 120)
  give(low, rtp({ seq: 502, ssrc: 8, key: true }), 150)
  outgoing.resend([1, 2], 200)
  expect(got.map((packet) => numbersOf(packet).seq)).toEqual([1, 2, 2])
})

test('CALL-68 packets that a receiver lost are sent again, from the last 512', () => {
  const { got, outgoing, source, give } = receiver()
  const camera = source()
  outgoing.from(camera, 0)
  for (let seq = 0; seq < CACHE + 10; seq++) give(camera, rtp({ seq, key: seq === 0 }), seq)
  const before = got.splice(0)
  outgoing.resend([9, 10, 300, 60_000], 5_000)
  expect(got.map((packet) => numbersOf(packet).seq)).toEqual([10, 300])
  expect(got[1]?.subarray(20)).toEqual(before[300]?.subarray(20) ?? Buffer.alloc(0))
  // requests for it cross
  outgoing.resend([10], 5_010)
  expect(got).toHaveLength(2)
})

test('CALL-68 a packet that a receiver asks for without end is sent again four times', () => {
  const { got, outgoing, source, give } = receiver()
  const camera = source()
  outgoing.from(camera, 0)
  give(camera, rtp({ seq: 1, key: true }), 0)
  got.splice(0)
  for (let at = 100; at < 2_000; at += 50) outgoing.resend(Array(100).fill(1), at)
  expect(got).toHaveLength(4)
})

test('a stream that stops and goes on continues its numbers, video with a key frame', () => {
  const { got, outgoing, source, give } = receiver()
  const camera = source()
  outgoing.from(camera, 0)
  give(camera, rtp({ seq: 1, key: true }), 0)
  outgoing.from(null, 10)
  give(camera, rtp({ seq: 2 }), 20)
  outgoing.from(camera, 1_000)
  give(camera, rtp({ seq: 300, timestamp: 93_000 }), 1_010)
  give(camera, rtp({ seq: 301, timestamp: 96_000, key: true }), 1_020)
  expect(got.map((packet) => numbersOf(packet).seq)).toEqual([1, 2])
})

test('CALL-68 a key frame is asked for at most once a second', () => {
  const { asked, source, give } = receiver()
  const camera = source()
  give(camera, rtp({ seq: 1 }), 0)
  for (let now = 0; now < 3_000; now += 50) {
    camera.wantKeyFrame(now)
    camera.tick(now)
  }
  expect(asked.flatMap(readRtcp).filter(({ t }) => t === 'picture')).toHaveLength(3)
})

test('senders hear how much of theirs was lost', () => {
  const { source, give } = receiver()
  const camera = source()
  for (const seq of [65_530, 65_531, 65_534, 65_535, 65_536, 65_537]) give(camera, rtp({ seq }), 0)
  expect(camera.reception(0)).toMatchObject({ ssrc: 7, lostInAll: 2, lost: 64, highest: 65_537 })
  give(camera, rtp({ seq: 65_538 }), 0)
  expect(camera.reception(0)).toMatchObject({ lost: 0, highest: 65_538 })
})

test('CALL-68 lost sound is asked for twice, and counts as lost although it comes', () => {
  const asked: Buffer[] = []
  const microphone = createIncoming('audio', (rtcp) => asked.push(rtcp))
  const give = (seq: number, now: number) => {
    const packet = rtp({ seq })
    const read = readRtp(packet)
    return read && microphone.take(read, packet, now)
  }
  for (const seq of [1, 2, 5, 6]) give(seq, 20 * seq)
  microphone.tick(300)
  microphone.tick(500)
  const requests = asked.flatMap(readRtcp)
  expect(requests).toEqual(Array(2).fill({ t: 'nack', ssrc: 7, seqs: [3, 4] }))
  asked.splice(0)
  give(8, 600)
  expect(give(7, 640)).not.toBeNull()
  // it came twice
  expect(give(7, 641)).toBeNull()
  expect(microphone.reception(700)).toMatchObject({ highest: 8, lostInAll: 3 })
  // of a pause in the network, nothing is worth asking for
  asked.splice(0)
  give(60, 1_700)
  expect(asked).toEqual([])
})
