import type { Database as BunDatabase } from 'bun:sqlite'
import { Kysely } from 'kysely'
import { migrations } from '../migrations/index.ts'
import type { Database } from '../schema.ts'
import type { WriteName } from '../writes/index.ts'
import { runBatch } from './batch.ts'
import { kyselyConnection, openWriterConnection, tuneForWrites } from './connection.ts'
import { sqliteDialect } from './dialect.ts'
import { migrate } from './migrate.ts'
import { toStoredError } from './stored-error.ts'
import { type FromWriter, packed, type ToWriter, unpacked } from './writer-messages.ts'

declare const self: Worker

let db: BunDatabase | undefined
let kysely: Kysely<Database> | undefined
let lastMessage = Promise.resolve()

const post = (message: FromWriter | string) => self.postMessage(message)

self.onmessage = ({ data }: MessageEvent<ToWriter | string>) => {
  lastMessage = lastMessage.then(() => obey(unpacked(data)))
}

/** Writes after which the write-ahead log has words that must be nowhere. */
const REMOVES_WORDS = new Set<WriteName>([
  'message.edit',
  'message.delete',
  'held.decide',
  'room.erase-user',
  'control.statement',
])
let cleanAfterMs = 0
let cleaning: Timer | undefined

/**
 * Copies the write-ahead log into the database and empties its file: until then the log keeps what was removed, for as
 * long as few write. A reader that is at work keeps the log busy; then it is tried again.
 */
function cleanLater(): void {
  cleaning ??= setTimeout(() => {
    cleaning = undefined
    lastMessage = lastMessage.then(() => {
      const [{ busy } = { busy: 0 }] = db?.query<{ busy: number }, []>('pragma wal_checkpoint(truncate)').all() ?? []
      if (busy !== 0) cleanLater()
    })
  }, cleanAfterMs)
}

async function obey(message: ToWriter): Promise<void> {
  switch (message.t) {
    case 'open':
      try {
        cleanAfterMs = message.cleanAfterMs
        db = openWriterConnection(message.path)
        kysely = new Kysely<Database>({ dialect: sqliteDialect(kyselyConnection(db)) })
        await migrate(db, kysely as unknown as Kysely<never>, migrations, message.now)
        tuneForWrites(db)
        return post({ t: 'opened' })
      } catch (error) {
        db?.close()
        return post({ t: 'failed', error: toStoredError(error) })
      }
    case 'batch':
      try {
        if (!db || !kysely) throw new Error('the writer is not open')
        const { operations } = message
        const outcomes = await runBatch(db, kysely, operations)
        if (operations.some(({ name }) => REMOVES_WORDS.has(name))) cleanLater()
        return post(packed({ t: 'done', outcomes }, operations))
      } catch (error) {
        return post({ t: 'undone', error: toStoredError(error) })
      }
    case 'close':
      clearTimeout(cleaning)
      await kysely?.destroy()
      return post({ t: 'closed' })
  }
}
