import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { OutboxStorage, OutgoingMessage } from './types.ts'

/** Lives as long as the page: where there is no IndexedDB, or the browser refuses it to us. */
export function memoryOutboxStorage(): OutboxStorage {
  const messages = new Map<string, OutgoingMessage>()
  return {
    all: async () => [...messages.values()].sort(byTimeOfWriting),
    async put(message) {
      messages.set(message.client_id, message)
    },
    async remove(clientId) {
      messages.delete(clientId)
    },
  }
}

interface OutboxSchema extends DBSchema {
  outgoing: { key: [partition: string, clientId: string]; value: OutgoingMessage }
}

const DATABASE = 'imbachat-outbox'

/**
 * IndexedDB, shared by the tabs of this browser.
 *
 * @param partition whose messages these are: server, widget and user
 * @throws when the browser refuses the database
 */
export async function indexedDbOutboxStorage(partition: string): Promise<OutboxStorage> {
  let opened: Promise<IDBPDatabase<OutboxSchema>> | null = null
  const database = () => {
    opened ??= openDB<OutboxSchema>(DATABASE, 1, {
      upgrade(db) {
        db.createObjectStore('outgoing')
      },
      // a newer version in another tab waits for us to let go
      blocking: (_current, _blocked, event) => {
        opened = null
        ;(event.target as IDBDatabase).close()
      },
      terminated() {
        opened = null
      },
    }).catch((error) => {
      opened = null
      throw error
    })
    return opened
  }
  await database()
  return {
    async all() {
      const messages = await (await database()).getAll('outgoing', IDBKeyRange.bound([partition], [partition, []]))
      return messages.sort(byTimeOfWriting)
    },
    async put(message) {
      // strict: what the user was told is stored survives a loss of power too
      const stored = (await database()).transaction('outgoing', 'readwrite', { durability: 'strict' })
      await Promise.all([stored.store.put(message, [partition, message.client_id]), stored.done])
    },
    async remove(clientId) {
      await (await database()).delete('outgoing', [partition, clientId])
    },
  }
}

/** Client ids are UUIDv7, so they sort by time. */
const byTimeOfWriting = (a: OutgoingMessage, b: OutgoingMessage) => (a.client_id < b.client_id ? -1 : 1)
