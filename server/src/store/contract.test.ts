import { systemClock } from '../domain/clock.ts'
import { silentLog } from '../domain/log.ts'
import { openStore } from './index.ts'
import { chatStoreContract } from './testing/chat-store-contract.ts'
import { freshDataDir } from './testing/data-dir.ts'

chatStoreContract('SQLite', async () => {
  const { dataDir, remove } = freshDataDir()
  const store = await openStore({ dataDir, clock: systemClock, log: silentLog })
  return {
    chat: store.chat,
    async makeWidget() {
      const row = await store.control
        .insertInto('widget')
        .values({ name: 'Shop', api_login: 'shop', origins: '[]', settings: '{}', created_at: 1 })
        .returning('id')
        .executeTakeFirstOrThrow()
      return row.id
    },
    async close() {
      await store.close()
      remove()
    },
  }
})
