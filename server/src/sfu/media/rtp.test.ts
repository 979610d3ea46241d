import { expect, test } from 'bun:test'
import { rtp } from '../testing/packets.ts'
import { nack, pictureLoss, readRtcp, receiverReport, remb, senderReport } from './rtcp.ts'
import { isRtcp, readRtp, readVp8, seqDistance, writeSendTime } from './rtp.ts'

test('a packet is read as it was written', () => {
  const packet = rtp({ seq: 65_535, timestamp: 4_000_000_000, ssrc: 9, key: true, picture: 0x7abc, tl0: 200 })
  const read = readRtp(packet)
  expect(read).toEqual({ seq: 65_535, timestamp: 4_000_000_000, ssrc: 9, payloadAt: 20, sendTimeAt: 17 })
  expect(readVp8(packet, 20)).toEqual({
    startsKeyFrame: true,
    picture: { at: 22, id: 0x7abc, bits: 15 },
    tl0: { at: 24, index: 200 },
  })
  writeSendTime(packet, 17, 1_500)
  expect(packet.readUIntBE(17, 3)).toBe(1.5 * 2 ** 18)
  expect(isRtcp(packet)).toBe(false)
})

test('numbers wrap around', () => {
  expect(seqDistance(2, 65_534)).toBe(4)
  expect(seqDistance(65_534, 2)).toBe(-4)
})

test('reports are read as they were written', () => {
  const compound = Buffer.concat([
    senderReport({ ssrc: 5, ntp: 0x1234567890abcdefn, timestamp: 77, packets: 3, bytes: 99 }),
    receiverReport(1, [{ ssrc: 6, lost: 25, lostInAll: 4, highest: 70_000, jitter: 12, lastSender: 5, since: 6 }]),
    pictureLoss(1, 6),
    nack(1, 6, [65_534, 65_535, 3, 40]),
    remb(1, [6], 300_000),
  ])
  expect(isRtcp(compound)).toBe(true)
  expect(readRtcp(compound)).toEqual([
    { t: 'sender', ssrc: 5, ntp: 0x1234567890abcdefn, timestamp: 77 },
    { t: 'received', ssrc: 6, lostInAll: 4, highest: 70_000 },
    { t: 'picture', ssrc: 6 },
    { t: 'nack', ssrc: 6, seqs: [65_534, 65_535, 3, 40] },
    { t: 'remb', bitrate: expect.closeTo(300_000, -1) },
  ])
})

test('CALL-66 any bytes are read without an error', () => {
  let seed = 1
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
    return seed % below
  }
  const starts = [rtp({ seq: 1, key: true, picture: 5, tl0: 1 }), nack(1, 2, [3, 9]), remb(1, [2, 3], 1e6)]
  for (let run = 0; run < 20_000; run++) {
    const start = starts[random(starts.length)] ?? Buffer.alloc(0)
    const packet = Buffer.from(start.subarray(0, random(start.length + 1)))
    for (let change = random(6); change > 0 && packet.length > 0; change--) packet[random(packet.length)] = random(256)
    const read = readRtp(packet)
    if (read) readVp8(packet, read.payloadAt)
    readRtcp(packet)
  }
})
