import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import { loggedWidgets } from '../reads/events.ts'
import type { Database } from '../schema/schema.ts'
import type { Logs } from './writer/transaction.ts'

/** A node knows so late that another one began the log of a widget. Milliseconds. */
const LOOK_EVERY_MS = 1_000

export interface WatchedLogs extends Logs {
  /** Looks now which widgets have a log. */
  look(): Promise<void>
  onEach(listener: (widget_id: number) => void): () => void
  close(): void
}

/** Which widgets have a log: a batch asks nothing of the database for those that have none. */
export async function watchLogs(db: Kysely<Database>, clock: Clock, log: Log): Promise<WatchedLogs> {
  const logged = new Set<number>()
  const listeners = new Set<(widget_id: number) => void>()
  let closed = false
  let cancel = () => {}

  async function look(): Promise<void> {
    const now = new Set(await loggedWidgets(db))
    for (const widget_id of logged) if (!now.has(widget_id)) logged.delete(widget_id)
    for (const widget_id of now) logged.add(widget_id)
  }

  function lookLater(): void {
    if (closed) return
    cancel = clock.after(LOOK_EVERY_MS, () => {
      look()
        .catch((error: unknown) => log.debug('the event logs could not be looked at', { error }))
        .finally(lookLater)
    })
  }

  await look()
  lookLater()
  return {
    logged,
    look,
    onEvents(widget_id) {
      for (const listener of listeners) listener(widget_id)
    },
    onEach(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      closed = true
      cancel()
    },
  }
}
