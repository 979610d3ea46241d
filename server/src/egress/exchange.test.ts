import { expect, test } from 'bun:test'
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
  await expect(exchange(way, { ...hop, signal: AbortSignal.abort(new Error('over')) })).rejects.toThrow('over')
  expect(reached).toBe(0)
  expect((await exchange(way, { ...hop, signal: new AbortController().signal })).status).toBe(200)
  await server.stop(true)
})
