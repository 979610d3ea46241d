import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, beforeEach } from 'bun:test'
import type { Clock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { openStore } from '../index.ts'
import { sqlitePath } from '../sqlite/open.ts'
import type { Store } from '../store.ts'
import { dataDirWithTables } from './data-dir.ts'

/** The store of a test file. Each test finds it as it was when it was opened, which takes longer than to empty it. */
export interface OneStore {
  store: Store
  dataDir: string
}

export function oneStore(clock: Clock): OneStore {
  const opened = {} as OneStore
  let remove = () => {}
  let empty = () => {}
  beforeAll(async () => {
    const place = await dataDirWithTables()
    opened.dataDir = place.dataDir
    opened.store = await openStore({ dataDir: place.dataDir, clock, log: silentLog })
    remove = place.remove
    empty = emptier(sqlitePath(place.dataDir))
  })
  beforeEach(() => empty())
  afterAll(async () => {
    await opened.store.close()
    remove()
  })
  return opened
}

/** Empties the tables that are empty now. */
function emptier(path: string): () => void {
  const withDb = <T>(act: (db: Database) => T): T => {
    const db = new Database(path, { readwrite: true })
    try {
      return act(db)
    } finally {
      db.close()
    }
  }
  const tables = withDb((db) =>
    db
      .query<{ name: string }, []>("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
      .all()
      .map(({ name }) => name)
      .filter((name) => db.query(`select 1 from "${name}" limit 1`).get() === null),
  )
  return () =>
    withDb((db) => {
      db.run('pragma busy_timeout = 10000')
      db.transaction(() => {
        for (const name of tables) db.run(`delete from "${name}"`)
      })()
    })
}
