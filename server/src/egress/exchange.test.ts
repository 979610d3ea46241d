import { expect, test } from 'bun:test'
import { refusalOf } from '../../../sdk/src/testing/refusal-of.ts'
import { addressPolicy } from './addresses.ts'
import { exchange } from './exchange.ts'

test('an exchange whose time is over before it begins opens no connection', async () => {
  let reached = 0
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch() {
      reached += 1
      return new Response()
    },
  })
  const way = { policy: addressPolicy({ allowLoopback: true, allow: [] }), lookup: async () => [], ca: undefined }
  const url = new URL(`http://127.0.0.1:${server.port}/`)
  const hop = { method: 'GET' as const, url, headers: {}, body: undefined, maxBytes: 10 }
  expect((await refusalOf(exchange(way, { ...hop, signal: AbortSignal.abort(new Error('over')) }))).message).toContain(
    'over',
  )
  expect(reached).toBe(0)
  expect((await exchange(way, { ...hop, signal: new AbortController().signal })).status).toBe(200)
  await server.stop(true)
})

test('PREVIEW-2 the end mark of a body is found across its parts, and no part is searched twice', async () => {
  const parts = ['<ti', 'x'.repeat(200), '</h', 'ead>', 'never']
  let next = 0
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () =>
      new Response(
        new ReadableStream({
          async pull(controller) {
            await Bun.sleep(20)
            const part = parts[next++]
            if (part === undefined) controller.close()
            else controller.enqueue(new TextEncoder().encode(part))
          },
        }),
      ),
  })
  const way = { policy: addressPolicy({ allowLoopback: true, allow: [] }), lookup: async () => [], ca: undefined }
  const url = new URL(`http://127.0.0.1:${server.port}/`)
  let looked = 0
  const enough = (part: Uint8Array) => {
    looked += part.byteLength
    return Buffer.from(part).includes('</head')
  }
  const hop = { method: 'GET' as const, url, headers: {}, body: undefined, maxBytes: 10_000, enough }
  const { body } = await exchange(way, { ...hop, signal: new AbortController().signal })
  expect(new TextDecoder().decode(body)).toStartWith(parts.slice(0, 4).join(''))
  expect(looked).toBeLessThanOrEqual(body.byteLength + parts.length * 64)
  await server.stop(true)
})
