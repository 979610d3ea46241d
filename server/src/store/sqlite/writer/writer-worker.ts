import type { Database as BunDatabase } from 'bun:sqlite'
import { Kysely } from 'kysely'
import type { Limits } from '../../../config/limits.ts'
import { migrations } from '../../migrations/index.ts'
import { loggedWidgets } from '../../reads/events.ts'
import type { Database } from '../../schema/schema.ts'
import { declarationOf, type Operation } from '../../writes/index.ts'
import { BUSY_TIMEOUT_MS, kyselyConnection, openWriterConnection, tuneForWrites } from '../connection.ts'
import { sqliteDialect } from '../dialect.ts'
import { migrate } from '../migrate.ts'
import { runBatch } from './batch.ts'
import { toStoredError } from './stored-error.ts'
import { type FromWriter, packed, type ToWriter, toSent, unpacked } from './writer-messages.ts'

declare const self: Worker

let db: BunDatabase | undefined
let kysely: Kysely<Database> | undefined
let limits: Limits | undefined
let logged = new Set<number>()
let last_message = Promise.resolve()

const post = (message: FromWriter | string) => self.postMessage(message)

self.onmessage = ({ data }: MessageEvent<ToWriter | string>) => {
  last_message = last_message.then(() => obey(unpacked(data)))
}

let cleanAfterMs = 0
let cleaning: Timer | undefined

const removesWords = (operation: Operation) => declarationOf(operation).removesWords(operation.input)

/**
 * Copies the write-ahead log into the database and empties its file. Without that, the log would keep deleted data
 * until enough is written. It does not wait for readers, since writes would wait with it. It is tried again if the log
 * is busy or the disk has no room for it.
 */
function cleanLater(): void {
  cleaning ??= setTimeout(() => {
    cleaning = undefined
    last_message = last_message.then(() => {
      if (!db || !emptyLog(db)) cleanLater()
    })
  }, cleanAfterMs)
}

/** @returns false: it has to be tried again */
function emptyLog(open: BunDatabase): boolean {
  try {
    open.run('pragma busy_timeout = 0')
    return open.query<{ busy: number }, []>('pragma wal_checkpoint(truncate)').get()?.busy === 0
  } catch {
    return false
  } finally {
    open.run(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`)
  }
}

async function obey(message: ToWriter): Promise<void> {
  switch (message.t) {
    case 'open':
      try {
        cleanAfterMs = message.cleanAfterMs
        limits = message.limits
        db = openWriterConnection(message.path)
        kysely = new Kysely<Database>({ dialect: sqliteDialect(kyselyConnection(db)) })
        await migrate(db, kysely as unknown as Kysely<never>, migrations, message.now)
        tuneForWrites(db)
        logged = new Set(await loggedWidgets(kysely))
        return post({ t: 'opened' })
      } catch (error) {
        db?.close()
        return post({ t: 'failed', error: toStoredError(error) })
      }
    case 'batch':
      try {
        if (!db || !kysely || !limits) throw new Error('the writer is not open')
        const { operations } = message
        const withEvents = new Set<number>()
        const outcomes = await runBatch(db, kysely, operations, limits, { logged, withEvents })
        if (operations.some(removesWords)) cleanLater()
        if (operations.some(({ name }) => name === 'keepEvents')) logged = new Set(await loggedWidgets(kysely))
        const sent = outcomes.map((outcome, index) => toSent(outcome, operations[index] as Operation))
        return post(
          packed(
            { t: 'done', outcomes: sent, ...(withEvents.size > 0 && { withEvents: [...withEvents] }) },
            operations,
          ),
        )
      } catch (error) {
        return post({ t: 'undone', error: toStoredError(error) })
      }
    case 'close':
      clearTimeout(cleaning)
      await kysely?.destroy()
      return post({ t: 'closed' })
  }
}
