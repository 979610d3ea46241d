import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { API_SCOPES } from '@imbachat/protocol/http/api/api-scopes'
import { type App, createApp } from '../../app.ts'
import { systemClock } from '../../chat/clock.ts'
import { resolveConfig } from '../../config/config.ts'
import { parseEnv } from '../../config/env.ts'
import { createTeam } from '../../dashboard/team/team.ts'
import { runCli } from '../run-cli.ts'

let dataDir: string
let app: App
let widgets: number[]

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'imbachat-api-key-'))
  app = await createApp(resolveConfig(parseEnv({ DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' })))
  widgets = []
  for (const name of ['Shop', 'Other']) {
    widgets.push((await read<{ id: number }>('widget', 'create', '--name', name)).id)
  }
})
afterAll(async () => {
  await app.stop()
  rmSync(dataDir, { recursive: true })
})

async function imbachat(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await runCli(args, {
    env: { DATA_DIR: dataDir },
    readInput: async () => '',
    print: (line) => void out.push(line),
    complain: (line) => void err.push(line),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

/** What a script gets: the command's JSON. */
async function read<T>(...args: string[]): Promise<T> {
  const { code, out, err } = await imbachat(...args, '--json')
  expect({ code, err: err.replace(/^.* is a guess.*$/, '') }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as T
}

interface Made {
  id: string
  key: string
  scopes: string[]
}
const create = (widget_id: number, scopes: string) =>
  read<Made>('api-key', 'create', String(widget_id), '--name', 'by a script', '--scopes', scopes)

const ask = (key: string, path: string, body?: object) =>
  fetch(`http://127.0.0.1:${app.config.port}/v3${path}`, {
    method: body ? 'PUT' : 'GET',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })

test('OPS-10 a key that a script makes by the command line opens the server API of its widget alone', async () => {
  const [shop = 0, other = 0] = widgets
  const { key, scopes } = await create(shop, 'all')
  expect(scopes).toEqual([...API_SCOPES])
  const room = { title: 'Order 17', user_ids: ['1', '2'] }
  expect((await ask(key, '/rooms/pipe:order-17', room)).ok).toBe(true)
  const another = await create(other, 'rooms:read')
  expect((await ask(another.key, '/rooms/pipe:order-17')).status).toBe(404)
  expect((await ask(another.key, '/rooms/pipe:order-17', room)).status).toBe(403)
})

test('API-1 the list has the start of a key and never the key', async () => {
  const { key, id } = await create(widgets[0] ?? 0, 'rooms:read, users:read')
  const { out } = await imbachat('api-key', 'list', String(widgets[0]))
  expect(out).toMatch(new RegExp(`^${id}  ${key.slice(0, 13)}…  works  by a script  rooms:read,users:read$`, 'm'))
  expect(out + JSON.stringify(await read('api-key', 'list', String(widgets[0])))).not.toContain(key)
})

test('API-2 a key that the command line revokes is refused from the next call on', async () => {
  const [shop = 0] = widgets
  const { key, id } = await create(shop, 'all')
  expect((await ask(key, '/key')).status).toBe(200)
  expect(await imbachat('api-key', 'revoke', String(shop), '--id', id)).toMatchObject({ out: 'Revoked: by a script' })
  expect((await ask(key, '/key')).status).toBe(401)
  expect((await imbachat('api-key', 'list', String(shop))).out).toContain(`${id}  ${key.slice(0, 13)}…  revoked`)
  const other = await imbachat('api-key', 'revoke', String(widgets[1]), '--id', id)
  expect(other).toMatchObject({ code: 1, err: `there is no API key ${id}` })
})

test('OPS-10 the audit log of a widget has the keys and invitations of the command line', async () => {
  const rows = await app.store.readDb
    .selectFrom('audit')
    .selectAll()
    .where('widget_id', '=', widgets[1] ?? 0)
    .execute()
  expect(rows.map(({ account_id, actor, action, target }) => ({ account_id, actor, action, target }))).toEqual([
    { account_id: null, actor: 'command line', action: 'api_keys.create', target: 'by a script' },
  ])
})

test.each([
  [['--scopes', 'all'], '--name NAME is missing; see "imbachat api-key create --help"'],
  [['--name', 'x'], '--scopes SCOPE is missing; see "imbachat api-key create --help"'],
  [['--name', 'x', '--scopes', 'everything'], '--scopes: '],
  [['--name', 'x', '--scopes', 'all', '--days', 'many'], '--days: '],
  [['--name', ' ', '--scopes', 'all'], '--name: must not be empty'],
])('OPS-10 api-key create with %j is refused by one line that names the option', async (args, line) => {
  const { code, out, err } = await imbachat('api-key', 'create', String(widgets[0]), ...args)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toStartWith(line)
  expect(err.split('\n')).toHaveLength(1)
})

test('OPS-10 a key for a widget that does not exist is refused', async () => {
  expect(await imbachat('api-key', 'create', '99', '--name', 'x', '--scopes', 'all')).toMatchObject({
    code: 1,
    out: '',
  })
})

test('OPS-10 team invite makes a link that a person joins by, and team remove ends their role', async () => {
  const run = ['--email', 'ann@shop.example', '--password-stdin']
  const account = await runCli(['account', 'create', ...run], {
    env: { DATA_DIR: dataDir },
    readInput: async () => 'correct horse battery',
    print() {},
    complain() {},
  })
  expect(account).toBe(0)
  const [shop = 0] = widgets
  const { link } = await read<{ link: string }>('team', 'invite', String(shop), '--role', 'moderator', '--note', 'Max')
  const listed = await imbachat('team', 'list', String(shop))
  expect(listed.out).toMatch(/^owner {2}ann@shop\.example\nmoderator {2}invited until .+: Max$/)
  const max = await app.accounts.create({ email: 'max@shop.example', password: 'another horse battery' })
  const team = createTeam({ ...app.store, clock: systemClock, limits: app.config.limits })
  await team.accept(max, new URL(link).hash.slice(1))
  expect((await imbachat('team', 'list', String(shop))).out).toContain('moderator  max@shop.example')
  const removed = await imbachat('team', 'remove', String(shop), '--email', 'Max@shop.example')
  expect(removed).toMatchObject({ code: 0, out: 'Removed: max@shop.example' })
  expect((await imbachat('team', 'list', String(shop))).out).not.toContain('max@')
  expect(await imbachat('team', 'invite', String(shop), '--role', 'king')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--role'),
  })
})
