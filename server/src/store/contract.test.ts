import { afterAll } from 'bun:test'
import { type Clock, systemClock } from '../chat/clock.ts'
import { silentLog } from '../chat/log.ts'
import { DEFAULT_LIMITS, type Limits } from '../config/limits.ts'
import { openStore } from './index.ts'
import type { Store } from './store.ts'
import { blocksContract } from './testing/contracts/blocks-contract.ts'
import { botsContract } from './testing/contracts/bots-contract.ts'
import { callsContract } from './testing/contracts/calls-contract.ts'
import { chatStoreContract, type OpenedStore } from './testing/contracts/chat-store-contract.ts'
import { dialogContextContract } from './testing/contracts/dialog-context-contract.ts'
import { eventsContract } from './testing/contracts/events-contract.ts'
import { filesContract } from './testing/contracts/files-contract.ts'
import { groupCallsContract } from './testing/contracts/group-calls-contract.ts'
import { groupsContract, NOTICES_UP_TO } from './testing/contracts/groups-contract.ts'
import { historyContract } from './testing/contracts/history-contract.ts'
import { jobsContract } from './testing/contracts/jobs-contract.ts'
import { JOIN_LIMITS, joinRequestsContract } from './testing/contracts/join-requests-contract.ts'
import { cardsContract } from './testing/contracts/messages/cards-contract.ts'
import { forwardContract } from './testing/contracts/messages/forward-contract.ts'
import { HELD_OF_USER, heldContract } from './testing/contracts/messages/held-contract.ts'
import { FEW_MARKS, marksContract } from './testing/contracts/messages/marks-contract.ts'
import { maskingContract } from './testing/contracts/messages/masking-contract.ts'
import { mentionsContract } from './testing/contracts/messages/mentions-contract.ts'
import { pinsContract } from './testing/contracts/messages/pins-contract.ts'
import { previewsContract } from './testing/contracts/messages/previews-contract.ts'
import { reactionsContract } from './testing/contracts/messages/reactions-contract.ts'
import { FEW_FLAGS, rulesContract } from './testing/contracts/messages/rules-contract.ts'
import { slowModeContract } from './testing/contracts/messages/slow-mode-contract.ts'
import { ownStateContract } from './testing/contracts/own-state-contract.ts'
import { reportsContract } from './testing/contracts/reports-contract.ts'
import { roomFlagsContract } from './testing/contracts/room-flags-contract.ts'
import { roomLimitContract } from './testing/contracts/room-limit-contract.ts'
import { roomsContract } from './testing/contracts/rooms-contract.ts'
import { standingContract } from './testing/contracts/standing-contract.ts'
import { dataDirWithTables } from './testing/data-dir.ts'
import { testPostgresWithTables } from './testing/test-postgres.ts'

/** The system's clock, of which no two times are the same: on a fast disk, a write takes less than a millisecond. */
const ticking: Clock = { ...systemClock, now: () => (lastTime = Math.max(lastTime + 1, Date.now())) }
let lastTime = 0

/** One store for all tests that open it with the same limits; each test works in a widget of its own. */
const stores = new Map<string, Promise<Shared>>()

interface Shared extends Omit<OpenedStore, 'close'> {
  end(): Promise<void>
}

afterAll(async () => {
  for (const store of stores.values()) await (await store).end()
})

async function shared(key: string, open: () => Promise<Shared>): Promise<OpenedStore> {
  const known = stores.get(key) ?? open()
  stores.set(key, known)
  return { ...(await known), close: () => Promise.resolve() }
}

/** Few, so that a test reaches them; and no limit that a test of something else would. */
const LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  OPEN_FLAGS_PER_USER: FEW_FLAGS,
  ...FEW_MARKS,
  ...HELD_OF_USER,
  ROOMS_PER_USER: 0,
  ROOM_LIVE_MEMBERS: 0,
  UPLOADS_AT_ONCE: 1,
  GROUP_CALL_USERS: 4,
}

const onSqlite = (chosen: Partial<Limits> = {}) =>
  shared(JSON.stringify(['SQLite', chosen]), async () => {
    const { dataDir, remove } = await dataDirWithTables()
    const limits = { ...LIMITS, ...chosen }
    return opened(await openStore({ dataDir, clock: ticking, log: silentLog, limits }), remove)
  })

const onPostgres = (chosen: Partial<Limits> = {}) =>
  shared(JSON.stringify(['PostgreSQL', chosen]), async () => {
    const { url, remove } = await testPostgresWithTables()
    // Gives each PostgreSQL lane as large a queue as SQLite's only one.
    const limits = { ...LIMITS, WRITE_QUEUE: 80_000, ...chosen }
    return opened(await openStore({ dataDir: '', databaseUrl: url, clock: ticking, log: silentLog, limits }), remove)
  })

chatStoreContract('SQLite', () => onSqlite())
chatStoreContract('PostgreSQL', () => onPostgres())
roomsContract('SQLite', () => onSqlite())
roomsContract('PostgreSQL', () => onPostgres())
roomLimitContract('SQLite', onSqlite)
roomLimitContract('PostgreSQL', onPostgres)
groupsContract('SQLite', () => onSqlite({ ROOM_LIVE_MEMBERS: NOTICES_UP_TO }))
groupsContract('PostgreSQL', () => onPostgres({ ROOM_LIVE_MEMBERS: NOTICES_UP_TO }))
joinRequestsContract('SQLite', () => onSqlite({ ROOM_LIVE_MEMBERS: NOTICES_UP_TO, ...JOIN_LIMITS }))
joinRequestsContract('PostgreSQL', () => onPostgres({ ROOM_LIVE_MEMBERS: NOTICES_UP_TO, ...JOIN_LIMITS }))
reactionsContract('SQLite', () => onSqlite())
reactionsContract('PostgreSQL', () => onPostgres())
mentionsContract('SQLite', () => onSqlite())
mentionsContract('PostgreSQL', () => onPostgres())
cardsContract('SQLite', () => onSqlite())
cardsContract('PostgreSQL', () => onPostgres())
pinsContract('SQLite', () => onSqlite())
pinsContract('PostgreSQL', () => onPostgres())
dialogContextContract('SQLite', () => onSqlite())
dialogContextContract('PostgreSQL', () => onPostgres())
callsContract('SQLite', () => onSqlite())
callsContract('PostgreSQL', () => onPostgres())
groupCallsContract('SQLite', () => onSqlite())
groupCallsContract('PostgreSQL', () => onPostgres())
botsContract('SQLite', () => onSqlite())
botsContract('PostgreSQL', () => onPostgres())
eventsContract('SQLite', () => onSqlite())
eventsContract('PostgreSQL', () => onPostgres())
historyContract('SQLite', () => onSqlite())
historyContract('PostgreSQL', () => onPostgres())
filesContract('SQLite', () => onSqlite())
filesContract('PostgreSQL', () => onPostgres())
forwardContract('SQLite', () => onSqlite())
forwardContract('PostgreSQL', () => onPostgres())
marksContract('SQLite', () => onSqlite())
marksContract('PostgreSQL', () => onPostgres())
reportsContract('SQLite', () => onSqlite())
reportsContract('PostgreSQL', () => onPostgres())
blocksContract('SQLite', () => onSqlite())
maskingContract('SQLite', () => onSqlite())
previewsContract('SQLite', () => onSqlite())
previewsContract('PostgreSQL', () => onPostgres())
maskingContract('PostgreSQL', () => onPostgres())
rulesContract('SQLite', () => onSqlite())
heldContract('SQLite', () => onSqlite())
heldContract('PostgreSQL', () => onPostgres())
slowModeContract('SQLite', () => onSqlite())
slowModeContract('PostgreSQL', () => onPostgres())
rulesContract('PostgreSQL', () => onPostgres())
blocksContract('PostgreSQL', () => onPostgres())
jobsContract('SQLite', () => onSqlite())
jobsContract('PostgreSQL', () => onPostgres())
ownStateContract('SQLite', () => onSqlite())
ownStateContract('PostgreSQL', () => onPostgres())
roomFlagsContract('SQLite', () => onSqlite())
roomFlagsContract('PostgreSQL', () => onPostgres())
standingContract('SQLite', () => onSqlite())
standingContract('PostgreSQL', () => onPostgres())

function opened(store: Store, remove: () => Promise<void> | void): Shared {
  let latest = 0
  return {
    chat: store.chat,
    control: store.control,
    onEvents: store.onEvents,
    async makeWidget() {
      const row = await store.control
        .insertInto('widget')
        .values({ name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 })
        .returning('id')
        .executeTakeFirstOrThrow()
      latest = row.id
      return row.id
    },
    reports: () => store.readDb.selectFrom('report').selectAll().where('widget_id', '=', latest).execute(),
    async end() {
      await store.close()
      await remove()
    },
  }
}
