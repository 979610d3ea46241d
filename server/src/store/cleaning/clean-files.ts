import { type Kysely, sql } from 'kysely'
import { VARIANTS } from '../../chat/attachments/file.ts'
import { type FileIntake, type FileStorage, storageKey } from '../../chat/attachments/ports.ts'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { ChatStore } from '../../chat/ports.ts'
import type { Limits } from '../../config/limits.ts'
import type { Database } from '../schema/schema.ts'

export const CLEANING = {
  /** milliseconds between two looks */
  everyMs: 10 * 60_000,
  /** rows at a time */
  rows: 100,
}

export interface FileCleaner {
  /** Begins to look. */
  start(): void
  /** Removes everything that is due now. */
  clean(): Promise<void>
  /** The same soon, in the background: the disk is full. */
  wake(): void
  /** Removes the stored bytes of a whole widget; its rows are for the caller to remove. */
  removeFilesOf(widget_id: number): Promise<void>
  /** Resolves after the step that is running. */
  close(): Promise<void>
}

interface CleanerOptions {
  chat: Pick<ChatStore, 'forgetBlob' | 'removeUpload'>
  control: Kysely<Database>
  readDb: Kysely<Database>
  storage: FileStorage
  intake: Pick<FileIntake, 'remove'>
  clock: Clock
  log: Log
  limits: Pick<Limits, 'FILE_GRACE_HOURS'>
}

/**
 * Removes expired uploads and bytes that no row names. A blob is first marked as gone, then its bytes are removed, then
 * its row: if the process dies in between, the next run continues. Several nodes may do this at the same time.
 */
export function createFileCleaner(given: CleanerOptions): FileCleaner {
  const { chat, control, readDb, storage, intake, clock, log, limits } = given
  const graceMs = limits.FILE_GRACE_HOURS * 3_600_000
  let closed = false
  let running = Promise.resolve()
  let cancel = () => {}

  function lookIn(ms: number): void {
    if (closed) return
    cancel()
    cancel = clock.after(ms, () => {
      running = running
        .then(clean)
        .catch((error: unknown) => log.error('cleaning up files failed; the server will try again', { error }))
        .finally(() => lookIn(CLEANING.everyMs))
    })
  }

  async function clean(): Promise<void> {
    await endUploads()
    await markUnused()
    await removeMarked()
  }

  async function endUploads(): Promise<void> {
    for (;;) {
      const over = await readDb
        .selectFrom('upload')
        .select(['widget_id', 'id'])
        .where('expires_at', '<=', clock.now())
        .orderBy('expires_at')
        .limit(CLEANING.rows)
        .execute()
      for (const { widget_id, id } of over) {
        if (closed) return
        await intake.remove(id)
        await chat.removeUpload({ widget_id, upload_id: id })
        // a part that was being stored meanwhile
        await intake.remove(id)
      }
      if (over.length < CLEANING.rows) return
    }
  }

  /** Blobs that another message or upload names are in use after all. */
  async function markUnused(): Promise<void> {
    const due = clock.now() - graceMs
    for (;;) {
      if (closed) return
      const some = sql`select widget_id, id from blob where unused_since <= ${due} and content != 'gone ' || id
        order by unused_since limit ${sql.lit(CLEANING.rows)}`
      const named = sql`exists (select 1 from attachment a where a.widget_id = blob.widget_id and a.blob_id = blob.id)
        or exists (select 1 from attachment a where a.widget_id = blob.widget_id and a.poster_blob_id = blob.id)
        or exists (select 1 from upload u where u.widget_id = blob.widget_id and u.blob_id = blob.id)`
      const { numAffectedRows = 0n } = await sql`
        update blob set
          unused_since = case when ${named} then null else unused_since end,
          content = case when ${named} then content else 'gone ' || id end
        where (widget_id, id) in (${some}) and unused_since <= ${due}`.execute(control)
      if (numAffectedRows < BigInt(CLEANING.rows)) return
    }
  }

  async function removeMarked(): Promise<void> {
    for (;;) {
      const gone = await readDb
        .selectFrom('blob')
        .select(['widget_id', 'id'])
        .where('unused_since', '<=', clock.now() - graceMs)
        .where(sql<boolean>`content = 'gone ' || id`)
        .orderBy('unused_since')
        .limit(CLEANING.rows)
        .execute()
      for (const { widget_id, id } of gone) {
        if (closed) return
        await removeBytes(widget_id, id)
        await chat.forgetBlob({ widget_id, blob_id: id })
      }
      if (gone.length < CLEANING.rows) return
    }
  }

  async function removeBytes(widget_id: number, blob_id: string): Promise<void> {
    for (const variant of VARIANTS) await storage.remove(storageKey(widget_id, blob_id, variant))
  }

  return {
    start: () => lookIn(0),
    clean,
    wake: () => lookIn(0),
    async removeFilesOf(widget_id) {
      for (const table of ['upload', 'blob'] as const) {
        for (let after = ''; ; ) {
          if (closed) throw new Error('the server is closing')
          const rows = await readDb
            .selectFrom(table)
            .select('id')
            .where('widget_id', '=', widget_id)
            .where('id', '>', after)
            .orderBy('id')
            .limit(CLEANING.rows)
            .execute()
          for (const { id } of rows) await (table === 'upload' ? intake.remove(id) : removeBytes(widget_id, id))
          if (rows.length === 0) break
          after = rows.at(-1)?.id ?? after
        }
      }
    },
    async close() {
      closed = true
      cancel()
      await running
    },
  }
}
