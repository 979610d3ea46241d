import { Database as BunDatabase } from 'bun:sqlite'
import { afterEach, describe, expect, test } from 'bun:test'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { refusalOf } from '../../../../sdk/src/testing/refusal-of.ts'
import { createApp } from '../../app.ts'
import { runCli } from '../../cli/run-cli.ts'
import { resolveConfig } from '../../config/config.ts'
import { parseEnv } from '../../config/env.ts'
import { loadSecrets } from '../../config/secrets.ts'
import { sqlitePath } from '../../store/sqlite/open.ts'
import { dataDirWithTables, freshDataDir } from '../../store/testing/data-dir.ts'
import { testPostgresWithTables } from '../../store/testing/test-postgres.ts'
import { openSecrets } from './open-secrets.ts'

const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

const SECRET = 'the first secret of at least thirty-two characters'
const OTHER = 'another secret of at least thirty-two characters'

function freshFolder(): string {
  const { dataDir, remove } = freshDataDir()
  undo.push(remove)
  return dataDir
}

/** An installation, which has one database and any number of nodes. */
async function installation(kind: string): Promise<Record<string, string>> {
  if (kind === 'SQLite') {
    const { dataDir, remove } = await dataDirWithTables()
    undo.push(remove)
    return { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent' }
  }
  const env = { DATA_DIR: freshFolder(), PORT: '0', LOG_LEVEL: 'silent' }
  const database = await testPostgresWithTables()
  undo.push(database.remove)
  return { ...env, DATABASE_URL: database.url }
}

/** Starts the server and stops it again. @throws ConfigError */
async function startOnce(env: Record<string, string>, act: (app: App) => Promise<void> = async () => {}) {
  const app = await createApp(resolveConfig(parseEnv(env)))
  await act(app).finally(() => app.stop())
}

type App = Awaited<ReturnType<typeof createApp>>

async function imbachat(env: Record<string, string>, ...args: string[]) {
  const [out, err]: string[][] = [[], []]
  const io = { env, readInput: async () => '', print: (line: string) => void out?.push(line) }
  const code = await runCli(args, { ...io, complain: (line) => void err?.push(line) })
  return { code, out: out?.join('\n') ?? '', err: err?.join('\n') ?? '' }
}

const create = async (env: Record<string, string>) =>
  JSON.parse((await imbachat(env, 'widget', 'create', '--name', 'Shop', '--json')).out) as {
    id: number
    secret_key: string
  }

describe.each(['SQLite', 'PostgreSQL'])('on %s', (kind) => {
  test('SECRET-1 a node with another secret ends with one line, and so does each command that needs it', async () => {
    const env = await installation(kind)
    await startOnce({ ...env, SECRET })
    const { id } = await create({ ...env, SECRET })
    expect((await refusalOf(startOnce({ ...env, SECRET: OTHER }))).message).toContain(
      'SECRET is not the secret of this database: set',
    )
    const refused = await imbachat({ ...env, SECRET: OTHER }, 'widget', 'rotate', String(id))
    expect(refused).toMatchObject({ code: 2, out: '' })
    expect(refused.err).toMatch(/^SECRET is not the secret [^\n]+$/)
    expect(refused.err).not.toContain(OTHER)
    await startOnce({ ...env, SECRET })
  })

  test('SECRET-1 a server whose secret file is lost makes no other one', async () => {
    const env = await installation(kind)
    await startOnce(env)
    const path = join(env.DATA_DIR ?? '', 'secret')
    const kept = readFileSync(path, 'utf8')
    rmSync(path)
    expect((await refusalOf(startOnce(env))).message).toContain(
      `there is no file ${path} with the secret of this database`,
    )
    expect(existsSync(path)).toBe(false)
    writeFileSync(path, kept)
    await startOnce(env)
  })

  test('SECRET-1 a node takes the secret that another one makes while it starts', async () => {
    const env = await installation(kind)
    await startOnce(env, async ({ store }) => {
      const dataDir = env.DATA_DIR ?? ''
      const path = join(dataDir, 'secret')
      const made = readFileSync(path, 'utf8')
      rmSync(path)
      // the other node makes the file after this one looked for it, and before this one reads the database
      const readDb = new Proxy(store.readDb, {
        get(db, name) {
          writeFileSync(path, made)
          const member: unknown = Reflect.get(db, name)
          return typeof member === 'function' ? member.bind(db) : member
        },
      })
      const { busSpace } = await openSecrets({ control: store.control, readDb }, { secret: undefined, dataDir })
      expect(busSpace).toBe(loadSecrets({ secret: undefined, dataDir }).busSpace)
    })
  })

  test('SECRET-2 a reset gives each widget new keys, keeps all else, and names what owners must do', async () => {
    const env = await installation(kind)
    const { id, secret_key } = await create({ ...env, SECRET })
    await startOnce({ ...env, SECRET }, async (app) => {
      await app.accounts.create({ email: 'ann@shop.example', password: 'correct horse battery' })
    })
    const lost = { ...env, SECRET: OTHER }
    const asked = await imbachat(lost, 'secret', 'reset')
    expect(asked).toMatchObject({ code: 0, err: '' })
    expect(asked.out).toContain(`widget ${id} "Shop": Secret key, API password`)
    expect(asked.out).toContain('Nothing was changed')
    await startOnce({ ...env, SECRET })
    expect((await imbachat(lost, 'secret', 'reset', '--yes')).out).toContain('Done.')
    await startOnce(lost)
    expect((await refusalOf(startOnce({ ...env, SECRET }))).message).toContain('SECRET is not the secret')
    const shown = JSON.parse((await imbachat(lost, 'widget', 'show', String(id), '--keys', '--json')).out) as {
      name: string
      secret_keys: { value: string }[]
    }
    expect(shown.name).toBe('Shop')
    expect(shown.secret_keys).toHaveLength(1)
    expect(shown.secret_keys[0]?.value).not.toBe(secret_key)
    expect((await imbachat(lost, 'secret', 'reset', '--yes')).out).toContain('nothing to reset')
  })

  test('SECRET-4 a reset without any secret changes nothing until the caller says that the secret is lost', async () => {
    const env = await installation(kind)
    await startOnce({ ...env, SECRET })
    await create({ ...env, SECRET })
    const refused = await imbachat(env, 'secret', 'reset', '--yes')
    expect([refused.code, refused.out]).toEqual([2, ''])
    expect(refused.err).toMatch(/^SECRET is not set and there is no file [^\n]+ add --secret-is-lost$/)
    expect(existsSync(join(env.DATA_DIR ?? '', 'secret'))).toBe(false)
    await startOnce({ ...env, SECRET })
    const asked = await imbachat(env, 'secret', 'reset', '--secret-is-lost')
    expect(asked.out).toContain('To do it: imbachat secret reset --secret-is-lost --yes')
    expect((await imbachat(env, 'secret', 'reset', '--secret-is-lost', '--yes')).out).toContain('Done.')
    await startOnce(env)
  })

  test('SECRET-4 a reset beside a running server changes nothing', async () => {
    const env = await installation(kind)
    await startOnce({ ...env, SECRET }, async () => {
      const elsewhere = kind === 'SQLite' ? env : { ...env, DATA_DIR: freshFolder() }
      const refused = await imbachat({ ...elsewhere, SECRET: OTHER }, 'secret', 'reset', '--yes')
      expect([refused.code, refused.out]).toEqual([2, ''])
      expect(refused.err).toMatch(kind === 'SQLite' ? 'already serves it' : 'stop every node first')
    })
    await startOnce({ ...env, SECRET })
  })

  test('SECRET-3 a database of an older version gets its check value from the secret that opens its keys', async () => {
    const env = await installation(kind)
    await create({ ...env, SECRET })
    const { store, stop } = await createApp(resolveConfig(parseEnv({ ...env, SECRET })))
    await store.control.updateTable('installation').set({ secret_check: null }).execute()
    await stop()
    expect((await refusalOf(startOnce({ ...env, SECRET: OTHER }))).message).toContain('SECRET is not the secret')
    await startOnce({ ...env, SECRET })
    await startOnce({ ...env, SECRET }, async (app) => {
      const row = await app.store.readDb.selectFrom('installation').select('secret_check').executeTakeFirstOrThrow()
      expect(row.secret_check).not.toBeNull()
    })
  })
})

test('SECRET-1 of two nodes that start on a fresh database with two secrets, one is refused', async () => {
  const env = await installation('PostgreSQL')
  const starts = [SECRET, OTHER].map((secret) =>
    startOnce({ ...env, DATA_DIR: `${env.DATA_DIR}/${secret}`, SECRET: secret }),
  )
  const outcomes = await Promise.allSettled(starts)
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('SECRET-1 a restore without the secret of the backup says so at once', async () => {
  const env = await installation('SQLite')
  await create(env)
  const file = join(env.DATA_DIR ?? '', 'backup.gz')
  expect(await imbachat(env, 'backup', '--to', file)).toMatchObject({ code: 0 })
  const target = await installation('SQLite')
  const restored = await imbachat(target, 'restore', '--from', file)
  expect(restored).toMatchObject({ code: 0, err: expect.stringContaining('will not start yet: SECRET is not set') })
  expect((await refusalOf(startOnce(target))).message).toContain('put the file back, or set SECRET')
})

test('DOCTOR-2 the doctor names a secret that does not fit the database, and makes none', async () => {
  const env = await installation('SQLite')
  await create(env)
  rmSync(join(env.DATA_DIR ?? '', 'secret'))
  const { out, code } = await imbachat(env, 'doctor', '--json')
  expect(JSON.parse(out)).toContainEqual(
    expect.objectContaining({
      check: 'secret',
      status: 'problem',
      found: expect.stringContaining('SECRET is not set'),
    }),
  )
  expect(code).toBe(1)
  expect(existsSync(join(env.DATA_DIR ?? '', 'secret'))).toBe(false)
  const db = new BunDatabase(sqlitePath(env.DATA_DIR ?? ''), { readonly: true })
  expect(db.query('select secret_check from installation').get()).toMatchObject({ secret_check: expect.any(String) })
  db.close()
})
