import { type Kysely, sql } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { MessageSearch } from '../../chat/ports.ts'
import { stepSize } from '../../chat/step-size.ts'
import type { Database } from '../schema/schema.ts'
import { WIDGET_TABLES } from '../schema/tables.ts'

export const ERASING = {
  /**
   * milliseconds from the deletion until its rows are removed: by then every node has closed the widget's connections
   */
  graceMs: 10_000,
  /** rows per statement: as many as take a few milliseconds of the writer's time */
  rows: { aimMs: 20, least: 100, most: 2_000 },
  /** milliseconds between two statements, left to all other writes */
  pauseMs: 25,
  /** milliseconds between two checks for widgets that the command line or another node deleted */
  lookEveryMs: 60_000,
}

export interface WidgetEraser {
  /** Begins to look. */
  start(): void
  /** A widget was deleted on this node: check again as soon as its grace is over. */
  wake(): void
  /** Resolves after the step that is running. */
  close(): Promise<void>
}

interface EraserOptions {
  control: Kysely<Database>
  readDb: Kysely<Database>
  search: Pick<MessageSearch, 'erase'>
  /** removes a widget's files, which its rows name, before the rows */
  removeFilesOf(widget_id: number): Promise<void>
  clock: Clock
  log: Log
}

/**
 * Removes the rows of deleted widgets in small steps, so that other widgets' writes hardly wait. If the process ends
 * during an erasure, the next process removes the rows that are left. If two nodes erase the same widget, each only
 * finds fewer rows.
 */
export function createWidgetEraser(given: EraserOptions): WidgetEraser {
  const { control, readDb, search, removeFilesOf, clock, log } = given
  let closed = false
  let running = Promise.resolve()
  let cancel = () => {}

  function lookIn(ms: number): void {
    cancel()
    if (closed) return
    cancel = clock.after(ms, () => {
      running = look()
        .catch((error: unknown) => log.error('erasing deleted widgets failed; the server will try again', { error }))
        .finally(() => lookIn(ERASING.lookEveryMs))
    })
  }

  async function look(): Promise<void> {
    const due = await readDb
      .selectFrom('widget')
      .select('id')
      .where('deleted_at', '<=', clock.now() - ERASING.graceMs)
      .where('erased_at', 'is', null)
      .orderBy('id')
      .execute()
    for (const { id } of due) {
      if (closed) return
      // one whose files can't be removed now must not hold up the others
      await erase(id).catch((error: unknown) => {
        if (!closed) log.error('erasing a deleted widget failed; the server will try again', { widget_id: id, error })
      })
    }
  }

  async function erase(widget_id: number): Promise<void> {
    await removeFilesOf(widget_id)
    if (!(await eraseRows(widget_id))) return
    await search.erase(widget_id)
    await empty(widget_id)
    log.info('a deleted widget was erased', { widget_id })
  }

  /** @returns true if all rows are gone; false: the server is closing */
  async function eraseRows(widget_id: number): Promise<boolean> {
    for (const { name: table, key } of WIDGET_TABLES) {
      const columns = sql.join(key.map((column) => sql.ref(column)))
      const size = stepSize(ERASING.rows)
      for (;;) {
        if (closed) return false
        const some = sql`select ${columns} from ${sql.table(table)} where widget_id = ${widget_id} limit ${size.now()}`
        const removed = await size.run(async () => {
          const gone = sql`delete from ${sql.table(table)} where (${columns}) in (${some})`
          return Number((await gone.execute(control)).numAffectedRows ?? 0n)
        })
        if (removed === 0) break
        await pause()
      }
    }
    return true
  }

  /**
   * The widget's number stays taken: a new widget with this number would show its chat on the deleted widget's pages.
   */
  async function empty(widget_id: number): Promise<void> {
    await control
      .updateTable('widget')
      .set({ name: '', api_login: '', users_info_url: null, origins: '[]', settings: '{}', account_id: null })
      .set({ erased_at: clock.now() })
      .where('id', '=', widget_id)
      .execute()
  }

  const pause = () => new Promise<void>((resolve) => clock.after(ERASING.pauseMs, resolve))

  return {
    start: () => lookIn(0),
    wake: () => lookIn(ERASING.graceMs),
    async close() {
      closed = true
      cancel()
      await running
    },
  }
}
