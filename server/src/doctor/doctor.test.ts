import { Database as BunDatabase } from 'bun:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createApp } from '../app.ts'
import { startNatsServer } from '../bus/testing/nats-server.ts'
import { systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import { runCli } from '../cli/run-cli.ts'
import { resolveConfig } from '../config/config.ts'
import { parseEnv } from '../config/env.ts'
import { widgetSnippet } from '../dashboard/widgets/snippet.ts'
import { TEST_CERTIFICATE, TEST_KEY } from '../egress/testing/test-certificate.ts'
import { startSmtp } from '../mail/testing/smtp.ts'
import { freshDataDir } from '../store/testing/data-dir.ts'
import { testPostgresWithTables } from '../store/testing/test-postgres.ts'
import { openStunResponder } from '../stun/stun-responder.ts'
import { freeUdpPort } from '../testing/free-port.ts'
import { checkNats, judgeStandby } from './check-backends.ts'
import { checkSfu } from './check-sfu.ts'
import type { Finding } from './finding.ts'

const { dataDir, remove } = freshDataDir()
let app: App
let env: Record<string, string>
let widget_id: number

beforeAll(async () => {
  app = await createApp(resolveConfig(parseEnv({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent' })))
  env = { DATA_DIR: dataDir, PUBLIC_URL: app.config.publicUrl }
  chmodSync(dataDir, 0o700)
})
afterAll(async () => {
  await app.stop()
  remove()
})

/** Runs the command as a script does. */
async function doctor(given: Record<string, string> = env, ...args: string[]) {
  const lines: string[] = []
  const complaints: string[] = []
  const io = { env: given, readInput: async () => '', print: (line: string) => lines.push(line) }
  const code = await runCli(['doctor', '--json', ...args], { ...io, complain: (line) => complaints.push(line) })
  const findings = JSON.parse(lines.join('\n') || '[]') as Finding[]
  const of = (check: string) => findings.find((finding) => finding.check === check)
  return { code, findings, of, complaints, text: lines.join('\n') }
}

/** A page of a site, as text and headers. */
function siteOf(html: string, headers: Record<string, string> = {}) {
  const answer = () => new Response(html, { headers: { 'content-type': 'text/html', ...headers } })
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer })
  return { url: `http://127.0.0.1:${server.port}/page`, origin: `http://127.0.0.1:${server.port}`, server }
}

describe('DOCTOR-1 a server that is well', () => {
  test('a server that is well has no problem, before and after the first widget', async () => {
    const before = await doctor()
    expect([before.findings.filter(({ status }) => status === 'problem'), before.code]).toEqual([[], 0])
    expect(before.of('stream')).toMatchObject({ status: 'warning' })
    widget_id = (await app.widgets.create(null, { name: 'Shop', origins: ['http://127.0.0.1:1'] })).id
    const after = await doctor()
    expect(after.code).toBe(0)
    for (const check of [
      'settings',
      'data-dir',
      'server',
      'database',
      'secret',
      'nats',
      'files',
      'mail',
      'health',
      'websocket',
      'stream',
    ]) {
      expect(after.of(check)).toMatchObject({ check, status: 'ok' })
    }
    expect(after.findings.every(({ status, fix }) => status === 'ok' || Boolean(fix))).toBe(true)
  })

  test('a server that is well changes nothing, even where the next start would change the tables', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'imbachat-doctor-'))
    const path = join(folder, 'imbachat.sqlite')
    const db = new BunDatabase(path, { create: true })
    db.run('create table schema_migration (name text primary key, applied_at bigint not null)')
    db.run("insert into schema_migration values ('0001-first', 1)")
    db.close()
    const before = [readdirSync(folder), readFileSync(path)]
    const { of } = await doctor({ DATA_DIR: folder, PUBLIC_URL: 'http://localhost:1' })
    expect(of('database')?.found).toContain('the next start makes')
    expect([readdirSync(folder), readFileSync(path)]).toEqual(before)
    rmSync(folder, { recursive: true })
  })

  test('the plain output has a line for each finding, and the fix below it', async () => {
    const lines: string[] = []
    const io = { env, readInput: async () => '', print: (line: string) => lines.push(line), complain: () => {} }
    expect(await runCli(['doctor'], io)).toBe(0)
    expect(lines.join('\n')).toContain(`ok       health: ${env.PUBLIC_URL} answers.`)
    const asItShould = /^(?:ok {7}\S+: .+|(?:warning|PROBLEM) {2}\S+: .+\n {9}→ .+)$/
    expect(lines.filter((line) => !asItShould.test(line))).toEqual([])
  })
})

describe('DOCTOR-2 each fault has a finding with its fix', () => {
  test('a wrong setting, with its name', async () => {
    const { code, findings, complaints } = await doctor({ ...env, PORT: 'many' })
    expect(code).toBe(1)
    expect(findings).toMatchObject([{ check: 'settings', status: 'problem' }])
    expect(findings[0]?.found).toContain('PORT is "many"')
    expect(complaints).toEqual(['1 problem found'])
  })

  test('a mail server that does not answer', async () => {
    const mailServer = await startSmtp()
    const mail = { ...env, MAIL_FROM: 'chat@shop.example' }
    expect((await doctor({ ...mail, SMTP_URL: `smtp://127.0.0.1:${mailServer.port}` })).of('mail')).toMatchObject({
      status: 'ok',
    })
    await mailServer.stop()
    const away = await doctor({ ...mail, SMTP_URL: `smtp://chat:hunter22@127.0.0.1:${mailServer.port}` })
    expect(away.of('mail')).toMatchObject({ status: 'problem' })
    expect(away.text).not.toContain('hunter22')
  })

  test('a public address without a server, and one of another server', async () => {
    const other = siteOf('not the chat')
    const away = await doctor({ ...env, PUBLIC_URL: 'http://localhost:1' })
    expect(away.of('health')).toMatchObject({ status: 'problem' })
    expect(away.of('websocket')).toBeUndefined()
    expect((await doctor({ ...env, PUBLIC_URL: other.origin })).of('health')?.found).toContain('not as ImbaChat does')
    await other.server.stop(true)
  })

  test('a public address without TLS that is not this machine', async () => {
    const { of } = await doctor({ ...env, PUBLIC_URL: 'http://chat.invalid' })
    expect(of('public-url')).toMatchObject({ status: 'problem' })
  })

  test('a certificate of an address that is no name, and the other checks go on', async () => {
    const tls = { key: TEST_KEY, cert: TEST_CERTIFICATE }
    const server = Bun.serve({ port: 0, hostname: '127.0.0.1', tls, fetch: () => new Response('') })
    const { of, code } = await doctor({ ...env, PUBLIC_URL: `https://127.0.0.1:${server.port}` })
    expect(of('tls')).toMatchObject({ status: 'problem', found: expect.stringContaining('TLS fails') })
    expect(of('health')).toMatchObject({ status: 'problem' })
    expect(code).toBe(1)
    await server.stop(true)
  })

  test('a proxy that forwards no WebSockets and holds streams back', async () => {
    const proxy = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      async fetch(request) {
        const { pathname } = new URL(request.url)
        if (pathname.endsWith('/ws')) return new Response('no', { status: 400 })
        if (pathname.endsWith('/stream')) return new Response(new ReadableStream({}))
        return fetch(`${env.PUBLIC_URL}${pathname}`)
      },
    })
    const { of, code } = await doctor({ ...env, PUBLIC_URL: `http://127.0.0.1:${proxy.port}` })
    expect(of('websocket')).toMatchObject({ status: 'warning' })
    expect(of('stream')?.found).toContain('buffers')
    expect(code).toBe(0)
    await proxy.stop(true)
  })

  test.each([
    ['a page of the proxy', () => new Response('<h1>502 Bad Gateway</h1>', { status: 502 }), 'answers 502'],
    ['a refusal', () => new Response('Method Not Allowed', { status: 405 }), 'answers 405'],
    ['a redirect', () => new Response('moved', { status: 301, headers: { location: '/elsewhere' } }), 'answers 301'],
    ['a page of the site', () => new Response('<h1>Our shop</h1>'), 'something else'],
  ])('a proxy that answers a stream with %s', async (_, answer, found) => {
    const proxy = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch(request) {
        const { pathname } = new URL(request.url)
        return pathname.endsWith('/stream') ? answer() : fetch(`${env.PUBLIC_URL}${pathname}`)
      },
    })
    const { of } = await doctor({ ...env, PUBLIC_URL: `http://127.0.0.1:${proxy.port}` })
    expect(of('stream')).toMatchObject({ status: 'warning', found: expect.stringContaining(found) })
    await proxy.stop(true)
  })

  test('a data folder that others can read, and a server that is not running', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'imbachat-doctor-'))
    const started = await createApp(resolveConfig(parseEnv({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent' })))
    await started.stop()
    chmodSync(folder, 0o755)
    const { of } = await doctor({ DATA_DIR: folder, PUBLIC_URL: 'http://localhost:1' })
    expect(of('data-dir')).toMatchObject({ status: 'warning', fix: `chmod 700 ${folder}` })
    expect(of('server')).toMatchObject({ status: 'warning' })
    // a volume has the owner and mode that the container's runtime gave it
    const contained = await doctor({ DATA_DIR: folder, PUBLIC_URL: 'http://localhost:1', IN_CONTAINER: '1' })
    expect(contained.of('data-dir')).toMatchObject({ status: 'ok' })
    rmSync(folder, { recursive: true })
  })

  test('a disk with less than the reserve, on which the server refuses files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'imbachat-doctor-'))
    const { bavail, bsize } = statfsSync(folder)
    const env = { DATA_DIR: folder, PUBLIC_URL: 'http://localhost:1' }
    const { of } = await doctor({ ...env, DISK_RESERVE_BYTES: String(2 * bavail * bsize) })
    const low = { status: 'problem', found: expect.stringContaining('less than DISK_RESERVE_BYTES') }
    expect([of('disk'), of('files')]).toMatchObject([low, low])
    rmSync(folder, { recursive: true })
  })

  test.each(['damaged', 'a folder'])('a lock file of DATA_DIR that is %s', async (kind) => {
    const folder = mkdtempSync(join(tmpdir(), 'imbachat-doctor-'))
    const path = join(folder, 'server.lock')
    if (kind === 'damaged') writeFileSync(path, 'no database '.repeat(100))
    else mkdirSync(path)
    const { of } = await doctor({ DATA_DIR: folder, PUBLIC_URL: 'http://localhost:1' })
    expect(of('server')).toMatchObject({ status: 'problem', found: expect.stringContaining(path) })
    rmSync(folder, { recursive: true })
  })

  test('a database of a newer server', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'imbachat-doctor-'))
    const db = new BunDatabase(join(folder, 'imbachat.sqlite'), { create: true })
    db.run('create table schema_migration (name text primary key, applied_at bigint not null)')
    db.run("insert into schema_migration values ('9999-of-the-future', 1)")
    db.close()
    const { of } = await doctor({ DATA_DIR: folder, PUBLIC_URL: 'http://localhost:1' })
    expect(of('database')?.found).toContain('9999-of-the-future')
    expect(of('database')?.status).toBe('problem')
    rmSync(folder, { recursive: true })
  })

  test('a database, NATS and a bucket that do not answer, without their passwords', async () => {
    const { of, text, code } = await doctor({
      ...env,
      DATABASE_URL: 'postgres://user:secret-word@127.0.0.1:1/chat',
      NATS_URL: 'nats://user:secret-word@127.0.0.1:1',
      S3_ENDPOINT: 'http://127.0.0.1:1',
      S3_BUCKET: 'chat',
      S3_ACCESS_KEY_ID: 'id',
      S3_SECRET_ACCESS_KEY: 'secret-word',
    })
    for (const check of ['database', 'nats', 'files']) expect(of(check)).toMatchObject({ status: 'problem' })
    expect(text).not.toContain('secret-word')
    expect(code).toBe(1)
  })
})

test('DOCTOR-5 a NATS without a password has a warning, and one with a password has none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-doctor-'))
  const config = join(folder, 'nats.conf')
  writeFileSync(config, 'authorization { user: node, password: secret-word }')
  const [open, closed] = await Promise.all([startNatsServer(), startNatsServer({ config })])
  const found = async (natsUrl: string) => (await checkNats({ natsUrl })).status
  expect(await found(open.url)).toBe('warning')
  expect(await found(closed.url.replace('//', '//node:secret-word@'))).toBe('ok')
  expect(await found(closed.url.replace('//', '//node:wrong@'))).toBe('problem')
  await Promise.all([open.kill(), closed.kill()])
  rmSync(folder, { recursive: true })
})

test('DOCTOR-3 PostgreSQL: reachable, current, near, with the same time', async () => {
  const { url, remove: drop } = await testPostgresWithTables()
  const config = { PORT: '0', DATA_DIR: mkdtempSync(join(tmpdir(), 'imbachat-doctor-')), LOG_LEVEL: 'silent' }
  const started = await createApp(resolveConfig(parseEnv({ ...config, DATABASE_URL: url })))
  const { of } = await doctor({ DATA_DIR: config.DATA_DIR, DATABASE_URL: url, PUBLIC_URL: started.config.publicUrl })
  expect(of('database')?.found).toMatch(/^PostgreSQL \d+.*up to date/)
  expect(of('clock')).toMatchObject({ status: 'ok' })
  expect(of('database-distance')).toBeDefined()
  expect(of('standby')).toMatchObject({ status: 'ok' })
  await started.stop()
  await drop()
  rmSync(config.DATA_DIR, { recursive: true })
})

test.each([
  ['that is missing while commits wait for it', { waits: true, standbys: 0, lag: null }, 'problem'],
  ['that lags', { waits: true, standbys: 1, lag: 3.2 }, 'warning'],
  ['that is not waited for', { waits: false, standbys: 1, lag: null }, 'warning'],
  ['that confirms each commit', { waits: true, standbys: 1, lag: 0.01 }, 'ok'],
] as const)('DOCTOR-3 a standby %s', (_, seen, status) => {
  expect(judgeStandby(seen)).toMatchObject({ check: 'standby', status })
})

describe('DOCTOR-4 a page that embeds the chat', () => {
  const head = '<meta name="viewport" content="width=device-width">'

  test('a page that embeds the chat rightly has no problem', async () => {
    const site = siteOf(`${head}${widgetSnippet(app.config.publicUrl, widget_id)}`)
    await app.widgets.change('all_widgets', widget_id, {
      origins: [site.origin],
      users_info_url: `${site.origin}/users`,
    })
    const { findings, code } = await doctor(env, '--site', site.url)
    expect(findings.filter(({ check, status }) => check.startsWith('site') && status !== 'ok')).toEqual([])
    expect(findings.some(({ check }) => check === 'site-script')).toBe(true)
    expect(code).toBe(0)
    await site.server.stop(true)
  })

  test.each([
    ['no script', head, {}, 'site-script', 'problem'],
    [
      'the script of another server',
      `${head}<script src="https://old.example/imbachat/v1/1/widget">`,
      {},
      'site-script',
      'problem',
    ],
    [
      'a policy that forbids the frame',
      `${head}SNIPPET`,
      { 'content-security-policy': "frame-src 'self'" },
      'site-csp',
      'problem',
    ],
    ['no viewport', 'SNIPPET', {}, 'site-viewport', 'warning'],
    ['an origin that the widget does not allow', `${head}SNIPPET`, {}, 'site-origin', 'problem'],
    [
      'a clock that is an hour off',
      `${head}SNIPPET`,
      { date: new Date(Date.now() + 3_600_000).toUTCString() },
      'site-clock',
      'problem',
    ],
  ] as const)('with %s: finding and fix', async (_, html, headers, check, status) => {
    const site = siteOf(html.replace('SNIPPET', widgetSnippet(app.config.publicUrl, widget_id)), headers)
    const { of } = await doctor(env, '--site', site.url)
    expect(of(check)).toMatchObject({ status, fix: expect.any(String) })
    await site.server.stop(true)
  })

  test('a page that can not be fetched is a problem', async () => {
    expect((await doctor(env, '--site', 'http://127.0.0.1:1/')).of('site')).toMatchObject({ status: 'problem' })
  })
})

test('DOCTOR-2 a machine on which the media of calls can be forwarded is well, also where that is turned off', async () => {
  expect((await doctor(env)).of('media')).toMatchObject({ status: 'ok', found: expect.stringContaining('runs on') })
  const off = await doctor({ ...env, CALLS_MEDIA_PORT: '0' })
  expect(off.of('media')).toMatchObject({ status: 'ok', found: expect.stringContaining('Not used') })
})

test('DOCTOR-2 a port for media that is not reached has a finding', async () => {
  const port = await freeUdpPort()
  const sfu = { port, addresses: ['127.0.0.1'] }
  expect(await checkSfu({ sfu, turn: undefined, loopback: false })).toMatchObject({
    status: 'ok',
    found: expect.stringContaining('leads'),
  })
  // an address that is that of no machine
  const elsewhere = { port, addresses: ['203.0.113.10'] }
  const turn = { urls: ['turn:turn.example'], secret: 'secret' }
  for (const [relay, instead] of [
    [undefined, 'private calls do not connect'],
    [turn, 'through the relay'],
  ] as const) {
    expect(await checkSfu({ sfu: elsewhere, turn: relay, loopback: false })).toMatchObject({
      status: 'warning',
      found: expect.stringContaining(instead),
    })
  }
  const taken = await Bun.udpSocket({ hostname: '0.0.0.0', port })
  expect(await checkSfu({ sfu, turn: undefined, loopback: false })).toMatchObject({
    status: 'ok',
    found: expect.stringContaining('in use'),
  })
  taken.close()
})

test('DOCTOR-2 a STUN port for calls that does not answer has a finding, and one that answers is well', async () => {
  const port = await freeUdpPort()
  const given = { ...env, CALLS_UDP_PORT: String(port) }
  expect((await doctor(given)).of('stun')).toMatchObject({ status: 'warning', fix: expect.stringContaining('UDP') })
  const stun = await openStunResponder({ port, hosts: ['127.0.0.1'], clock: systemClock, log: silentLog })
  try {
    expect(stun.port).toBe(port)
    expect((await doctor(given)).of('stun')).toMatchObject({ status: 'ok' })
    expect((await doctor(env)).of('stun')).toMatchObject({ status: 'ok' })
  } finally {
    stun.close()
  }
})
