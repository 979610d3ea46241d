import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import type { OutboxStorage, OutgoingMessage } from '../types.ts'

/** Lives as long as the page: used if there is no IndexedDB, or the browser refuses access to it. */
export function memoryOutboxStorage(): OutboxStorage {
  const messages = new Map<string, OutgoingMessage>()
  return {
    all: async () => [...messages.values()].sort(byTimeOfWriting),
    async put(message) {
      messages.set(message.client_id, message)
    },
    async remove(client_id) {
      messages.delete(client_id)
    },
  }
}

const DATABASE = kept('outbox')
const STORE = 'outgoing'

/**
 * Stores the outbox in IndexedDB, shared by the tabs of this browser.
 *
 * @param partition the owner of these messages: server, widget and user
 * @throws if the browser refuses the database
 */
export async function indexedDbOutboxStorage(partition: string): Promise<OutboxStorage> {
  let opened: Promise<IDBDatabase> | null = null

  function database(): Promise<IDBDatabase> {
    opened ??= open().catch((error) => {
      opened = null
      throw error
    })
    return opened
  }

  async function open(): Promise<IDBDatabase> {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    const db = await resultOf(request)
    // a newer version in another tab waits until we close the database
    db.onversionchange = () => {
      opened = null
      db.close()
    }
    // the browser closed the database
    db.onclose = () => {
      opened = null
    }
    return db
  }

  /** Resolves when the changes of `act` are on disk, so that a message reported as stored survives a power failure. */
  async function write(act: (store: IDBObjectStore) => void): Promise<void> {
    const transaction = (await database()).transaction(STORE, 'readwrite', { durability: 'strict' })
    act(transaction.objectStore(STORE))
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
    })
  }

  await database()
  return {
    async all() {
      const store = (await database()).transaction(STORE).objectStore(STORE)
      const mine = IDBKeyRange.bound([partition], [partition, []])
      const messages: OutgoingMessage[] = await resultOf(store.getAll(mine))
      return messages.sort(byTimeOfWriting)
    },
    put: (message) => write((store) => store.put(message, [partition, message.client_id])),
    remove: (client_id) => write((store) => store.delete([partition, client_id])),
  }
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** Client ids are UUIDv7, so they sort by time. */
export const byTimeOfWriting = (a: OutgoingMessage, b: OutgoingMessage) => (a.client_id < b.client_id ? -1 : 1)
