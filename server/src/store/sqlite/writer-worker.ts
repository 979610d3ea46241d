import type { Database as BunDatabase } from 'bun:sqlite'
import { Kysely } from 'kysely'
import { migrations } from '../migrations/index.ts'
import type { Database } from '../schema.ts'
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

async function obey(message: ToWriter): Promise<void> {
  switch (message.t) {
    case 'open':
      try {
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
        return post(packed({ t: 'done', outcomes: await runBatch(db, kysely, operations) }, operations))
      } catch (error) {
        return post({ t: 'undone', error: toStoredError(error) })
      }
    case 'close':
      await kysely?.destroy()
      return post({ t: 'closed' })
  }
}
