import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import type { BegunUpload, OutgoingMessage } from '@imbachat/sdk'
import type { SendFields } from '../core/send-options.ts'
import { isSigningOut } from '../frame/this-device.ts'
import type { FileFacts } from './read-file.ts'

/** A message whose files are on their way, as this browser keeps it for the user's next page. */
export interface KeptMessage
  extends SendFields,
    Pick<OutgoingMessage, 'client_id' | 'room_id' | 'text' | 'created_at'> {
  files: readonly KeptFile[]
}

export interface KeptFile {
  file: File
  facts: Omit<FileFacts, 'preview' | 'poster'>
  /** where its bytes go; undefined: nothing of it was sent yet */
  begun: BegunUpload | undefined
}

/** Bytes of the files that one user's messages keep in this browser. */
const MOST_BYTES = 100 * 1024 * 1024
/** Milliseconds after which a message that could not be sent is no longer kept. */
const KEPT_FOR = 7 * 24 * 3_600_000

const DATABASE = kept('uploads')
const STORE = 'messages'

let opened: Promise<IDBDatabase> | null = null

/** @throws if the browser refuses the database */
function database(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE)
    request.onsuccess = () => {
      const db = request.result
      // a newer version in another tab waits until this one is closed
      db.onversionchange = () => {
        opened = null
        db.close()
      }
      db.onclose = () => {
        opened = null
      }
      resolve(db)
    }
    request.onerror = () => reject(request.error)
  }).catch((error) => {
    opened = null
    throw error
  })
  return opened
}

async function inStore<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await database()).transaction(STORE, mode)
  const request = act(transaction.objectStore(STORE))
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result)
    transaction.onabort = () => reject(transaction.error)
  })
}

/** Removes old messages of all users of this browser, since a user may never come back. */
const removeOld = (now: number) =>
  inStore('readwrite', (store) => {
    const walk = store.openCursor()
    walk.onsuccess = () => {
      const cursor = walk.result
      if (!cursor) return
      if (now - (cursor.value as KeptMessage).created_at > KEPT_FOR) cursor.delete()
      cursor.continue()
    }
    return walk
  })

const sizeOf = ({ files }: KeptMessage) => files.reduce((sum, { file }) => sum + file.size, 0)

/**
 * The messages that one user's pages left.
 * @param owner server, widget and user
 */
export function keptMessages(owner: string) {
  const all = async (): Promise<KeptMessage[]> => {
    const mine = IDBKeyRange.bound([owner], [owner, []])
    return inStore<KeptMessage[]>('readonly', (store) => store.getAll(mine))
  }
  const remove = (client_id: string) => inStore('readwrite', (store) => store.delete([owner, client_id]))

  return {
    /** @returns false: the files are too large, or the browser keeps nothing */
    async put(message: KeptMessage): Promise<boolean> {
      try {
        const others = (await all()).filter(({ client_id }) => client_id !== message.client_id)
        if ([message, ...others].reduce((sum, one) => sum + sizeOf(one), 0) > MOST_BYTES) return false
        // uploads continue until the frame is gone; after sign-out they must not store anything again
        if (isSigningOut) return false
        await inStore('readwrite', (store) => store.put(message, [owner, message.client_id]))
        return true
      } catch {
        return false
      }
    },
    remove: (client_id: string): Promise<unknown> => remove(client_id).catch(() => {}),
    /** The oldest first; none where the browser keeps nothing. */
    async left(now: number): Promise<KeptMessage[]> {
      try {
        await removeOld(now)
        return await all()
      } catch {
        return []
      }
    },
  }
}

/** Runs in one tab of this browser at a time: when the tab closes, another one that waits goes on. */
export async function inOneTab(client_id: string, run: () => Promise<void>): Promise<void> {
  let ran = false
  const once = () => {
    ran = true
    return run()
  }
  try {
    await navigator.locks.request(`imbachat-upload ${client_id}`, once)
  } catch (error) {
    // No locks in pages without HTTPS, and in browsers that block third-party storage. Two tabs then send the same
    // client id, which makes one message.
    if (ran) throw error
    await run()
  }
}
