import { afterEach, expect, test } from 'bun:test'
import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { until } from '../../../sdk/src/testing/until.ts'
import { createEgress, type EgressOptions } from './egress.ts'
import { TEST_CERTIFICATE, TEST_KEY } from './testing/test-certificate.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0)) await step()
})

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

/** A host that counts connections. By default each request gets the same answer. */
async function host({ tls = false, answer = (socket: Socket, _nth: number) => void socket.write(OK) } = {}) {
  const seen = { connections: 0, requests: 0, open: new Set<Socket>() }
  const talk = (socket: Socket) => {
    seen.connections += 1
    seen.open.add(socket)
    let nth = 0
    socket.on('error', () => {})
    socket.on('close', () => seen.open.delete(socket))
    socket.on('data', (data) => {
      if (!/^(GET|POST) /.test(data.toString())) return
      seen.requests += 1
      nth += 1
      answer(socket, nth)
    })
  }
  const server = tls ? createTlsServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, talk) : createServer(talk)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  undo.push(() => {
    for (const socket of seen.open) socket.destroy()
    server.close()
  })
  const address = server.address()
  return { seen, port: typeof address === 'object' && address !== null ? address.port : 0 }
}

const LOOPBACK = { address: '127.0.0.1', family: 4 }

const keeping = (more: Partial<EgressOptions> = {}) =>
  createEgress({
    allowLoopback: true,
    allow: [],
    keepsConnections: true,
    ca: TEST_CERTIFICATE,
    lookup: async () => [LOOPBACK],
    ...more,
  })

const POST = { method: 'POST', body: '{}' } as const

test('calls of one scope to one host share a connection, also an encrypted one, and others have their own', async () => {
  const { seen, port } = await host({ tls: true })
  const egress = keeping()
  const url = `https://shop.example:${port}/`
  for (let n = 0; n < 3; n++) expect((await egress.request({ ...POST, url, scope: 'widget 1' })).status).toBe(200)
  expect(seen).toMatchObject({ connections: 1, requests: 3 })
  await egress.request({ ...POST, url, scope: 'widget 2' })
  expect(seen).toMatchObject({ connections: 2, requests: 4 })
})

test('HOOK-8 a connection is used for no other name: the certificate of each host is checked', async () => {
  const { seen, port } = await host({ tls: true })
  const egress = keeping()
  await egress.request({ url: `https://shop.example:${port}/` })
  const refused = await egress.request({ url: `https://other.example:${port}/` }).catch((error) => error.code)
  expect(refused).toBe('tls')
  expect(seen.requests).toBe(1)
})

test('HOOK-8 a name that changes its address to a private one is refused although a connection is open', async () => {
  const { seen, port } = await host()
  let addresses = [LOOPBACK]
  const egress = keeping({ lookup: async () => addresses })
  const url = `http://shop.example:${port}/`
  await egress.request({ url })
  for (const address of ['10.0.0.7', '169.254.169.254']) {
    addresses = [LOOPBACK, { address, family: 4 }]
    expect(await egress.request({ url }).catch((error) => [error.code, error.address])).toEqual([
      'address_not_allowed',
      address,
    ])
  }
  expect(seen.requests).toBe(1)
})

test('a name that changes its address is called at the new one, although a connection to the old is open', async () => {
  const { seen, port } = await host()
  let addresses = [LOOPBACK]
  const egress = keeping({ lookup: async () => addresses })
  const url = `http://shop.example:${port}/`
  await egress.request({ url })
  addresses = [{ address: '127.0.0.9', family: 4 }]
  // nothing listens there
  expect(await egress.request({ url }).catch((error) => error.code)).toBe('refused')
  expect(seen).toMatchObject({ connections: 1, requests: 1 })
})

test('a host that closes idle connections is called on a new one, and loses nothing', async () => {
  const { seen, port } = await host()
  const egress = keeping()
  const url = `http://shop.example:${port}/`
  for (let n = 1; n <= 3; n++) {
    expect((await egress.request({ ...POST, url })).status).toBe(200)
    for (const socket of seen.open) socket.end()
    await until(() => seen.open.size === 0)
    expect(seen).toMatchObject({ connections: n, requests: n })
  }
})

test('a POST that meets the end of its connection fails and is not made twice; a GET is made again', async () => {
  const { seen, port } = await host({
    answer: (socket, nth) => (nth === 1 ? void socket.write(OK) : void socket.destroy()),
  })
  const egress = keeping()
  const url = `http://shop.example:${port}/`
  await egress.request({ ...POST, url })
  expect(await egress.request({ ...POST, url }).catch((error) => error.code)).toBe('closed')
  expect(seen.requests).toBe(2)
  await egress.request({ url })
  expect((await egress.request({ url })).status).toBe(200)
  expect(seen).toMatchObject({ connections: 3, requests: 5 })
})

test('an idle connection is closed soon, and one whose server says that it keeps it long is not', async () => {
  const brief = await host()
  const long = await host({
    answer: (socket) => void socket.write(OK.replace('\r\n\r\n', '\r\nkeep-alive: timeout=60\r\n\r\n')),
  })
  const egress = keeping()
  await Promise.all([brief, long].map(({ port }) => egress.request({ url: `http://shop.example:${port}/` })))
  await until(() => brief.seen.open.size === 0)
  await egress.request({ url: `http://shop.example:${long.port}/` })
  expect(long.seen).toMatchObject({ connections: 1, requests: 2 })
})

test('bytes that nobody asked for are no answer to the next call', async () => {
  const { seen, port } = await host()
  const egress = keeping()
  const url = `http://shop.example:${port}/`
  await egress.request({ url })
  for (const socket of seen.open) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil')
  await until(() => seen.open.size === 0)
  expect(new TextDecoder().decode((await egress.request({ url })).body)).toBe('ok')
})
