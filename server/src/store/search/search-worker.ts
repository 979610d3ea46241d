import { setPriority } from 'node:os'
import { Kysely } from 'kysely'
import type { Log } from '../../chat/log.ts'
import type { FindMessages, FoundMessages } from '../../chat/ports.ts'
import type { Database } from '../schema/schema.ts'
import { kyselyConnection, openReaderConnection } from '../sqlite/connection.ts'
import { sqliteDialect } from '../sqlite/dialect.ts'
import { toStoredError } from '../sqlite/writer/stored-error.ts'
import { type Feed, startFeed } from './feed.ts'
import type { SearchIndex } from './index-port.ts'
import type { FromSearch, OpenSearch, ToSearch } from './search-messages.ts'
import { openSqliteIndex } from './sqlite-index.ts'

declare const self: Worker

// Writing messages is more urgent than indexing them. Only on Linux is this the priority of this thread alone.
if (process.platform === 'linux') setPriority(10)

const post = (message: FromSearch) => self.postMessage(message)

/** The databases of the messages and of their index. */
interface Place {
  store: Kysely<Database>
  openIndex(): Promise<SearchIndex>
}

interface Opened {
  index: SearchIndex
  feed: Feed
  store: Kysely<Database>
}
let search: Opened | undefined

self.onmessage = ({ data }: MessageEvent<ToSearch>) => {
  if (data.t === 'open') {
    open(data).then(
      () => post({ t: 'opened' }),
      (error: unknown) => post({ t: 'failed', error: toStoredError(error) }),
    )
  } else if (search) obey(search, data)
}

function obey(opened: Opened, message: Exclude<ToSearch, { t: 'open' }>): void {
  const { index, feed, store } = opened
  switch (message.t) {
    case 'changed':
      feed.changed(message.rooms, message.messages)
      break
    case 'find':
      answer(message.id, async (id) => {
        return { t: 'found', id, result: await find(opened, message.search) }
      })
      break
    case 'erase':
      answer(message.id, async (id) => {
        const { widget_id, room_id } = message
        await feed.between(() => (room_id === undefined ? index.erase(widget_id) : index.forget(widget_id, room_id)))
        return { t: 'erased', id }
      })
      break
    case 'close':
      void feed
        .stop()
        .then(() => Promise.all([index.close(), store.destroy()]))
        .finally(() => post({ t: 'closed' }))
  }
}

/** Marks a first page from an index that was behind the reader's rooms: the client asks again. */
const AGAIN = 'first'

/** Messages that came after the first page are not on the later ones, so these don't wait for them. */
async function find({ index, feed }: Opened, search: FindMessages): Promise<FoundMessages> {
  const cursor = search.cursor === AGAIN ? null : search.cursor
  if (cursor === null && !(await feed.catchUp(search))) return { found: [], next: AGAIN, count: null }
  return index.find({ ...search, cursor })
}

function answer(id: number, act: (id: number) => Promise<FromSearch>): void {
  act(id).then(post, (error: unknown) => post({ t: 'refused', id, error: toStoredError(error) }))
}

async function open({ dataDir, chatPath, databaseUrl, pace }: OpenSearch): Promise<void> {
  const { store, openIndex } = databaseUrl === undefined ? inSqlite(dataDir, chatPath) : await inPostgres(databaseUrl)
  try {
    const index = await openIndex()
    search = { index, store, feed: startFeed(index, store, log, pace) }
  } catch (error) {
    await store.destroy()
    throw error
  }
}

function inSqlite(dataDir: string, path: string): Place {
  const store = new Kysely<Database>({ dialect: sqliteDialect(kyselyConnection(openReaderConnection(path))) })
  return {
    store,
    async openIndex() {
      const { epoch } = await store.selectFrom('installation').select('epoch').executeTakeFirstOrThrow()
      return openSqliteIndex(dataDir, store, epoch)
    },
  }
}

/** Two for searches, so that a slow one holds up no other, and one for indexing. */
const CONNECTIONS = 3

/** Loads the client of PostgreSQL only where there is one. */
async function inPostgres(url: string): Promise<Place> {
  const [{ openPool }, { postgresDialect, tellingCallers }, { openPostgresIndex }] = await Promise.all([
    import('../postgres/connections/pool.ts'),
    import('../postgres/dialect.ts'),
    import('./postgres-index.ts'),
  ])
  const store = new Kysely<Database>({ dialect: postgresDialect(tellingCallers(openPool(url, 'search', CONNECTIONS))) })
  return { store, openIndex: async () => openPostgresIndex(store) }
}

const say = (message: string, fields?: Record<string, unknown>) =>
  post({ t: 'log', message, error: toStoredError(fields?.error) })
const log: Log = { debug() {}, info() {}, warn: say, error: say }
