import { afterEach, describe, expect, test } from 'bun:test'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refusalOf } from '../../../sdk/src/testing/refusal-of.ts'
import packageJson from '../../package.json' with { type: 'json' }
import { createApp } from '../app.ts'
import { resolveConfig } from '../config/config.ts'
import { parseEnv } from '../config/env.ts'
import { testPostgresWithTables } from '../store/testing/test-postgres.ts'
import { runCli } from './run-cli.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'imbachat-operate-'))
  undo.push(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function postgres(): Promise<string> {
  const { url, remove } = await testPostgresWithTables()
  undo.push(remove)
  return url
}

async function imbachat(env: Record<string, string>, ...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const io = { env, readInput: async () => '', print: (line: string) => void out.push(line) }
  const code = await runCli(args, { ...io, complain: (line) => void err.push(line) })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

async function startOnce(env: Record<string, string>): Promise<void> {
  const app = await createApp(resolveConfig(parseEnv({ PORT: '0', LOG_LEVEL: 'silent', ...env })))
  await app.stop()
}

const filesIn = (dir: string) =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => ({ name, ...statSync(join(dir, name)) }))

test('OPS-1 commands read their settings from a file, before and after the command, in place of the environment', async () => {
  const dataDir = folder()
  const file = join(folder(), 'imbachat.env')
  writeFileSync(
    file,
    `DATA_DIR="${dataDir}"\nMAIL_FROM=Shop chat <chat@shop.example>\nSMTP_URL=smtp://localhost:2525\n`,
  )
  const env = { DATA_DIR: join(dataDir, 'elsewhere') }
  expect(await imbachat(env, '--env-file', file, 'widget', 'create', '--name', 'Shop')).toMatchObject({ code: 0 })
  const listed = await imbachat(env, 'widget', 'list', `--env-file=${file}`)
  expect(listed).toMatchObject({ code: 0, out: expect.stringContaining('1\tShop') })
  expect(existsSync(env.DATA_DIR)).toBe(false)
  const missing = await imbachat(env, 'widget', 'list', '--env-file', '/no/such.env')
  expect(missing).toMatchObject({ code: 2, out: '' })
  expect(await imbachat(env, 'widget', 'list', '--env-file')).toMatchObject({ code: 2 })
})

test('OPS-1 the path of the file begins in the folder of the shell', async () => {
  const cwd = folder()
  writeFileSync(join(cwd, 'chat.env'), 'PORT=many\n')
  const shim = join(import.meta.dir, '../../../bin/imbachat.mjs')
  const child = Bun.spawn(['node', shim, '--env-file', 'chat.env', 'widget', 'list'], {
    cwd,
    env: { PATH: process.env.PATH ?? '' },
    stderr: 'pipe',
  })
  expect(await new Response(child.stderr).text()).toStartWith('PORT is "many"')
})

describe('OPS-2 a command never works on another database than the server', () => {
  test('without DATABASE_URL, a DATA_DIR that a server used with PostgreSQL is refused, also by the server', async () => {
    const dataDir = folder()
    const [url, file] = [await postgres(), join(folder(), 'backup.gz')]
    await imbachat({ DATA_DIR: dataDir }, 'widget', 'create', '--name', 'Old')
    await startOnce({ DATA_DIR: dataDir, DATABASE_URL: url })
    const refused = await imbachat({ DATA_DIR: dataDir }, 'backup', '--to', file)
    expect(refused).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^DATABASE_URL is not set, and the server [^\n]+$/),
    })
    expect(existsSync(file)).toBe(false)
    expect((await refusalOf(startOnce({ DATA_DIR: dataDir }))).message).toContain('DATABASE_URL is not set')
    const done = await imbachat({ DATA_DIR: dataDir, DATABASE_URL: url }, 'backup', '--to', file)
    expect(done.code).toBe(0)
    expect(done.out).toContain(` rows of PostgreSQL ${new URL(url).host}`)
    rmSync(join(dataDir, 'uses-postgresql'))
    await startOnce({ DATA_DIR: dataDir })
  })

  test('with a DATABASE_URL beside SQLite, a command asks which one is meant', async () => {
    const dataDir = folder()
    const url = await postgres()
    await imbachat({ DATA_DIR: dataDir }, 'widget', 'create', '--name', 'Shop')
    const asked = await imbachat({ DATA_DIR: dataDir, DATABASE_URL: url }, 'widget', 'list')
    expect(asked).toMatchObject({ code: 2, out: '', err: expect.stringContaining('has a SQLite database: unset') })
    const { out } = await imbachat({ DATA_DIR: dataDir, DATABASE_URL: url }, 'doctor', '--json')
    expect(JSON.parse(out)).toContainEqual(
      expect.objectContaining({
        check: 'settings',
        status: 'problem',
        found: expect.stringContaining('SQLite database'),
      }),
    )
  })
})

describe.skipIf(process.getuid?.() !== 0)('OPS-3 what root makes belongs to the owner of the folder', () => {
  const OWNER = 65_532

  test('commands before the first start, a restore and copied files leave nothing that the server can not open', async () => {
    const source = folder()
    const file = join(folder(), 'backup.gz')
    await imbachat({ DATA_DIR: source }, 'widget', 'create', '--name', 'Shop')
    await imbachat({ DATA_DIR: source }, 'backup', '--to', file)
    const dataDir = folder()
    chownSync(dataDir, OWNER, OWNER)
    const env = { DATA_DIR: dataDir }
    expect(await imbachat(env, 'restore', '--from', file)).toMatchObject({ code: 0 })
    expect(await imbachat(env, 'widget', 'list')).toMatchObject({ code: 2 })
    rmSync(join(dataDir, 'imbachat.sqlite'))
    expect(await imbachat(env, 'widget', 'create', '--name', 'Shop')).toMatchObject({ code: 0 })
    expect(await imbachat(env, 'files', 'copy', '--from', source)).toMatchObject({ code: 0 })
    const made = filesIn(dataDir)
    expect(made.map(({ name }) => name)).toContain('server.lock')
    expect(made.filter(({ uid, gid }) => uid !== OWNER || gid !== OWNER).map(({ name }) => name)).toEqual([])
  })

  test('root does not serve the folder of another user', async () => {
    const dataDir = folder()
    chownSync(dataDir, OWNER, OWNER)
    const { code, err } = await imbachat({ DATA_DIR: dataDir, PORT: '0' }, 'serve')
    expect([code, err]).toEqual([2, expect.stringContaining('it belongs to user 65532, and this is root')])
  })
})

test('OPS-4 other users of the machine can read no file in DATA_DIR, also of an earlier version', async () => {
  const dataDir = folder()
  await startOnce({ DATA_DIR: dataDir })
  writeFileSync(join(dataDir, 'search.sqlite'), '')
  chmodSync(join(dataDir, 'search.sqlite'), 0o644)
  const app = await createApp(resolveConfig(parseEnv({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: dataDir })))
  undo.push(() => app.stop())
  const made = filesIn(dataDir)
  expect(made.map(({ name }) => name)).toContain('search.sqlite')
  expect(made.filter(({ mode }) => (mode & 0o077) !== 0).map(({ name }) => name)).toEqual([])
})

test('OPS-5 the log has the start and the stop, and neither it nor the output has the setup link', async () => {
  const dataDir = folder()
  const shim = join(import.meta.dir, '../../../bin/imbachat.mjs')
  const env = { PATH: process.env.PATH ?? '', DATA_DIR: dataDir, PORT: '0', TRUSTED_PROXY: '10.0.0.1/32' }
  const server = Bun.spawn(['node', shim, 'serve'], { env, stdout: 'pipe', stderr: 'pipe' })
  const logged = new Response(server.stderr).text()
  let out = ''
  for await (const chunk of server.stdout) {
    out += new TextDecoder().decode(chunk)
    if (out.includes('prints a link for it')) break
  }
  const { out: link, code } = await imbachat({ DATA_DIR: dataDir, PUBLIC_URL: 'http://localhost:1' }, 'setup-link')
  server.kill('SIGTERM')
  expect(await server.exited).toBe(0)
  expect([code, link]).toEqual([0, expect.stringMatching(/^http:\/\/localhost:1\/dashboard\/setup#[\w-]{43}$/)])
  const lines = (await logged)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  const of = (message: string) => lines.find((line) => line.message === message)
  expect(of('the database was migrated')).toMatchObject({ migrations: expect.arrayContaining(['0001-first']) })
  expect(of('the server runs')).toMatchObject({
    level: 'info',
    version: packageJson.version,
    database: 'SQLite',
    address: expect.stringContaining('http://localhost:'),
  })
  expect(lines.at(-1)).toMatchObject({ message: 'the server has stopped' })
  expect(of('TRUSTED_PROXY is not a setting: did you mean TRUSTED_PROXIES?')).toMatchObject({ level: 'warn' })
  expect(`${out}${JSON.stringify(lines)}`).not.toContain('setup#')
})

test('OPS-6 a misspelt setting is named with the one that was meant; other variables mean nothing', async () => {
  const dataDir = folder()
  const env = {
    DATA_DIR: dataDir,
    HOME: '/root',
    HOSTNAME: 'a',
    DATABSE_URL: 'x',
    LOGLEVEL: 'debug',
    METRIC_TOKEN: 'y',
  }
  const { err } = await imbachat(env, 'widget', 'list')
  expect(err.split('\n')).toEqual([
    'DATABSE_URL is not a setting: did you mean DATABASE_URL?',
    'LOGLEVEL is not a setting: did you mean LOG_LEVEL?',
    'METRIC_TOKEN is not a setting: did you mean METRICS_TOKEN?',
  ])
  const { out } = await imbachat(
    { DATA_DIR: dataDir, PUBLIC_URL: 'http://localhost:1', LOGLEVEL: 'debug' },
    'doctor',
    '--json',
  )
  expect(JSON.parse(out)).toContainEqual(
    expect.objectContaining({ check: 'settings', status: 'warning', fix: expect.stringContaining('LOG_LEVEL') }),
  )
})

test('OPS-7 a backup replaces a file only with --force', async () => {
  const env = { DATA_DIR: folder() }
  const file = join(folder(), 'backup.gz')
  await imbachat(env, 'widget', 'create', '--name', 'Shop')
  writeFileSync(file, 'the backup of yesterday')
  expect(await imbachat(env, 'backup', '--to', file)).toMatchObject({
    code: 2,
    err: expect.stringContaining('--force'),
  })
  expect(statSync(file).size).toBe(23)
  expect(await imbachat(env, 'backup', '--to', file, '--force')).toMatchObject({ code: 0 })
  expect(statSync(file).size).toBeGreaterThan(23)
})

test('OPS-8 a HOST that is no address of this machine is refused by a line that says so', async () => {
  const start = startOnce({ DATA_DIR: folder(), HOST: 'nohost.invalid', PORT: '1' })
  expect((await refusalOf(start)).message).toContain('HOST must be an address of this machine')
})

test('OPS-9 a bucket that is down is named at the start, and the server runs', async () => {
  const shim = join(import.meta.dir, '../../../bin/imbachat.mjs')
  const s3 = {
    S3_ENDPOINT: 'http://127.0.0.1:1',
    S3_BUCKET: 'chat',
    S3_ACCESS_KEY_ID: 'id',
    S3_SECRET_ACCESS_KEY: 'hidden',
  }
  const env = { PATH: process.env.PATH ?? '', DATA_DIR: folder(), PORT: '0', ...s3 }
  const server = Bun.spawn(['node', shim, 'serve'], { env, stdout: 'ignore', stderr: 'pipe' })
  let output = ''
  for await (const chunk of server.stderr) {
    output += new TextDecoder().decode(chunk)
    if (output.includes('files can not be stored')) break
  }
  server.kill('SIGTERM')
  expect(await server.exited).toBe(0)
  expect(output).toContain('"message":"the server runs"')
  expect(output).toMatch(/"level":"warn","message":"files can not be stored: The bucket chat .*S3_ENDPOINT/)
  expect(output).not.toContain('hidden')
})
