import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DashboardClient } from '../stage/dashboard-client.ts'
import { eventually } from '../stage/eventually.ts'
import {
  COMMANDS,
  freshPlace,
  LAUNCHERS,
  type Place,
  placeWithTables,
  runToEnd,
  type ServerProcess,
  startProcess,
} from '../stage/server-process.ts'
import { signIn } from '../stage/wire.ts'

const repository = resolve(import.meta.dir, '../..')
const SETUP = 'Create your account (works once)'

let place: Place
const running: ServerProcess[] = []

beforeEach(async () => {
  place = await placeWithTables()
})

afterEach(async () => {
  for (const server of running.splice(0)) await server.end('SIGKILL')
  place.remove()
})

async function start(command: readonly string[] = COMMANDS.start): Promise<ServerProcess> {
  const server = await startProcess(command, place)
  running.push(server)
  return server
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const chatUrl = () => `http://localhost:${place.port}`

const imbachat = (...args: string[]) =>
  runToEnd(['node', join(repository, 'bin', 'imbachat.mjs'), ...args], {
    DATA_DIR: place.dataDir,
    PUBLIC_URL: chatUrl(),
  })

describe('npm start', () => {
  test('npm start creates what is missing and prints where to click; a second one keeps all data', async () => {
    place.remove()
    place = freshPlace()
    const first = await start()
    expect([...first.links.keys()]).toEqual([
      'Demo, two users side by side',
      'Demo, a question about an item',
      'Demo, a public room in a page',
      'Demo, ways to embed',
      'Demo, one user at a time',
      'Dashboard',
      SETUP,
    ])
    const { headers } = await fetch(first.links.get('Demo, two users side by side') ?? '')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    for (const link of first.links.values()) expect((await fetch(link)).status).toBe(200)
    expect(await first.end('SIGTERM')).toBe(0)

    const second = await start()
    expect(second.links.get('Demo, one user at a time')).toBe(first.links.get('Demo, one user at a time') ?? '')
    console.log(`ready in ${Math.round(first.readyMs)} ms at first, in ${Math.round(second.readyMs)} ms again`)
    expect(await second.end('SIGINT')).toBe(0)
  })

  test.skipIf(Bun.which('script') === null)('in a terminal it prints where to click, and no log', async () => {
    const server = await start(['script', '-qec', COMMANDS.start.join(' '), '/dev/null'])
    expect(server.links.has(SETUP)).toBe(true)
    expect(server.output()).not.toContain('"level":')
    await server.end('SIGTERM')
    running.splice(0)
    expect((await start()).output()).toContain('"level":"info"')
  })

  test('npm start shuts down cleanly when its whole process group gets the signal', async () => {
    const server = await start(['setsid', ...COMMANDS.start])
    process.kill(-server.pid, 'SIGTERM')
    expect(await server.end('SIGTERM')).toBe(0)
  })

  test('killed outright, it leaves nothing that blocks the next start', async () => {
    expect(await (await start()).end('SIGKILL')).toBe('SIGKILL')
    expect(await (await start()).end('SIGTERM')).toBe(0)
  })

  test('the link of the first account works once, and a fresh one comes with each start until there is an account', async () => {
    const [before] = [(await start()).links.get(SETUP) ?? '']
    await running.pop()?.end('SIGTERM')
    const server = await start()
    const link = server.links.get(SETUP) ?? ''
    expect(link).not.toBe(before)

    const claim = (from: string) =>
      new DashboardClient(chatUrl()).call('setup.claim', {
        body: { token: from.split('#')[1], email: 'owner@shop.example', password: 'correct horse battery' },
      })
    expect((await claim(before)).status).toBe(403)
    expect((await claim(link)).status).toBe(201)
    expect((await claim(link)).status).toBe(403)
    expect(server.output()).not.toContain('correct horse')

    await running.pop()?.end('SIGTERM')
    expect((await start()).links.has(SETUP)).toBe(false)
  })

  test('a setting that it can’t use ends it with one line and code 2', async () => {
    const wrong: [env: Record<string, string>, line: string][] = [
      [{ PORT: 'eighty' }, 'PORT is "eighty": must be a whole number from 0 to 65535'],
      [{ PUBLIC_URL: 'chat.example' }, 'PUBLIC_URL is "chat.example": '],
      [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud": '],
      [{ EGRESS_ALLOW: 'everything' }, 'EGRESS_ALLOW is "everything": '],
      [{ SECRET: 'short' }, 'SECRET is a value that is not shown: '],
      [{ DATA_DIR: '/dev/null/here' }, 'DATA_DIR is "/dev/null/here": '],
    ]
    const ends = wrong.map(async ([env, line]) => {
      const { code, output } = await runToEnd(COMMANDS.start, { PORT: '0', DATA_DIR: place.dataDir, ...env })
      expect(output).toStartWith(line)
      expect(output.trim().split('\n')).toHaveLength(1)
      expect(code).toBe(2)
    })
    await Promise.all(ends)
  })

  test('a port that is taken ends with one line and code 2', async () => {
    const taken = Bun.listen({ hostname: '127.0.0.1', port: place.port, socket: { data() {} } })
    const { code, output } = await runToEnd(COMMANDS.start, { PORT: String(place.port), DATA_DIR: place.dataDir })
    taken.stop()
    expect(output).toStartWith(`PORT is ${place.port}: something else already listens`)
    expect(output.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })
})

describe('one server', () => {
  const refused = async (env: Record<string, string>) => {
    const { code, output } = await runToEnd(COMMANDS.server, env)
    expect(output.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
    return output
  }

  test('LIFE-8 a second server or a restore on a DATA_DIR ends with one line that names the pid of the first', async () => {
    const first = await start(COMMANDS.server)
    const line = `DATA_DIR is "${place.dataDir}": process ${first.pid} already serves it`
    // each waits five seconds for a server that may be ending
    const second = refused({ PORT: '0', DATA_DIR: place.dataDir })
    const backup = join(place.dataDir, 'backup.gz')
    expect((await imbachat('backup', '--to', backup)).code).toBe(0)
    const restored = await imbachat('restore', '--from', backup)
    expect(restored.code).toBe(2)
    expect(restored.output).toStartWith(line)
    expect(await second).toStartWith(line)

    await first.end('SIGKILL')
    expect(await (await start(COMMANDS.server)).end('SIGTERM')).toBe(0)
  })

  test('LIFE-9 a second server on a port ends with one line that names the port', async () => {
    await start(COMMANDS.server)
    const output = await refused({ PORT: String(place.port), DATA_DIR: join(place.dataDir, 'another') })
    expect(output).toStartWith(`PORT is ${place.port}: something else already listens`)
  })
})

describe.each(Object.entries(LAUNCHERS))('%s', (_name, command) => {
  const serverPid = () => Number(readFileSync(join(place.dataDir, 'server.pid'), 'utf8'))

  test('LIFE-10 killed outright, it takes its server along; started again and stopped, it ends in good order', async () => {
    const killed = await start(command)
    const orphan = serverPid()
    await killed.end('SIGKILL')
    await eventually(() => expect(isAlive(orphan)).toBe(false))

    const launcher = await start(command)
    const pid = serverPid()
    await launcher.end('SIGTERM')
    await eventually(() => expect(isAlive(pid)).toBe(false))
    expect(existsSync(join(place.dataDir, 'server.pid'))).toBe(false)
  })
})

describe('the command line beside a running server', () => {
  test('the command line makes a widget, an account and tokens that a running server accepts', async () => {
    await start()
    const origin = 'https://shop.example'
    const created = await imbachat('widget', 'create', '--name', 'Shop', '--origin', origin, '--json')
    expect(created.code).toBe(0)
    const widget = JSON.parse(created.output) as Record<
      'id' | 'secret_key' | 'api_login' | 'api_password' | 'snippet',
      string
    >
    expect(widget.snippet).toContain(`${chatUrl()}/imbachat/v1/${widget.id}/widget`)
    expect((await fetch(`${chatUrl()}/imbachat/v1/${widget.id}/widget`)).status).toBe(200)

    const { output } = await imbachat('token', '--widget', String(widget.id), '--user', '7', '--ttl', '60')
    const socket = await signIn({ chatUrl: chatUrl(), widgetId: Number(widget.id), headers: { origin } }, output.trim())
    await socket.settled()
    socket.close()

    const rotated = await imbachat('widget', 'rotate', String(widget.id), '--json')
    expect(rotated.code).toBe(0)
    expect(rotated.output).not.toContain(`"secret_key":"${widget.secret_key}"`)
  })
})

describe('the installation', () => {
  let copy: string
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'imbachat-copy-'))
    for (const file of ['install.mjs', 'npm-end.mjs', 'run-bun.mjs', 'start.mjs'])
      cpSync(join(repository, 'bin', file), join(copy, 'bin', file))
    write('package.json', '{"name": "copy", "private": true, "version": "1.0.0"}')
    write('demo/src/start.ts', 'console.log("started by Bun", Bun.version)')
  })
  afterEach(() => rmSync(copy, { recursive: true }))

  const write = (path: string, text: string) => {
    mkdirSync(join(copy, path, '..'), { recursive: true })
    writeFileSync(join(copy, path), text)
  }
  const lock = (packages: Record<string, unknown>) =>
    JSON.stringify({ name: 'copy', version: '1.0.0', lockfileVersion: 3, packages })
  // refused at once, where a slow network would let npm try for minutes
  const noRegistry = { npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0' }
  const go = () => runToEnd(['node', join(copy, 'bin', 'start.mjs')], noRegistry)

  test('the installation is used as it is when npm never ran Bun’s own install script', async () => {
    write('package-lock.json', lock({}))
    write('node_modules/.package-lock.json', lock({}))
    write('node_modules/bun/bin/bun.exe', 'echo "Error: the postinstall script was not run" >&2\nexit 1\n')
    chmodSync(join(copy, 'node_modules/bun/bin/bun.exe'), 0o755)
    mkdirSync(join(copy, 'node_modules/@oven/bun-here/bin'), { recursive: true })
    symlinkSync(process.execPath, join(copy, 'node_modules/@oven/bun-here/bin/bun'))
    expect(await go()).toEqual({ code: 0, output: `started by Bun ${Bun.version}\n` })
  })

  test('npm renews an installation that the lock file does not name, and a failure is shown', async () => {
    write('package.json', '{"name": "copy", "private": true, "version": "1.0.0", "dependencies": {"gone": "1.0.0"}}')
    write('package-lock.json', lock({ 'node_modules/gone': { version: '1.0.0', integrity: 'sha512-x' } }))
    write('node_modules/.package-lock.json', lock({}))
    const { code, output } = await go()
    expect(code).toBe(1)
    expect(output).toStartWith('Installing')
    expect(output).toContain('npm ci failed; what it said is above.')
  })
})
