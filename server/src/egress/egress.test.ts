import { afterEach, describe, expect, test } from 'bun:test'
import { createServer, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { manualClock } from '../chat/testing/manual-clock.ts'
import { createEgress, EgressError, type EgressOptions, type EgressRequest } from './egress.ts'
import { TEST_CERTIFICATE, TEST_KEY } from './testing/test-certificate.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

function site(answer: (request: Request) => Response | Promise<Response>, hostname = '127.0.0.1') {
  const server = Bun.serve({ port: 0, hostname, fetch: answer })
  cleanups.push(() => server.stop(true))
  return { url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${server.port}`, port: server.port }
}

/** A server that writes any bytes. */
async function rawSite(talk: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    talk(socket)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, port }
}

const developer = (more: Partial<EgressOptions> = {}) => createEgress({ allowLoopback: true, allow: [], ...more })
const strict = (more: Partial<EgressOptions> = {}) => createEgress({ allowLoopback: false, allow: [], ...more })

async function failure(egress: ReturnType<typeof createEgress>, request: EgressRequest): Promise<EgressError> {
  const outcome = await egress.request(request).then(
    (answer) => answer.status,
    (error: unknown) => error,
  )
  if (outcome instanceof EgressError) return outcome
  throw new Error(`expected an EgressError, got ${outcome}`)
}

const text = (body: Uint8Array) => new TextDecoder().decode(body)

describe('an answer', () => {
  test('an outgoing call carries its headers, asks for no compression, and returns status and body', async () => {
    const { url } = site((request) => Response.json(Object.fromEntries(request.headers), { status: 418 }))
    const answer = await developer().request({ url: `${url}/a?b=1`, headers: { Authorization: 'Basic eDp5' } })
    expect(answer.status).toBe(418)
    expect(answer.url).toBe(`${url}/a?b=1`)
    expect(answer.headers['content-type']).toStartWith('application/json')
    const seen = JSON.parse(text(answer.body))
    expect(seen.authorization).toBe('Basic eDp5')
    expect(seen['accept-encoding']).toBe('identity')
  })

  test('a POST carries its body', async () => {
    const { url } = site(async (request) => new Response(`${request.method} ${await request.text()}`))
    const answer = await developer().request({ method: 'POST', url, body: 'login=ann' })
    expect(text(answer.body)).toBe('POST login=ann')
  })

  test('an answer that is compressed nevertheless is still read', async () => {
    const { url } = site(() => new Response(gzipSync('hello'), { headers: { 'content-encoding': 'gzip' } }))
    expect(text((await developer().request({ url })).body)).toBe('hello')
  })
})

describe('addresses', () => {
  const disguises = ['127.0.0.1', '127.1', '2130706433', '0x7f.1', '0177.0.0.1', '[::ffff:127.0.0.1]', '[::1]', '[::]']
  test.each([...disguises, '169.254.169.254', '10.0.0.1', '[64:ff9b::7f00:1]'])(
    'http://%s is refused',
    async (host) => {
      const error = await failure(strict(), { url: `http://${host}:1/` })
      expect(error.code).toBe('address_not_allowed')
    },
  )

  test('IPv6 loopback is called only if allowed', async () => {
    const { url } = site(() => new Response('six'), '::1')
    expect((await failure(strict(), { url })).code).toBe('address_not_allowed')
    expect(text((await developer().request({ url })).body)).toBe('six')
  })

  test('a name that resolves to a private address is refused, even if it has a public one too', async () => {
    const lookup = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '10.0.0.7', family: 4 },
    ]
    const error = await failure(strict({ lookup }), { url: 'http://rebind.example/' })
    expect(error.code).toBe('address_not_allowed')
    expect(error.address).toBe('10.0.0.7')
  })

  test('localhost by name is refused unless allowed', async () => {
    expect((await failure(strict(), { url: 'http://localhost:1/' })).code).toBe('address_not_allowed')
  })

  test('a name is resolved once per connection, and the socket connects to that address', async () => {
    const { port } = site((request) => new Response(request.headers.get('host')))
    const asked: string[] = []
    const lookup = async (host: string) => {
      asked.push(host)
      // A second look-up would return another address.
      return [{ address: asked.length % 2 === 1 ? '127.0.0.1' : '10.255.255.1', family: 4 }]
    }
    const egress = developer({ lookup })
    const answer = await egress.request({ url: `http://shop.example:${port}/` })
    expect(text(answer.body)).toBe(`shop.example:${port}`)
    expect(asked).toEqual(['shop.example'])
    expect((await failure(egress, { url: `http://shop.example:${port}/` })).code).toBe('address_not_allowed')
    expect(asked).toHaveLength(2)
  })

  test('an address that the server administrator allowed is called', async () => {
    const { url } = site(() => new Response('open'))
    expect(text((await strict({ allow: ['127.0.0.0/8'] }).request({ url })).body)).toBe('open')
  })
})

test('a proxy named in the environment is not used: it would connect to unchecked addresses', async () => {
  let proxied = 0
  const proxy = await rawSite((socket) => {
    proxied += 1
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy')
  })
  const { url } = site(() => new Response('direct'))
  const script = `
    import { createEgress } from ${JSON.stringify(`${import.meta.dir}/egress.ts`)}
    const answer = await createEgress({ allowLoopback: true, allow: [] }).request({ url: ${JSON.stringify(url)} })
    process.stdout.write(answer.body)`
  // a process reads the environment when it starts
  const env = { ...process.env, HTTP_PROXY: proxy.url, http_proxy: proxy.url, NO_PROXY: '', no_proxy: '' }
  const child = Bun.spawn([process.execPath, '-e', script], { env, stdout: 'pipe' })
  expect(await new Response(child.stdout).text()).toBe('direct')
  expect(proxied).toBe(0)
})

describe('URLs', () => {
  test.each(['file:///etc/passwd', 'ftp://h/', 'gopher://h/', 'javascript:1', '/relative', 'http://', 'http://u:p@h/'])(
    '%s is refused',
    async (url) => {
      const error = await failure(developer(), { url })
      expect(error.code).toBe('invalid_url')
      expect(error.message).not.toContain('u:p')
    },
  )
})

describe('redirects', () => {
  const redirectTo = (location: string, status = 302) =>
    site(() => new Response(null, { status, headers: { location } }))

  test('redirects to the metadata service are refused', async () => {
    const { url } = redirectTo('http://169.254.169.254/latest/meta-data/')
    const error = await failure(developer(), { url, redirects: 'follow' })
    expect(error.code).toBe('address_not_allowed')
    expect(error.host).toBe('169.254.169.254')
  })

  test.each(['redirects to %s are refused', 'http://u:p@127.0.0.1/', 'http://['])(
    'to %s are refused',
    async (location) => {
      const { url } = redirectTo(location)
      const error = await failure(developer(), { url, redirects: 'follow' })
      expect(error.code).toBe('redirect_refused')
      expect(JSON.stringify(error)).not.toContain('u:p')
    },
  )

  test('redirects are refused by default and the error shows their target without the query', async () => {
    const { url } = redirectTo('/login?next=secret')
    const error = await failure(developer(), { url: `${url}/users` })
    expect(error.code).toBe('redirect_refused')
    expect(error.location).toBe(`${url}/login`)
  })

  test('redirects are followed three times and not a fourth', async () => {
    const { url } = site((request) => {
      const left = Number(new URL(request.url).pathname.slice(1))
      return left === 0 ? new Response('there') : Response.redirect(`/${left - 1}`, 302)
    })
    expect(text((await developer().request({ url: `${url}/3`, redirects: 'follow' })).body)).toBe('there')
    expect((await failure(developer(), { url: `${url}/4`, redirects: 'follow' })).code).toBe('redirect_refused')
  })

  test('redirects keep Authorization on the same origin and drop it for good on another origin', async () => {
    const seen: (string | null)[] = []
    const other = site((request) => {
      seen.push(request.headers.get('authorization'))
      return Response.redirect(`${first.url}/end`, 302)
    })
    const first = site((request) => {
      seen.push(request.headers.get('authorization'))
      const { pathname } = new URL(request.url)
      if (pathname === '/start') return Response.redirect('/next', 302)
      return pathname === '/next' ? Response.redirect(other.url, 302) : new Response('end')
    })
    const headers = { authorization: 'Basic eDp5' }
    await developer().request({ url: `${first.url}/start`, headers, redirects: 'follow' })
    expect(seen).toEqual(['Basic eDp5', 'Basic eDp5', null, null])
  })

  test('turn a POST into a GET, except 307 and 308', async () => {
    const { url } = site(async (request) => {
      const status = Number(new URL(request.url).pathname.slice(1))
      if (status > 0) return new Response(null, { status, headers: { location: '/' } })
      return new Response(`${request.method} ${await request.text()}`)
    })
    const post = async (status: number) => {
      const answer = await developer().request({
        method: 'POST',
        url: `${url}/${status}`,
        body: 'x',
        redirects: 'follow',
      })
      return text(answer.body)
    }
    expect(await post(302)).toBe('GET ')
    expect(await post(307)).toBe('POST x')
  })
})

describe('limits', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n'

  /** Makes a call whose clock starts when it reaches the server. */
  async function timedOut(talk: (socket: Socket) => void): Promise<EgressError> {
    const clock = manualClock()
    const reached = Promise.withResolvers<void>()
    const { url } = await rawSite((socket) => {
      talk(socket)
      reached.resolve()
    })
    const error = failure(developer({ clock }), { url })
    await reached.promise
    clock.elapse(2_999)
    expect(await Promise.race([error, Promise.resolve('still waiting')])).toBe('still waiting')
    clock.elapse(1)
    return await error
  }

  test('a server that never answers is given up after 3 s', async () => {
    expect((await timedOut(() => {})).code).toBe('timeout')
  })

  test('a body that drips forever is given up after 3 s, and its connection closed', async () => {
    const closed = Promise.withResolvers<void>()
    const error = await timedOut((socket) => {
      socket.write(head)
      const drip = setInterval(() => socket.write('.'), 5)
      socket.on('close', () => {
        clearInterval(drip)
        closed.resolve()
      })
    })
    expect(error.code).toBe('timeout')
    await closed.promise
  })

  test('a name that never resolves is given up after 3 s', async () => {
    const clock = manualClock()
    const asked = Promise.withResolvers<void>()
    const lookup = () => {
      asked.resolve()
      return new Promise<never>(() => {})
    }
    const error = failure(developer({ clock, lookup }), { url: 'http://slow.example/' })
    await asked.promise
    clock.elapse(3_000)
    expect((await error).code).toBe('timeout')
  })

  test('an endless body is cut at the cap and its connection closed', async () => {
    const closed = Promise.withResolvers<void>()
    const { url } = await rawSite((socket) => {
      socket.write(head)
      const pour = () => {
        while (socket.writable && socket.write('x'.repeat(65_536)));
      }
      socket.on('drain', pour)
      socket.on('close', () => closed.resolve())
      pour()
    })
    expect((await failure(developer(), { url })).code).toBe('too_large')
    await closed.promise
  })

  test('256 KiB are accepted, one more byte is not', async () => {
    const { url } = site((request) => new Response('x'.repeat(Number(new URL(request.url).pathname.slice(1)))))
    expect((await developer().request({ url: `${url}/262144` })).body.byteLength).toBe(262_144)
    expect((await failure(developer(), { url: `${url}/262145` })).code).toBe('too_large')
  })

  test('a small body that decompresses to a large one is too large', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000))
    const { url } = site(() => new Response(bomb, { headers: { 'content-encoding': 'gzip' } }))
    expect((await failure(developer(), { url })).code).toBe('too_large')
  })

  test('calls beyond the queue of a host are refused, and the queued ones are served', async () => {
    const open = Promise.withResolvers<Response>()
    const { url } = site(() => open.promise.then((answer) => answer.clone()))
    const egress = developer({ limits: { slots: { atOnce: 1, waiting: 1 } } })
    const served = [egress.request({ url }), egress.request({ url })]
    expect((await failure(egress, { url })).code).toBe('busy')
    open.resolve(new Response('ok'))
    expect((await Promise.all(served)).map(({ status }) => status)).toEqual([200, 200])
  })
})

describe('failures have codes', () => {
  test('nothing listens on the port: refused', async () => {
    const error = await failure(developer(), { url: 'http://127.0.0.1:1/' })
    expect(error.code).toBe('refused')
    expect(error.reason).toBe('ECONNREFUSED')
  })

  test('the resolver does not know the name: dns', async () => {
    const lookup = async () => {
      throw Object.assign(new Error('no'), { code: 'ENOTFOUND' })
    }
    expect((await failure(developer({ lookup }), { url: 'http://nobody.example/' })).code).toBe('dns')
  })

  test('the connection ends before an answer: closed', async () => {
    const { url } = await rawSite((socket) => socket.destroy())
    expect((await failure(developer(), { url })).code).toBe('closed')
  })

  test('a few interim responses before an answer are accepted; an endless series fails at once', async () => {
    const announced = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'
    const few = await rawSite((socket) => {
      socket.once('data', () => socket.write(`${announced}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`))
    })
    expect((await developer().request({ url: few.url })).status).toBe(200)
    const closed = Promise.withResolvers<void>()
    const endless = await rawSite((socket) => {
      socket.once('data', () => socket.write(announced.repeat(20)))
      socket.once('close', () => closed.resolve())
    })
    expect((await failure(developer(), { url: endless.url })).code).toBe('protocol')
    await closed.promise
  })

  test('an answer that is not HTTP fails as protocol', async () => {
    const { url } = await rawSite((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'))
    expect((await failure(developer(), { url })).code).toBe('protocol')
  })

  test('a host without TLS behind https fails as tls', async () => {
    const { url } = site(() => new Response('plain'))
    expect((await failure(developer(), { url: url.replace('http:', 'https:') })).code).toBe('tls')
  })

  test('a certificate that is not trusted or is for another name: tls', async () => {
    const tls = { key: TEST_KEY, cert: TEST_CERTIFICATE }
    const server = Bun.serve({ port: 0, hostname: '127.0.0.1', tls, fetch: () => new Response('safe') })
    cleanups.push(() => server.stop(true))
    const lookup = async () => [{ address: '127.0.0.1', family: 4 }]
    const url = `https://shop.example:${server.port}/`
    const trusting = developer({ lookup, ca: TEST_CERTIFICATE })
    expect(text((await trusting.request({ url })).body)).toBe('safe')
    expect((await failure(developer({ lookup }), { url })).code).toBe('tls')
    expect((await failure(trusting, { url: url.replace('shop', 'other') })).code).toBe('tls')
  })

  test('messages name the host and nothing else of the request', async () => {
    const url = 'http://127.0.0.1:1/path-secret?q=query-secret'
    const error = await failure(developer(), { url, headers: { authorization: 'Basic header-secret' } })
    expect(error.message + JSON.stringify(error)).not.toContain('secret')
    expect(error.message).toContain('127.0.0.1')
  })
})

describe('a host that keeps failing', () => {
  test('a host that keeps failing rests, is tried by one call, and is called again when it answers', async () => {
    const clock = manualClock()
    let calls = 0
    let broken = true
    const { url } = await rawSite((socket) => {
      calls += 1
      if (broken) socket.destroy()
      else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    })
    const egress = developer({ clock })
    for (let i = 0; i < 5; i++) expect((await failure(egress, { url })).code).toBe('closed')
    const left = await failure(egress, { url })
    expect(left.code).toBe('breaker_open')
    expect(left.retryAfterMs).toBe(15_000)
    expect(calls).toBe(5)

    clock.elapse(15_000)
    expect((await failure(egress, { url })).code).toBe('closed')
    expect((await failure(egress, { url })).code).toBe('breaker_open')

    broken = false
    clock.elapse(15_000)
    expect((await egress.request({ url })).status).toBe(200)
    expect((await egress.request({ url })).status).toBe(200)
  })

  test('a host that keeps failing is still called by other scopes and by calls that ignore the breaker', async () => {
    const { url } = await rawSite((socket) => socket.destroy())
    const egress = developer({ clock: manualClock() })
    for (let i = 0; i < 5; i++) await failure(egress, { url, scope: 'widget:1' })
    expect((await failure(egress, { url, scope: 'widget:1' })).code).toBe('breaker_open')
    expect((await failure(egress, { url, scope: 'widget:2' })).code).toBe('closed')
    expect((await failure(egress, { url, scope: 'widget:1', breakerIgnored: true })).code).toBe('closed')
  })
})
