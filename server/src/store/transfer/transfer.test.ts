import { afterEach, expect, test } from 'bun:test'
import { existsSync, lstatSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { refusalOf } from '../../../../sdk/src/testing/refusal-of.ts'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { openStore } from '../index.ts'
import { TABLES } from '../schema/tables.ts'
import type { Store } from '../store.ts'
import { freshDataDir } from '../testing/data-dir.ts'
import { testPostgres } from '../testing/test-postgres.ts'
import { backupStore, moveStore, restoreStore } from './index.ts'

const undo: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

const world = { clock: systemClock, log: silentLog }

function sqlite() {
  const { dataDir, remove } = freshDataDir()
  undo.push(remove)
  return { ...world, dataDir }
}

async function postgres() {
  const { url, remove } = await testPostgres()
  undo.push(remove)
  return { ...world, dataDir: '', databaseUrl: url }
}

type Where = ReturnType<typeof sqlite> & { databaseUrl?: string }

async function using<T>(where: Where, act: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(where)
  return act(store).finally(() => store.close())
}

const MESSAGES = 1_203

/** Fills every kind of column, with more messages than are copied at once. */
const fill = (where: Where) =>
  using(where, async ({ chat, control }) => {
    const widget = { name: 'Лавка "№1"', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }
    const { id: widget_id } = await control
      .insertInto('widget')
      .values(widget)
      .returning('id')
      .executeTakeFirstOrThrow()
    const times = { created_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z' }
    const owner = { id: 'o', name: 'Ann', email: 'ann@shop.example', email_verified: 0, image: null, ...times }
    await control.insertInto('owner').values(owner).execute()
    const session = {
      id: 's',
      owner_id: 'o',
      token: 't',
      expires_at: times.created_at,
      ip_address: null,
      user_agent: null,
    }
    await control
      .insertInto('owner_session')
      .values({ ...session, ...times })
      .execute()
    await chat.touchUser({ widget_id, user_id: 'ann' })
    const { room_id } = await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
    await Promise.all(
      Array.from({ length: MESSAGES }, (_, n) =>
        chat.appendMessage({
          widget_id,
          room_id,
          sender_id: 'ann',
          client_id: `${n}`,
          text: `${n} "🙂"\n`,
          reply_to: null,
        }),
      ),
    )
    await chat.deleteMessage({ widget_id, room_id, seq: 7, sender_id: 'ann' })
    const named = { pipe: 'Мото', title: 'Мото "№1"', is_public: true }
    await chat.makeRoom({ widget_id, ...named, ownerId: 'ann', user_ids: ['bob', 'é', '中'] })
  })

const content = (where: Where) =>
  using(where, async ({ readDb }) => {
    const tables: Record<string, string[]> = {}
    for (const table of TABLES) {
      if (table === 'installation') continue
      const { rows } = await sql<object>`select * from ${sql.table(table)}`.execute(readDb)
      tables[table] = rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort()
    }
    return tables
  })

const epochOf = (where: Where) => using(where, async ({ chat }) => chat.epoch)
const quiet = () => undefined

const refusal = async (asked: Promise<unknown>) => String(await refusalOf(asked))

test('LIFE-5 a backup of either database, restored into either, has every row, and a new epoch', async () => {
  for (const from of [sqlite(), await postgres()]) {
    await fill(from)
    const file = join(sqlite().dataDir, '..', 'backup.gz')
    expect(await backupStore(from, file, quiet)).toBeGreaterThan(MESSAGES)
    expect(statSync(file).mode & 0o077).toBe(0)
    for (const to of [sqlite(), await postgres()]) {
      await restoreStore(to, file, quiet)
      expect(await content(to)).toEqual(await content(from))
      expect(await epochOf(to)).not.toBe(await epochOf(from))
      // New rows get new numbers.
      await using(to, ({ control }) =>
        control
          .insertInto('widget')
          .values({ name: 'Next', api_login: 'n', origins: '[]', settings: '{}', created_at: 1 })
          .execute(),
      )
    }
  }
})

test('LIFE-19 a backup shows one moment, whatever is written meanwhile', async () => {
  for (const from of [sqlite(), await postgres()]) {
    await fill(from)
    const before = await content(from)
    const file = join(sqlite().dataDir, '..', 'backup.gz')
    const store = await openStore(from)
    const late: Promise<unknown>[] = []
    await backupStore(from, file, () => {
      late.push(
        store.chat.appendMessage({
          widget_id: 1,
          room_id: 1,
          sender_id: 'ann',
          client_id: crypto.randomUUID(),
          text: 'late',
          reply_to: null,
        }),
      )
    })
    await Promise.all(late)
    await store.close()
    const to = sqlite()
    await restoreStore(to, file, quiet)
    const restored = await content(to)
    expect(restored.message).toEqual(before.message)
    expect(restored.room).toEqual(before.room)
  }
})

test('LIFE-13 a backup goes into a new file with mode 600, whatever exists under the names that it writes', async () => {
  const from = sqlite()
  await fill(from)
  const file = join(from.dataDir, 'backup.gz')
  const elsewhere = join(from.dataDir, 'elsewhere')
  const traps: ((path: string) => void)[] = [
    (path) => symlinkSync(elsewhere, path),
    (path) => writeFileSync(path, 'left behind', { mode: 0o644 }),
  ]
  for (const trap of traps) {
    trap(`${file}.part`)
    trap(file)
    writeFileSync(elsewhere, 'not ours')
    await backupStore(from, file, quiet)
    expect(readFileSync(elsewhere, 'utf8')).toBe('not ours')
    expect(lstatSync(file).isFile()).toBe(true)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(gunzipSync(readFileSync(file)).toString()).toContain('"sha256"')
    expect(existsSync(`${file}.part`)).toBe(false)
    rmSync(file)
  }
})

test('restoring a broken backup, or into a database in use, is refused and stores nothing', async () => {
  const from = sqlite()
  await fill(from)
  const file = join(from.dataDir, 'backup.gz')
  await backupStore(from, file, quiet)
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n')
  const wrong = {
    cut: lines.slice(0, -1),
    changed: lines.map((line) => line.replace('shop.example', 'evil.example')),
    'no backup': ['{"hello": 1}'],
  }
  for (const [name, text] of Object.entries(wrong)) {
    const bad = join(from.dataDir, `${name}.gz`)
    writeFileSync(bad, gzipSync(`${text.join('\n')}\n`))
    for (const to of [sqlite(), await postgres()]) {
      expect(await refusal(restoreStore(to, bad, quiet))).toContain(bad)
      expect((await content(to)).widget).toEqual([])
    }
  }
  expect(await refusal(restoreStore(from, file, quiet))).toContain('the database has rows already (in widget)')
})

test('LIFE-19 an interrupted move continues, and ends with the same rows and epoch on both sides', async () => {
  const from = sqlite()
  await fill(from)
  const to = await postgres()
  const cut = moveStore(from, to.databaseUrl, (table, rows) => {
    if (table === 'message' && rows >= 500) throw new Error('cut')
  })
  expect(await refusal(cut)).toContain('cut')
  expect(await refusal(openStore(to))).toContain('an installation is being moved into that database')
  await moveStore(from, to.databaseUrl, quiet)
  expect(await content(to)).toEqual(await content(from))
  expect(await epochOf(to)).toBe(await epochOf(from))
})

test('a move into a database that is in use, or that another move began to fill, is refused', async () => {
  const from = sqlite()
  await fill(from)
  const used = await postgres()
  await fill(used)
  expect(await refusal(moveStore(from, used.databaseUrl, quiet))).toContain('that database is in use')
  const begun = await postgres()
  const other = sqlite()
  await fill(other)
  const cut = moveStore(other, begun.databaseUrl, () => {
    throw new Error('cut')
  })
  expect(await refusal(cut)).toContain('cut')
  expect(await refusal(moveStore(from, begun.databaseUrl, quiet))).toContain('another installation was being moved')
})

test('LIFE-19 a move that loses a row reports it', async () => {
  const from = sqlite()
  await fill(from)
  const to = await postgres()
  expect(
    await refusal(
      moveStore(from, to.databaseUrl, (table) => {
        if (table === 'owner') throw new Error('cut')
      }),
    ),
  ).toContain('cut')
  const { Client } = await import('pg')
  const client = new Client({ connectionString: to.databaseUrl })
  await client.connect()
  await client.query('delete from message where seq = 3')
  await client.end()
  expect(await refusal(moveStore(from, to.databaseUrl, quiet))).toContain('message differs:')
})
