import { expect, test } from 'bun:test'
import { openRawSocket } from './raw-socket.ts'
import { frameReader } from './websocket-frames.ts'

/** A server's frame: like a client's, but without a mask. */
function serverFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  if (payload.length < 126) return Buffer.concat([Buffer.from([0x81, payload.length]), payload])
  const head = Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255])
  return Buffer.concat([head, payload])
}

test('frames are read completely, however the bytes are split', () => {
  const sent = ['a', 'ж'.repeat(100), 'x'.repeat(3_000), '']
  const bytes = Buffer.concat(sent.map(serverFrame))
  for (const size of [1, 2, 7, 1_000, bytes.length]) {
    const got: string[] = []
    const reader = frameReader((opcode, buffer, start, end) => {
      expect(opcode).toBe(1)
      got.push(buffer.toString('utf8', start, end))
    })
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size))
    expect(got).toEqual(sent)
  }
})

test("a real server reads a client's frames", async () => {
  const heard = Promise.withResolvers<string>()
  const server = Bun.serve({
    port: 0,
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response(null, { status: 400 })),
    websocket: { message: (_, text) => heard.resolve(String(text)) },
  })
  const socket = await openRawSocket({ port: Number(server.port), path: '/', onText() {}, onClose() {} })
  socket.send(`ж${'x'.repeat(5_000)}`)
  expect(await heard.promise).toBe(`ж${'x'.repeat(5_000)}`)
  socket.end()
  await server.stop(true)
})
