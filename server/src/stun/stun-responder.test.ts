import { afterEach, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { type Clock, systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import { manualClock } from '../chat/testing/manual-clock.ts'
import { freeUdpPort } from '../testing/free-port.ts'
import { addressIn, answerTo, bindingRequest } from './stun-message.ts'
import { openStunResponder, type StunResponder } from './stun-responder.ts'

const opened: { close(): void }[] = []
afterEach(() => {
  for (const one of opened.splice(0)) one.close()
})

async function responder(port: number, log = silentLog, clock: Clock = systemClock): Promise<StunResponder> {
  const stun = await openStunResponder({ port, hosts: ['127.0.0.1'], clock, log })
  opened.push(stun)
  return stun
}

async function asking(port: number, hostname = '127.0.0.1') {
  const answers: Buffer[] = []
  let arrived = () => {}
  const socket = await Bun.udpSocket({
    hostname,
    socket: {
      data(_, answer) {
        answers.push(Buffer.from(answer))
        arrived()
      },
    },
  })
  opened.push(socket)
  return {
    port: socket.port,
    answers,
    send: (request: Buffer) => socket.send(request, port, '127.0.0.1'),
    async answer(count: number): Promise<void> {
      while (answers.length < count) {
        await new Promise<void>((resolve) => {
          arrived = resolve
        })
      }
    },
  }
}

test('CALL-18 the server answers a binding request with the address that it came from', async () => {
  const stun = await responder(await freeUdpPort())
  const client = await asking(stun.port ?? 0)
  const request = bindingRequest(randomBytes(12))
  client.send(request)
  await client.answer(1)
  const [answer] = client.answers
  expect(answer?.length).toBe(32)
  expect(addressIn(answer ?? Buffer.alloc(0), request)).toEqual({ address: '127.0.0.1', port: client.port })
})

test('CALL-18 nothing but a well-formed binding request is answered, and no answer has more than 44 bytes', () => {
  const request = bindingRequest(randomBytes(12))
  const changed = (change: (bytes: Buffer) => void, from = request) => {
    const bytes = Buffer.from(from)
    change(bytes)
    return bytes
  }
  const longer = Buffer.concat([request, Buffer.from([0x80, 0x22, 0, 3, 1, 2, 3, 0])])
  longer.writeUInt16BE(8, 2)
  const wrong: [string, Buffer][] = [
    ['nothing', Buffer.alloc(0)],
    ['a short one', request.subarray(0, 19)],
    ['an answer', changed((bytes) => bytes.writeUInt16BE(0x0101, 0))],
    ['an allocation of TURN', changed((bytes) => bytes.writeUInt16BE(0x0003, 0))],
    ['another cookie', changed((bytes) => bytes.writeUInt32BE(1, 4))],
    ['a length that is not its own', changed((bytes) => bytes.writeUInt16BE(4, 2))],
    ['an attribute that has to be understood', changed((bytes) => bytes.writeUInt16BE(0x0006, 20), longer)],
    ['an attribute beyond its end', changed((bytes) => bytes.writeUInt16BE(40, 22), longer)],
    ['a long one', Buffer.concat([request, Buffer.alloc(400)])],
  ]
  for (const [title, bytes] of wrong) expect([title, answerTo(bytes, '192.0.2.1', 5)]).toEqual([title, null])
  expect(answerTo(longer, '192.0.2.1', 5)?.length).toBe(32)
  const v6 = answerTo(request, '2001:db8::1', 40_000) ?? Buffer.alloc(0)
  expect(v6.length).toBe(44)
  expect(addressIn(v6, request)).toEqual({ address: '2001:db8::1', port: 40_000 })
  // as a socket for both kinds names an IPv4 address
  expect(answerTo(request, '::ffff:192.0.2.1', 5)?.length).toBe(32)
})

test('CALL-18 an address that asks too often gets no more answers for a while', async () => {
  const stun = await responder(await freeUdpPort(), silentLog, manualClock())
  const client = await asking(stun.port ?? 0)
  for (let n = 0; n < 200; n++) client.send(bindingRequest(randomBytes(12)))
  // its request stands behind those
  const other = await asking(stun.port ?? 0, '127.0.0.2')
  // more than once: what does not fit in the buffer of the socket is dropped
  const repeated = setInterval(() => other.send(bindingRequest(randomBytes(12))), 50)
  await other.answer(1).finally(() => clearInterval(repeated))
  await client.answer(1)
  expect(client.answers.length).toBeLessThanOrEqual(60)
})

test('CALL-18 a port that is taken is said in the log, and the server goes on', async () => {
  const first = await responder(await freeUdpPort())
  const lines: string[] = []
  const second = await responder(first.port ?? 0, { ...silentLog, warn: (line) => void lines.push(line) })
  expect(second.port).toBeNull()
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('CALLS_UDP_PORT')
  expect((await responder(0)).port).toBeNull()
})
