import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dashboardOperations } from '@imbachat/protocol/http/dashboard'
import { type App, createApp } from '@imbachat/server/app'
import { type NatsServer, startNatsServer } from '@imbachat/server/bus/testing/nats-server'
import { resolveConfig } from '@imbachat/server/config/config'
import { parseEnv } from '@imbachat/server/config/env'
import { checkPublicAddress } from '@imbachat/server/doctor/check-public'
import { testPostgresWithTables } from '@imbachat/server/store/testing/test-postgres'
import { eventually } from '../../sdk/src/testing/until.ts'
import { freePorts } from '../cluster/free-ports.ts'
import { LoadClient } from '../load/load-client.ts'
import { hasProxy, type ProxyName, type RunningProxy, startProxy } from './start-proxy.ts'
import { openTlsDoor, type TlsDoor } from './tls-door.ts'

const METRICS_TOKEN = 'a token of the scraper'
const OWNER = { email: 'owner@shop.example', password: 'correct horse battery' }
/** The visitor's address: not that from which the proxy reaches the nodes, 127.0.0.1. */
const VISITOR = '127.0.0.2'

const folder = mkdtempSync(join(tmpdir(), 'imbachat-proxies-'))
const [port, plainPort, ...nodePorts] = freePorts(4) as [number, number, number, number]
const certificate = join(folder, 'chat.crt')
const key = join(folder, 'chat.key')
let nats: NatsServer
let env: Record<string, string>
const nodes: App[] = []
let widget: { id: number; secretKey: string }

async function startNode(n: number): Promise<void> {
  const place = { PORT: String(nodePorts[n]), DATA_DIR: join(folder, `node${n}`) }
  nodes[n] = await createApp(resolveConfig(parseEnv({ ...env, ...place })))
}

beforeAll(async () => {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const { status, stderr } = spawnSync('openssl', [...made, ...subject, '-keyout', key, '-out', certificate])
  if (status !== 0) throw new Error(`openssl: ${stderr}`)
  const [postgres, started] = await Promise.all([testPostgresWithTables(), startNatsServer()])
  nats = started
  env = {
    PUBLIC_URL: `https://localhost:${port}`,
    SECRET: crypto.randomUUID(),
    DATABASE_URL: postgres.url,
    NATS_URL: nats.url,
    FILES_DIR: join(folder, 'files'),
    TRUSTED_PROXIES: '127.0.0.1/32',
    METRICS_TOKEN,
    SEARCH: 'off',
    LOG_LEVEL: 'silent',
  }
  await startNode(0)
  await startNode(1)
  const [node] = nodes
  if (!node) throw new Error('the node did not start')
  const { id } = await node.widgets.create(null, {
    name: 'Shop',
    origins: [env.PUBLIC_URL ?? ''],
    settings: { messages_per_minute: 6_000 },
  })
  widget = { id, secretKey: (await node.widgets.find(id))?.secretKeys[0] ?? '' }
  await node.accounts.create(OWNER)
})

afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await nats.kill()
  rmSync(folder, { recursive: true, force: true })
})

const NAMES: ProxyName[] = ['nginx', 'Caddy', 'HAProxy']
describe.each(NAMES)('behind %s', (name) => {
  if (!hasProxy(name)) {
    test.skip(`${name} is not installed on this machine: its file of deploy is not tried`, () => undefined)
    return
  }
  let proxy: RunningProxy
  let door: TlsDoor
  const clients: LoadClient[] = []

  beforeAll(async () => {
    const at = { folder: join(folder, name), port, plainPort, nodes: nodePorts, certificate, key }
    proxy = await startProxy(name, at)
    door = await openTlsDoor({ port, ca: readFileSync(certificate, 'utf8'), from: VISITOR })
    await eventually(async () => expect((await fetch(`${door.url}/health`)).status).toBe(200))
  })
  afterAll(async () => {
    for (const client of clients) client.leave()
    await door.close()
    await proxy.stop()
  })

  async function client(user: string, over: 'socket' | 'stream' = 'socket', onMessage = (_seq: number) => {}) {
    const made = new LoadClient({
      url: () => `${door.url.replace('http', 'ws')}/imbachat/v1/${widget.id}/ws`,
      client: `${user} ${clients.length}`,
      user,
      widget: widget.id,
      token: () => token(`${name}-${user}`),
      over,
      retryMs: () => Math.random() * 300,
      onChange: (_room, { seq }) => onMessage(seq),
    })
    clients.push(made)
    await made.start()
    return made
  }

  test('PROXY-1 the script and pages arrive with the headers of the chat, and plain HTTP leads to HTTPS', async () => {
    for (const path of [`/imbachat/v1/${widget.id}/widget`, `/imbachat/v1/${widget.id}/frame`, '/dashboard']) {
      const [near, far] = [await fetch(`http://127.0.0.1:${nodePorts[0]}${path}`), await fetch(door.url + path)]
      expect(await far.text()).toBe(await near.text())
      const kept = ['content-type', 'cache-control', 'content-security-policy', 'strict-transport-security', 'etag']
      for (const header of [...kept, 'x-content-type-options', 'cross-origin-resource-policy', 'referrer-policy']) {
        // the policy has the name by which the server was asked
        const said = ({ headers }: Response) => headers.get(header)?.replace(/connect-src [^;]*/, '')
        expect([header, said(far)]).toEqual([header, said(near)])
      }
    }
    const plain = await fetch(`http://127.0.0.1:${plainPort}/dashboard?a=1`, {
      redirect: 'manual',
      headers: { host: 'localhost' },
    })
    expect([plain.status, plain.headers.get('location')]).toEqual([
      308,
      expect.stringMatching(/^https:\/\/localhost(:\d+)?\/dashboard\?a=1$/),
    ])
  })

  if (name === 'nginx') {
    test('PROXY-5 the log has neither tickets of files nor the ends of links out of mails', async () => {
      await fetch(`${door.url}/imbachat/v1/${widget.id}/mail/off/the-end-of-a-link?t=a-ticket`)
      const log = () => readFileSync(join(folder, name, 'access.log'), 'utf8')
      await eventually(() => expect(log()).toContain(`/imbachat/v1/${widget.id}/mail/off/- `))
      for (const secret of ['the-end-of-a-link', 'a-ticket']) expect(log()).not.toContain(secret)

      // nginx refuses such a body, and says so in its error log, with the address
      const tooLarge = new Uint8Array(2 * 1024 * 1024 + 1)
      const secret = `/imbachat/v1/${widget.id}/files/a-file/original?ticket=a-ticket`
      for (const path of [`/imbachat/v1/${widget.id}/mail/off/the-end-of-a-link`, secret, '/an-ordinary-address']) {
        await fetch(door.url + path, { method: 'POST', body: tooLarge }).catch(() => undefined)
      }
      const errors = () => readFileSync(join(folder, name, 'error.log'), 'utf8')
      await eventually(() => expect(errors()).toContain('/an-ordinary-address'))
      for (const secret of ['the-end-of-a-link', 'a-ticket']) expect(errors()).not.toContain(secret)
    })
  }

  test('PROXY-1 the doctor finds that WebSockets and streams pass', async () => {
    const asked = { publicUrl: door.url, loopback: true, trustedProxies: ['127.0.0.1/32'] }
    expect((await checkPublicAddress(asked, widget.id)).map(({ check, status }) => [check, status])).toEqual([
      ['public-url', 'ok'],
      ['health', 'ok'],
      ['websocket', 'ok'],
      ['stream', 'ok'],
    ])
  })

  test('PROXY-1 a file is uploaded in parts, continues after a cut, and is fetched as a whole and in ranges', async () => {
    const ann = await client('ann')
    const room_id = await ann.openDialog(`${name}-bob`)
    const bytes = Buffer.alloc(1_500_000, 'ab cd efgh ')
    const part = 1_000_000
    const begun = await ann.request('upload.create', { room_id, name: 'large.txt', size: bytes.length })
    const authorization = `Bearer ${begun.token}`
    const at = (path: string) => new URL(path, door.url).href
    const patch = (offset: number, body: Buffer<ArrayBuffer>) =>
      fetch(at(begun.url), {
        method: 'PATCH',
        body,
        headers: {
          authorization,
          'tus-resumable': '1.0.0',
          'content-type': 'application/offset+octet-stream',
          'upload-offset': String(offset),
        },
      })
    expect((await patch(0, bytes.subarray(0, part))).status).toBe(204)
    const head = await fetch(at(begun.url), { method: 'HEAD', headers: { authorization, 'tus-resumable': '1.0.0' } })
    expect(head.headers.get('upload-offset')).toBe(String(part))
    expect((await patch(part, bytes.subarray(part))).status).toBe(204)
    await ann.request('upload.finish', { upload_id: begun.upload_id })
    const attachments = [{ upload_id: begun.upload_id }]
    await ann.request('message.send', { room_id, client_id: crypto.randomUUID(), text: '', attachments })
    const { tickets } = await ann.request('files.tickets', { room_id, file_ids: [begun.upload_id] })
    const url = at(`/imbachat/v1/${widget.id}/files/${begun.upload_id}/original?ticket=${tickets[0]?.ticket}`)
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(bytes)).toBe(true)
    const range = await fetch(url, { headers: { range: 'bytes=1400000-1400009' } })
    expect([range.status, range.headers.get('content-range')]).toEqual([206, 'bytes 1400000-1400009/1500000'])
    expect(Buffer.from(await range.arrayBuffer()).equals(bytes.subarray(1_400_000, 1_400_010))).toBe(true)
  })

  test("PROXY-1 the server counts the visitor's own address, whatever the visitor claims", async () => {
    const post = (operation: 'session.sign_in' | 'widgets.create', body: unknown, cookie = '') =>
      fetch(door.url + dashboardOperations[operation].path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          'sec-fetch-site': 'same-origin',
          'x-forwarded-for': '203.0.113.7',
          cookie,
        },
      })
    const cookies = (await post('session.sign_in', OWNER)).headers.getSetCookie()
    const made = await post(
      'widgets.create',
      { name: 'Second shop' },
      cookies.map((line) => line.split(';')[0]).join('; '),
    )
    const answer = (await made.json()) as { widget: { widget_id: number } }
    const entry = await nodes[0]?.store.control
      .selectFrom('audit')
      .select('address')
      .where('widget_id', '=', answer.widget.widget_id)
      .executeTakeFirst()
    expect(entry).toEqual({ address: VISITOR })
  })

  test('PROXY-4 each request has an id of its own, which the proxy gives, whatever the visitor claims', async () => {
    const ask = () => fetch(`${door.url}/imbachat/v1/${widget.id}/frame`, { headers: { 'x-request-id': 'forged' } })
    const ids = (await Promise.all([ask(), ask()])).map(({ headers }) => headers.get('x-request-id'))
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{32,36}$/)
    expect(new Set(ids).size).toBe(2)
  })

  test('PROXY-2 the nodes notice at once when clients leave, over WebSockets and streams', async () => {
    const [eve, sam] = [await client('eve'), await client('sam', 'stream')]
    const open = () => {
      const online = clients.filter((one) => one.online).map(({ options }) => options.over)
      const streams = online.filter((over) => over === 'stream').length
      return { stream: streams, websocket: online.length - streams }
    }
    await eventually(async () => expect(await connections()).toEqual(open()))
    for (const one of [eve, sam]) one.leave()
    // sooner than the next sign of life would fail to be written
    await eventually(async () => expect(await connections()).toEqual(open()))
    expect(open().stream).toBe(0)
  })

  test('PROXY-3 a reload of the proxy and a restart of each node under load lose and repeat nothing', async () => {
    const seen: number[][] = []
    const listening = (user: string, over: 'socket' | 'stream') => {
      const heard: number[] = []
      seen.push(heard)
      return client(user, over, (seq) => heard.push(seq))
    }
    const cat = await listening('cat', 'socket')
    const dan = await listening('dan', 'stream')
    const phone = await listening('dan', 'socket')
    const room = await cat.openDialog(`${name}-dan`)
    for (const device of [dan, phone]) await device.openDialog(`${name}-cat`)
    let sent = 0
    let going = true
    const write = async (by: LoadClient) => {
      while (going) {
        await by.send(room, `message ${sent++}`)
        await Bun.sleep(10)
      }
    }
    const writing = [write(cat), write(dan)]
    const more = async () => {
      const enough = sent + 10
      await eventually(() => expect(sent).toBeGreaterThan(enough))
    }
    await more()
    await proxy.reload()
    await more()
    for (const n of [0, 1]) {
      await nodes[n]?.stop()
      await more()
      await startNode(n)
      await eventually(async () => expect((await fetch(`http://127.0.0.1:${nodePorts[n]}/health`)).status).toBe(200))
    }
    await more()
    going = false
    await Promise.all(writing)
    await Promise.all([cat, dan, phone].map((one) => one.end()))
    for (const heard of seen) expect(heard).toEqual(Array.from({ length: sent }, (_, n) => n + 1))
  })
})

async function connections(): Promise<Record<'websocket' | 'stream', number>> {
  const sum = { websocket: 0, stream: 0 }
  for (const node of nodePorts) {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
    const text = await (await fetch(`http://127.0.0.1:${node}/metrics`, { headers })).text()
    for (const [, transport, count] of text.matchAll(/^imbachat_connections\{transport="(\w+)"\} (\d+)/gm)) {
      sum[transport as keyof typeof sum] += Number(count)
    }
  }
  return sum
}

function token(userId: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { user_id: userId, exp: Math.floor(Date.now() / 1000) + 3600 }
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${signed}.${createHmac('sha256', widget.secretKey).update(signed).digest('base64url')}`
}
