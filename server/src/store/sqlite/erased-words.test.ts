import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../../../../sdk/src/testing/until.ts'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import { openStore } from '../index.ts'
import { dataDirWithTables } from '../testing/data-dir.ts'
import { openWriter } from './writer/writer.ts'

test('MSG-12 words of a deleted message leave every file of the database soon, while the server runs', async () => {
  const where = await dataDirWithTables()
  const store = await openStore({ ...where, clock: systemClock, limits: DEFAULT_LIMITS, log: silentLog })
  const widget = { name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 }
  const { id: widget_id } = await store.control
    .insertInto('widget')
    .values(widget)
    .returning('id')
    .executeTakeFirstOrThrow()
  const made = { widget_id, pipe: 'a', title: null, is_public: true, ownerId: 'ann', user_ids: [] }
  const { room_id } = await store.chat.makeRoom(made)
  for (let seq = 1; seq <= 20; seq++) {
    const text = `${'filler '.repeat(1_000)}${seq === 10 ? 'unspeakable' : 'plain'}`
    await store.chat.appendMessage({ widget_id, room_id, sender_id: 'ann', client_id: `${seq}`, text, reply_to: null })
  }
  const isThere = () =>
    readdirSync(where.dataDir).some((name) => readFileSync(join(where.dataDir, name)).includes('unspeakable'))
  expect(isThere()).toBe(true)
  const path = join(where.dataDir, 'imbachat.sqlite')
  const writer = await openWriter({ path, now: Date.now(), limits: DEFAULT_LIMITS, log: silentLog, cleanAfterMs: 50 })
  // the words are in the database's own file, too
  await writer.write('runStatement', { sql: 'delete from widget where id = 0', parameters: [] })
  await until(() => readFileSync(path).includes('unspeakable'))
  await writer.write('deleteMessage', { widget_id, room_id, seq: 10, sender_id: 'ann', at: Date.now() })
  await until(() => !isThere(), 'the words are gone')
  await writer.close()
  await store.close()
  await where.remove()
})

test('MSG-12 a reader at work keeps no write waiting, and the words leave the files when it is done', async () => {
  const where = await dataDirWithTables()
  const path = join(where.dataDir, 'imbachat.sqlite')
  const writer = await openWriter({ path, now: Date.now(), limits: DEFAULT_LIMITS, log: silentLog, cleanAfterMs: 20 })
  const write = (sql: string, ...parameters: unknown[]) => writer.write('runStatement', { sql, parameters })
  const wal = () => statSync(`${path}-wal`).size
  await write(
    "insert into widget (name, api_login, origins, settings, created_at) values ('Shop', 'shop', '[]', '{}', 1)",
  )
  const reader = new Database(path, { readonly: true })
  reader.run('begin')
  reader.query('select count(*) from widget').get()
  await write('delete from widget')
  let longest = 0
  for (let n = 0; n < 300; n++) {
    const started = performance.now()
    await write('update widget set name = ?', `${n}`)
    longest = Math.max(longest, performance.now() - started)
  }
  expect(longest).toBeLessThan(5_000)
  expect(wal()).toBeGreaterThan(0)
  reader.run('commit')
  reader.close()
  await until(() => wal() === 0, 'the log is empty')
  await writer.close()
  await where.remove()
})
