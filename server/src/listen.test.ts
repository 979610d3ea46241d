import { afterEach, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { resolveConfig } from './config/config.ts'
import { parseEnv } from './config/env.ts'
import { listen, onFreePort } from './listen.ts'

let server: { port?: number | undefined; stop(now: boolean): Promise<void> } | undefined
afterEach(() => server?.stop(true))

/** What comes back for these very bytes: `fetch` would not let a bad Host out. */
function answerTo(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(server?.port ?? 0, '127.0.0.1', () => socket.write(request))
    socket.on('data', (bytes) => {
      answer += String(bytes)
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

const websocket = { message() {} }

test('an answer to a failed request shows neither source nor stack nor paths of the server', async () => {
  const failures: string[] = []
  const fetch = () => {
    throw new Error('a detail of ours')
  }
  server = listen({ port: 0, host: '127.0.0.1' }, { fetch, websocket }, ({ message }) => failures.push(message))
  const answer = await answerTo('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  expect(answer).toStartWith('HTTP/1.1 500')
  expect(answer.split('\r\n\r\n')[1]).toBe(
    '{"error":{"code":"internal","message":"Something went wrong on the server."}}',
  )
  expect(failures).toEqual(['a detail of ours'])
})

test.each(['a b', '[', 'localhost:99999', 'x@y', ''])(
  'a request whose Host is %j is refused before its address is read',
  async (host) => {
    let reached = false
    const fetch = () => {
      reached = true
      return new Response()
    }
    server = listen({ port: 0, host: '127.0.0.1' }, { fetch, websocket })
    const answer = await answerTo(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    expect(answer).toStartWith('HTTP/1.1 400')
    expect(answer).toContain('"invalid_frame"')
    expect(reached).toBe(false)
  },
)

test('LIMIT-5 the server never inflates a compressed body', async () => {
  const bomb = Bun.gzipSync(Buffer.alloc(10_000_000))
  let bytes = 0
  const fetch = async (request: Request) => {
    bytes = (await request.arrayBuffer()).byteLength
    return new Response()
  }
  server = listen({ port: 0, host: '127.0.0.1' }, { fetch, websocket })
  await globalThis.fetch(`http://127.0.0.1:${server.port}/`, {
    method: 'POST',
    headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
    body: bomb,
  })
  expect(bytes).toBe(bomb.byteLength)
})

test('STREAM-6 a connection that completes no request is closed within 15 s, however it keeps the server waiting', async () => {
  const fetch = async (request: Request) => new Response(await request.text())
  server = listen({ port: 0, host: '127.0.0.1' }, { fetch, websocket })
  const head = 'Host: localhost\r\nContent-Length: 100\r\n'
  const openFor = (first: string, drip: string) =>
    new Promise<number>((resolve) => {
      const opened = performance.now()
      const socket = connect(server?.port ?? 0, '127.0.0.1', () => first && socket.write(first))
      const dripping = setInterval(() => drip && socket.write(drip), 1_000)
      socket.resume()
      socket.on('error', () => {})
      socket.on('close', () => {
        clearInterval(dripping)
        resolve(performance.now() - opened)
      })
    })
  const took = await Promise.all([
    openFor('', ''),
    openFor('POST / HT', ''),
    openFor(`POST / HTTP/1.1\r\n${head}`, 'x: y\r\n'),
    openFor(`POST / HTTP/1.1\r\n${head}\r\n`, 'a'),
    openFor('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', ''),
  ])
  expect(took.filter((ms) => ms > 15_000)).toEqual([])
})

test('LIFE-9 a port on which a server listens is refused in one line that names the port', () => {
  server = listen({ port: 0, host: '127.0.0.1' }, { fetch: () => new Response(), websocket })
  const again = () => listen({ port: server?.port ?? 0, host: '127.0.0.1' }, { fetch: () => new Response(), websocket })
  expect(again).toThrow(`PORT is ${server.port}: something else already listens on 127.0.0.1:${server.port}`)
})

test('a free port that was found is kept until the server listens on it', async () => {
  const { config, letGo } = onFreePort(resolveConfig(parseEnv({ PORT: '0' })))
  const take = () => listen(config, { fetch: () => new Response('ours'), websocket })
  expect(take).toThrow('something else already listens')
  letGo()
  server = take()
  expect(await (await fetch(config.publicUrl)).text()).toBe('ours')
})
