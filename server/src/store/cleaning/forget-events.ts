import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { ChatStore } from '../../chat/ports.ts'
import type { Limits } from '../../config/limits.ts'
import { loggedWidgets } from '../reads/events.ts'
import type { Database } from '../schema/schema.ts'

const DAY_MS = 86_400_000
/** Milliseconds between two looks. */
export const LOOK_EVERY_MS = 3_600_000

/**
 * Removes the events of all logs that are older than `EVENT_DAYS`, in small steps. Nodes may look at the same time.
 * @param given `tidy` begins logs that are missing, and ends those that nothing reads any more
 * @returns `close` resolves after the step that is running
 */
export function forgetOldEvents(given: {
  chat: Pick<ChatStore, 'forgetEvents'>
  tidy: (logged: readonly number[]) => Promise<void>
  readDb: Kysely<Database>
  limits: Pick<Limits, 'EVENT_DAYS'>
  clock: Clock
  log: Log
}): { start(): void; close(): Promise<void> } {
  const { chat, tidy, readDb, limits, clock, log } = given
  let closed = false
  let running = Promise.resolve()
  let cancel = () => {}

  function lookIn(ms: number): void {
    if (closed) return
    cancel = clock.after(ms, () => {
      running = look()
        .catch((error: unknown) => log.error('old events could not be removed; the server will try again', { error }))
        .finally(() => lookIn(LOOK_EVERY_MS))
    })
  }

  async function look(): Promise<void> {
    await tidy(await loggedWidgets(readDb))
    const before = clock.now() - limits.EVENT_DAYS * DAY_MS
    for (const widget_id of await loggedWidgets(readDb)) {
      while (!closed && (await chat.forgetEvents({ widget_id, before })));
    }
  }

  return {
    start: () => lookIn(0),
    async close() {
      closed = true
      cancel()
      await running
    },
  }
}
