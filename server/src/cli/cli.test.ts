import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { systemClock } from '../chat/clock.ts'
import { createIdentity } from '../chat/identity/create-identity.ts'
import { PUBLISHED_SAMPLE_KEY } from '../chat/identity/signing-keys.ts'
import { silentLog } from '../chat/log.ts'
import { loadSecrets } from '../config/secrets.ts'
import { createWidgets } from '../dashboard/widgets/widgets.ts'
import { openStore } from '../store/index.ts'
import { testPostgres } from '../store/testing/test-postgres.ts'
import { commands, runCli } from './run-cli.ts'

let dataDir: string
const shim = join(import.meta.dir, '../../../bin/imbachat')

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'imbachat-cli-'))
})

afterEach(() => rmSync(dataDir, { recursive: true }))

interface Given {
  input?: string
  env?: Record<string, string>
}

/** What a process runs, without the half second that one takes to start. */
async function imbachat(args: string[], { input = '', env = {} }: Given = {}) {
  let [out, err] = ['', '']
  const code = await runCli(args, {
    env: { DATA_DIR: dataDir, ...env },
    print: (line) => {
      out += `${line}\n`
    },
    complain: (line) => {
      err += `${line}\n`
    },
    readInput: async () => input,
  })
  return { out, err, code }
}

/** Runs the command line in its own process, as a server administrator does. */
async function imbachatProcess(args: string[], { input = '', env = {} }: Given = {}) {
  const child = Bun.spawn([shim, ...args], {
    env: { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, ...env },
    stdin: new Blob([input]),
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { out, err, code }
}

const made = async (...args: string[]) =>
  JSON.parse((await imbachat(['widget', 'create', '--name', 'Shop', '--json', ...args])).out) as Record<
    string,
    string
  > & {
    id: number
  }

test('a command is a process with its input, its output, its errors and its exit code', async () => {
  const create = ['account', 'create', '--email', 'ann@shop.example', '--password-stdin']
  const made = await imbachatProcess(create, {
    input: 'correct horse battery\n',
    env: { PUBLIC_URL: 'https://chat.example' },
  })
  expect(made).toEqual({ code: 0, err: '', out: 'ann@shop.example can sign in at https://chat.example/dashboard\n' })
  expect(await imbachatProcess(['fly'])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/^.+"fly".+\n$/),
  })
  expect(await imbachatProcess(['widget', 'show', '7'])).toEqual({ code: 1, out: '', err: 'there is no widget 7\n' })
})

describe('backup', () => {
  test('backup without the DATA_DIR of a server makes no database and no file', async () => {
    const file = join(dataDir, 'backup.gz')
    const { code, err } = await imbachat(['backup', '--to', file])
    expect([code, err]).toEqual([2, expect.stringContaining(`there is no database in DATA_DIR "${dataDir}"`)])
    expect(readdirSync(dataDir)).toEqual([])
    await made()
    expect(await imbachat(['backup', '--to', file])).toMatchObject({ code: 0 })
  })
})

describe('help', () => {
  test('help without a command names every command', async () => {
    const { out, code } = await imbachat(['--help'])
    expect(code).toBe(0)
    for (const { name } of commands) expect(out).toContain(name)
  })

  test('--version prints the version alone', async () => {
    const { out, code } = await imbachat(['--version'])
    expect([out, code]).toEqual([`${packageJson.version}\n`, 0])
  })

  test.each(commands.map(({ name }) => name))('help of %s names its options, and does nothing', async (name) => {
    const { out, err, code } = await imbachat([...name.split(' '), '--help'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`Usage: imbachat ${name}`)
    const { options } = commands.find((command) => command.name === name) ?? { options: {} }
    for (const option of Object.keys(options)) expect(out).toContain(`--${option}`)
  })
})

describe('wrong usage exits with 2 and one line that says what is expected', () => {
  test.each([
    [[], 'a command is missing'],
    [['fly'], 'there is no command "fly"'],
    [['widget'], 'needs one of: create, import, list, show, set, rotate, delete'],
    [['widget', 'create'], '--name NAME is missing'],
    [['widget', 'create', '--name'], '--name'],
    [['widget', 'create', '--name', ''], '--name: must not be empty'],
    [['widget', 'create', '--name', 'x', '--colour', 'red'], '--colour'],
    [['widget', 'create', 'x', '--name', 'x'], '"x" is one argument too many'],
    [['widget', 'create', '--name', 'x', '--origin', 'shop.example'], '--origin: must begin with https://'],
    [['widget', 'create', '--name', 'x', '--users-info-url', 'ftp://x'], '--users-info-url: must begin with'],
    [['widget', 'create', '--name', 'x', '--setting', 'theme'], '--setting: "theme" is not NAME=VALUE'],
    [['widget', 'create', '--name', 'x', '--setting', 'theme=pink'], '--setting: '],
    [['widget', 'show'], 'the widget number is missing'],
    [['widget', 'show', 'x'], '"x" is not a widget number'],
    [['widget', 'set', '1'], 'no changes were given'],
    [['widget', 'rotate', '1', '--key', 'x'], '--key: "x" must be secret_key or api_password'],
    [['widget', 'list', '--limit', '1000'], '--limit'],
    [['token', '--widget', '1', '--user', 'a,b'], '--user: must not contain'],
    [['token', '--widget', '1', '--user', '1', '--ttl', '1000000'], '--ttl: must be a whole number'],
    [['token', '--widget', '1', '--user', '1', '--ttl', '1h'], '--ttl: must be a whole number of seconds'],
    [['account', 'create', '--email', 'ann', '--password-stdin'], '--email: must be an email address'],
    [['account', 'create', '--email', 'ann@shop.example'], '--password-stdin is missing'],
    [
      ['account', 'create', '--email', 'ann@shop.example', '--password-stdin'],
      '--password-stdin: must have at least 10',
    ],
    [['serve', '--port', '1'], '--port'],
  ])('%j', async (args, expected) => {
    const { out, err, code } = await imbachat(args)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain(expected)
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })

  test('a wrong value in the environment too', async () => {
    const { err, code } = await imbachat(['widget', 'list'], { env: { PUBLIC_URL: 'chat.example' } })
    expect(code).toBe(2)
    expect(err).toStartWith('PUBLIC_URL is "chat.example"')
    expect(err.trimEnd().split('\n')).toHaveLength(1)
  })
})

describe('a failure at run time exits with 1 and one line', () => {
  test.each([
    [['widget', 'show', '7'], 'there is no widget 7'],
    [['widget', 'set', '7', '--name', 'x'], 'there is no widget 7'],
    [['widget', 'rotate', '7'], 'there is no widget 7'],
    [['token', '--widget', '7', '--user', '1'], 'there is no widget 7'],
    [['widget', 'create', '--name', 'x', '--account', 'no@shop.example'], 'there is no account no@shop.example'],
  ])('%j', async (args, expected) => {
    const { err, code } = await imbachat(args)
    expect(code).toBe(1)
    expect(err).toBe(`${expected}\n`)
  })
})

describe('widget', () => {
  test('widget create prints the DEV_ID and the keys, as JSON', async () => {
    const { out, code } = await imbachat(
      [
        ...['widget', 'create', '--name', 'Shop', '--users-info-url', 'https://shop.example/users'],
        ...['--origin', 'https://shop.example/', '--origin', 'https://*.shop.example', '--json'],
      ],
      { env: { PUBLIC_URL: 'https://chat.example' } },
    )
    expect(code).toBe(0)
    const widget = JSON.parse(out)
    expect(Object.keys(widget)).toEqual(['id', 'secret_key', 'api_login', 'api_password', 'snippet'])
    expect(widget.id).toBe(1)
    expect(widget.snippet).toContain('<script src="https://chat.example/imbachat/v1/1/widget"></script>')
    const shown = JSON.parse((await imbachat(['widget', 'show', '1', '--keys', '--json'])).out)
    expect(shown).toMatchObject({
      id: 1,
      name: 'Shop',
      users_info_url: 'https://shop.example/users',
      origins: ['https://shop.example', 'https://*.shop.example'],
      secret_keys: [{ value: widget.secret_key }],
      api_login: widget.api_login,
      api_passwords: [{ value: widget.api_password }],
    })
  })

  test('widget show prints no keys without the option for it', async () => {
    const { secret_key, api_password } = await made()
    const { out } = await imbachat(['widget', 'show', '1'])
    expect(out).toContain('Shop')
    expect(out).not.toContain(secret_key as string)
    expect(out).not.toContain(api_password as string)
  })

  test('widget set changes the named fields, and an empty text clears a field', async () => {
    await made('--users-info-url', 'https://shop.example/users', '--origin', 'https://shop.example')
    await imbachat(['widget', 'set', '1', '--setting', 'theme=dark', '--setting', 'message_max_chars=500'])
    const set = await imbachat(['widget', 'set', '--widget', '1', '--users-info-url', '', '--origin', '', '--json'])
    expect(JSON.parse(set.out)).toMatchObject({
      name: 'Shop',
      users_info_url: null,
      origins: [],
      settings: { theme: 'dark', message_max_chars: 500, position: 'right' },
    })
  })

  test('widget rotate keeps the old key until it is retired', async () => {
    const { secret_key } = await made()
    const rotated = JSON.parse((await imbachat(['widget', 'rotate', '1', '--json'])).out)
    expect(rotated.secret_keys.map((key: { value: string }) => key.value)).toEqual([expect.any(String), secret_key])
    const retired = JSON.parse(
      (await imbachat(['widget', 'rotate', '1', '--key', 'secret-key', '--retire', '--json'])).out,
    )
    expect(retired.secret_keys).toEqual([rotated.secret_keys[0]])
  })

  test('widget list is paginated', async () => {
    // only the two lists are commands here: each one is a process
    const store = await openStore({ dataDir, clock: systemClock, log: silentLog })
    const secrets = loadSecrets({ secret: undefined, dataDir })
    const widgets = createWidgets({ ...store, secrets, clock: systemClock })
    for (let n = 0; n < 3; n++) await widgets.create(null, { name: 'Shop' })
    await store.close()
    const first = JSON.parse((await imbachat(['widget', 'list', '--limit', '2', '--json'])).out)
    expect(first.widgets.map((widget: { id: number }) => widget.id)).toEqual([1, 2])
    const rest = JSON.parse((await imbachat(['widget', 'list', '--cursor', first.next, '--json'])).out)
    expect(rest).toMatchObject({ widgets: [{ id: 3 }], next: null })
  })

  test('a widget belongs to the first account, whether the widget was created before or after it', async () => {
    await made()
    const account = await imbachat(['account', 'create', '--email', 'ann@shop.example', '--password-stdin', '--json'], {
      input: 'correct horse battery\n',
    })
    await made()
    const store = await openStore({ dataDir, clock: systemClock, log: silentLog })
    const owners = await store.readDb.selectFrom('widget').select('account_id').execute()
    await store.close()
    const { id } = JSON.parse(account.out)
    expect(owners).toEqual([{ account_id: id }, { account_id: id }])
  })
})

describe('beside a running server', () => {
  test('the server sees a change at once, and accepts a token', async () => {
    const store = await openStore({ dataDir, clock: systemClock, log: silentLog })
    try {
      const secrets = loadSecrets({ secret: undefined, dataDir })
      const widgets = createWidgets({ ...store, secrets, clock: systemClock })
      await imbachatProcess(['widget', 'create', '--name', 'Shop'])
      expect((await widgets.find(1))?.name).toBe('Shop')
      await imbachatProcess(['widget', 'set', '1', '--name', 'Other'])
      expect((await widgets.find(1))?.name).toBe('Other')
      const identity = createIdentity({ widgets, clock: systemClock })
      for (const user of ['7', 'P11-A']) {
        const { out } = await imbachatProcess(['token', '--widget', '1', '--user', user, '--ttl', '60'])
        expect(await identity.authenticate(1, out.trim())).toMatchObject({ kind: 'user', user_id: user })
      }
    } finally {
      await store.close()
    }
  })
})

test('without PUBLIC_URL the command warns on standard error that the printed address is a guess', async () => {
  const account = ['account', 'create', '--email', 'ann@shop.example', '--password-stdin']
  const commands = [['widget', 'create', '--name', 'Shop', '--json'], ['widget', 'show', '1'], account]
  for (const command of commands) {
    const { out, err, code } = await imbachat(command, { input: 'correct horse battery', env: { PORT: '9000' } })
    expect(code).toBe(0)
    expect(out).toContain('http://localhost:9000/')
    expect(err).toBe("http://localhost:9000 is a guess: set PUBLIC_URL to the server's address\n")
    const shown = await imbachat(['widget', 'show', '1'], { env: { PUBLIC_URL: 'https://chat.example' } })
    expect({ err: shown.err, code: shown.code }).toEqual({ err: '', code: 0 })
  }
})

describe('account password', () => {
  const create = ['account', 'create', '--email', 'lost@shop.example', '--password-stdin']
  const reset = ['account', 'password', '--email', 'lost@shop.example', '--password-stdin']

  test('AUTH-3 imbachat account password sets a new password, and says that the sessions ended', async () => {
    await imbachat(create, { input: 'correct horse battery' })
    const { out, err, code } = await imbachat([...reset, '--turn-off-two-factor'], { input: 'another horse battery' })
    expect({ out, err, code }).toEqual({
      code: 0,
      err: '',
      out: 'lost@shop.example has a new password; every session has ended\n',
    })
  })

  test('account password of an e-mail without an account fails', async () => {
    const { err, code } = await imbachat(reset, { input: 'another horse battery' })
    expect({ err, code }).toMatchObject({ code: 1, err: expect.stringContaining('there is no account') })
  })
})

test('ADMIN-1 the command line names the administrators of the server', async () => {
  const create = (email: string) =>
    imbachat(['account', 'create', '--email', email, '--password-stdin'], { input: 'correct horse battery' })
  await create('root@host.example')
  await create('ann@shop.example')
  const list = async () => JSON.parse((await imbachat(['admin', 'list', '--json'])).out) as string[]
  expect(await list()).toEqual(['root@host.example'])
  expect((await imbachat(['admin', 'grant', 'Ann@shop.example'])).out).toBe(
    'ann@shop.example administers this server\n',
  )
  await imbachat(['admin', 'revoke', 'root@host.example'])
  expect(await list()).toEqual(['ann@shop.example'])
  expect(await imbachat(['admin', 'grant', 'nobody@shop.example'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('no account'),
  })
})

describe('account create', () => {
  const create = ['account', 'create', '--email', 'Ann@Shop.example', '--password-stdin']

  test('imbachat account create says where to sign in, and prints no password', async () => {
    const env = { PUBLIC_URL: 'https://chat.example' }
    const { out, err, code } = await imbachat(create, { input: 'correct horse battery', env })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toBe('ann@shop.example can sign in at https://chat.example/dashboard\n')
  })

  test('account create for an e-mail that already has an account fails', async () => {
    await imbachat(create, { input: 'correct horse battery' })
    const { err, code } = await imbachat(create, { input: 'correct horse battery' })
    expect(code).toBe(1)
    expect(err).toBe('email: already has an account\n')
  })
})

describe('move', () => {
  const address = 'postgres://imbachat:hidden@db.example/imbachat'

  test.each([
    [[], 'set --to-env NAME, or use --to - and standard input'],
    [['--to', '-', '--to-env', 'TO'], 'set --to-env NAME, or use --to - and standard input'],
    [['--to', address], '--to has a password, and other users of this machine can read command lines'],
    [['--to', 'postgres://db.example/imbachat?password=hidden'], '--to has a password'],
    [['--to', 'mysql://db.example/x'], '--to must be an address like postgres://'],
    [['--to', '-'], 'standard input must be an address like postgres://'],
    [['--to-env', 'NOT_SET'], 'the environment variable NOT_SET must be an address like postgres://'],
  ])('LIFE-13 %j is refused with one line that shows no password', async (args, line) => {
    const { err, code } = await imbachat(['move', ...args])
    expect(err).toStartWith(line)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(err).not.toContain('hidden')
    expect(code).toBe(2)
  })

  test('LIFE-13 move takes the address of the database from the environment or from standard input', async () => {
    await made()
    for (const way of ['--to-env', '--to']) {
      const { url, remove } = await testPostgres()
      const { out, err, code } = await (way === '--to'
        ? imbachat(['move', '--to', '-'], { input: `${url}\n` })
        : imbachat(['move', '--to-env', 'TO'], { env: { TO: url } }))
      await remove()
      expect({ err, code }).toEqual({ err: '', code: 0 })
      expect(out).toContain('both databases have the same')
    }
  })
})

test('serve runs until SIGTERM, says how to create the first account, and exits cleanly', async () => {
  const server = Bun.spawn([shim, 'serve'], {
    env: { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, PORT: '0' },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  let out = ''
  for await (const chunk of server.stdout) {
    out += new TextDecoder().decode(chunk)
    if (out.includes('setup-link')) break
  }
  expect(out).toMatch(/^ImbaChat runs at http:\/\/localhost:\d+, /)
  server.kill('SIGTERM')
  expect(await server.exited).toBe(0)
})

describe('SITE-13 widget import', () => {
  const SECRET = 'kT4vR9sYp2Lw7QxZ8mNb3HcJ6dFgA5eU'
  const imported = (args: string[], options: Parameters<typeof imbachat>[1] = {}) =>
    imbachat(['widget', 'import', '--id', '4711', ...args], options)
  const json = (keys: object) => ({ input: JSON.stringify(keys) })

  test('imbachat widget import keeps DEV_ID and keys, and later widgets get higher numbers', async () => {
    const keys = { secret_key: SECRET, api_login: 'shop', api_password: 'Zq8-wv3.Lm5x' }
    const { out, code } = await imported(['--keys-stdin', '--origin', 'https://shop.example'], json(keys))
    expect({ code, named: out.includes('4711') }).toEqual({ code: 0, named: true })
    expect(out).not.toContain(SECRET)
    const shown = JSON.parse((await imbachat(['widget', 'show', '4711', '--keys', '--json'])).out)
    expect(shown).toMatchObject({ id: 4711, api_login: 'shop', origins: ['https://shop.example'] })
    expect([shown.secret_keys[0].value, shown.api_passwords[0].value]).toEqual([SECRET, 'Zq8-wv3.Lm5x'])
    expect((await made()).id).toBe(4712)
  })

  test('widget import reads secrets from the environment, and creates those that are not given', async () => {
    const env = { OLD_KEY: SECRET }
    expect((await imported(['--secret-key-env', 'OLD_KEY', '--api-login', 'shop'], { env })).code).toBe(0)
    const shown = JSON.parse((await imbachat(['widget', 'show', '4711', '--keys', '--json'])).out)
    expect(shown.secret_keys[0].value).toBe(SECRET)
    expect(shown.api_passwords[0].value).toHaveLength(40)
  })

  test('imbachat widget import refuses a DEV_ID that is taken, and keeps the keys of that widget', async () => {
    await imported(['--keys-stdin'], json({ secret_key: SECRET }))
    const again = await imported(['--keys-stdin'], json({ secret_key: `${SECRET}x` }))
    expect(again).toMatchObject({ code: 1, err: 'DEV_ID 4711 is taken on this server\n' })
    const shown = JSON.parse((await imbachat(['widget', 'show', '4711', '--keys', '--json'])).out)
    expect(shown.secret_keys).toHaveLength(1)
    expect(shown.secret_keys[0].value).toBe(SECRET)
  })

  test.each([
    ['short', { secret_key: 'abc' }, 'has 3 characters, at least 32 are needed'],
    ['printed in the guide', { secret_key: PUBLISHED_SAMPLE_KEY }, 'is a published example that anyone may use'],
    ['one letter', { secret_key: 'a'.repeat(64) }, 'can be guessed'],
    ['a word repeated', { secret_key: 'password'.repeat(5) }, 'can be guessed'],
    ['the alphabet', { secret_key: 'abcdefghijklmnopqrstuvwxyz0123456789' }, 'can be guessed'],
    ['a weak password', { api_password: 'abc' }, 'has 3 characters, at least 12 are needed'],
    ['an upper-case login', { api_login: 'Shop' }, 'must have 1 to 64 lower-case letters'],
  ])('widget import refuses a key that is %s, with the reason and without the key', async (_, keys, reason) => {
    const { code, err, out } = await imported(['--keys-stdin'], json(keys))
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(reason)
    expect(err).not.toContain(Object.values(keys)[0] ?? '')
    expect((await imbachat(['widget', 'list', '--json'])).out).toContain('"widgets":[]')
  })

  test('imbachat widget import takes no secret as an argument', async () => {
    const { code, err } = await imported(['--secret-key', SECRET])
    expect(code).toBe(2)
    expect(err).toContain("'--secret-key'")
    expect((await imported(['--secret-key-env', 'NOT_SET'])).err).toContain('NOT_SET is not set')
  })
})
