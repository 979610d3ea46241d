import { afterAll, beforeAll, expect, test } from 'bun:test'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { refusalOf } from '../../../../sdk/src/testing/refusal-of.ts'
import { silentLog } from '../../chat/log.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { openStore } from '../../store/index.ts'
import type { Store } from '../../store/store.ts'
import { freshDataDir } from '../../store/testing/data-dir.ts'
import { createBackups } from './backups.ts'

const MB = 1024 * 1024
const { dataDir, remove } = freshDataDir()
const clock = manualClock()
const folder = join(dataDir, 'backups')
let store: Store
let free = 10_000 * MB

beforeAll(async () => {
  store = await openStore({ dataDir, clock, log: silentLog })
})
afterAll(async () => {
  await store.close()
  remove()
})

/** Each backup is done when the test says so. */
function openBackups(kept: number) {
  const ends: ((code: number) => Promise<void>)[] = []
  const backups = createBackups({
    readDb: store.readDb,
    dataDir,
    limits: { BACKUPS_KEPT: kept },
    databaseBytes: async () => 300 * MB,
    run(path) {
      const ended = Promise.withResolvers<number>()
      ends.push(async (code) => {
        const bytes = code === 0 ? 100 * MB : null
        if (code === 0) writeFileSync(path, 'rows')
        else writeFileSync(`${path}.part`, 'half')
        const run = { id: crypto.randomUUID(), started_at: clock.now(), ended_at: clock.now(), path, node: hostname() }
        const error = code === 0 ? null : 'killed'
        await store.control
          .insertInto('backup_run')
          .values({ ...run, row_count: 1, bytes, error })
          .execute()
        ended.resolve(code)
      })
      return { ended: ended.promise, stop() {} }
    },
    clock,
    log: silentLog,
    freeBytes: () => free,
  })
  const make = async (code = 0) => {
    await backups.start()
    await ends.at(-1)?.(code)
    await backups.close()
    clock.elapse(60_000)
  }
  return { backups, make }
}

test('ADMIN-8 a backup does not begin without space: by the size of the database, then of the last backup', async () => {
  const { backups, make } = openBackups(0)
  free = 555 * MB
  expect((await backups.list()).space).toEqual({ free_bytes: free, needed_bytes: (300 + 256) * MB })
  expect(await refusalOf(backups.start())).toMatchObject({ code: 'storage_unavailable' })
  expect(existsSync(folder)).toBe(false)
  free = 600 * MB
  await make()
  free = 380 * MB
  expect((await refusalOf(backups.start())).message).toContain('380 MB free; a backup needs 381 MB')
  free = 10_000 * MB
})

test('ADMIN-8 the newest backups stay, what another program put there too, and the list says what was removed', async () => {
  writeFileSync(join(folder, 'mine.gz'), 'by hand')
  const { backups, make } = openBackups(2)
  await make()
  await make()
  await make(1)
  expect(readdirSync(folder).filter((name) => name.endsWith('.gz'))).toHaveLength(3)
  expect((await backups.list()).backups.map(({ file }) => file)).toEqual(['none', 'here', 'here', 'removed'])
  await make()
  // what the killed one left is gone as well
  expect(readdirSync(folder).toSorted()).toEqual([
    expect.stringMatching(/^imbachat-/),
    expect.stringMatching(/^imbachat-/),
    'mine.gz',
  ])
  expect((await backups.list()).backups.map(({ file }) => file)).toEqual(['here', 'none', 'here', 'removed', 'removed'])
})
