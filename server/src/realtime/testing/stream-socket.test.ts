import { expect, test } from 'bun:test'
import { StreamSocket } from './stream-socket.ts'

test('a stream that is closed says nothing more, also of what came in the same piece', async () => {
  const body = ['{"stream":"s"}', '"first"', '"second"'].map((data) => `data: ${data}\n`).join('')
  const server = Bun.serve({ port: 0, fetch: () => new Response(body) })
  const stream = new StreamSocket(`http://127.0.0.1:${server.port}`)
  const received: string[] = []
  stream.onmessage = ({ data }) => {
    received.push(data)
    stream.close()
  }
  await new Promise<void>((closed) => {
    stream.onclose = () => setImmediate(closed)
  })
  expect(received).toEqual(['"first"'])
  await server.stop(true)
})
