import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, type QueryResult } from 'kysely'
import { giveToFolderOwner, makePrivate } from '../../config/folder-owner.ts'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import { chatStore } from '../chat-store.ts'
import { atOnce } from '../fair-queue/fair-reads.ts'
import type { Database, OwnerTables } from '../schema/schema.ts'
import type { Store, StoreOptions } from '../store.ts'
import { kyselyConnection, openReaderConnection } from './connection.ts'
import { sqliteDialect } from './dialect.ts'
import { remoteDialect } from './slow-reader/remote-dialect.ts'
import { openSlowReader } from './slow-reader/slow-reader.ts'
import { openWriter } from './writer/writer.ts'

export const sqlitePath = (dataDir: string): string => join(dataDir, 'imbachat.sqlite')

/**
 * Opens DATA_DIR/imbachat.sqlite. Several processes may have it open at once.
 * @throws Error if the file can't be opened, migrated, or made durable
 */
export async function openSqliteStore({
  dataDir,
  clock,
  log,
  limits = DEFAULT_LIMITS,
  disk,
  onDeath,
}: StoreOptions): Promise<Store> {
  if (mkdirSync(dataDir, { recursive: true, mode: 0o700 }) !== undefined) giveToFolderOwner(dataDir)
  const path = sqlitePath(dataDir)
  // The file has names, e-mail addresses and messages of a site's users: other users of this machine must not read it.
  // SQLite gives its side files the same mode.
  makePrivate(path)
  const listeners = new Set<(widget_id: number) => void>()
  const writer = await openWriter({
    path,
    now: clock.now(),
    log,
    ...(disk === undefined ? {} : { disk }),
    ...(onDeath === undefined ? {} : { onDeath }),
    limits,
    onEvents: (widget_id) => {
      for (const listener of listeners) listener(widget_id)
    },
  })
  const readDb = new Kysely<Database & OwnerTables>({
    dialect: sqliteDialect(kyselyConnection(openReaderConnection(path))),
  })
  // Kysely opens lazily. A reader that can't read should fail the start, not the first visitor's request.
  const { epoch } = await readDb.selectFrom('installation').select('epoch').executeTakeFirstOrThrow()
  const slowReadDb = new Kysely<Database & OwnerTables>({ dialect: remoteDialect(openSlowReader(path)) })
  // Each statement is one operation in the writer's next commit: for the owner's tables, which are written seldom.
  const control = new Kysely<Database & OwnerTables>({
    dialect: remoteDialect({
      name: 'control',
      run: async (sql, parameters) => (await writer.write('runStatement', { sql, parameters })) as QueryResult<unknown>,
      async close() {},
    }),
  })
  return {
    chat: chatStore({
      epoch,
      readDb: readDb as unknown as Kysely<Database>,
      inTurn: atOnce,
      writer,
      clock,
    }),
    readDb,
    slowReadDb,
    control,
    onEvents(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      await slowReadDb.destroy()
      await writer.close()
      await readDb.destroy()
    },
  }
}
