import type { StatisticCounts } from '@imbachat/protocol/http/statistics-limits'
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema/schema.ts'
import type { Counters } from './counters.ts'
import { dialogKey, type SeenDialog } from './dialog-watch.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Milliseconds after which another node has stored that the dialog began. */
const OTHERS_STORE_MS = MINUTE_MS
/** An answer after more days does not count. */
const ANSWERED_DAYS = 30
/** Dialogs per statement. */
const ROWS = 100

/** Stores which dialogs began, and counts the answers to those that did not have one. */
export async function storeAnswers(control: Kysely<Database>, counters: Counters, now: number): Promise<void> {
  const left = counters.dialogs.take()
  try {
    while (left.length > 0) {
      const seen = left.slice(0, ROWS)
      await storeBegun(control, counters, seen, now)
      const open = await countAnswers(control, counters, seen, now)
      left.splice(0, seen.length)
      counters.dialogs.putBack(open)
    }
  } finally {
    counters.dialogs.putBack(left)
  }
}

/** Rows that an earlier, failed try stored are not counted again. */
async function storeBegun(
  control: Kysely<Database>,
  counters: Counters,
  seen: readonly SeenDialog[],
  now: number,
): Promise<void> {
  const rows = seen.flatMap(({ widget_id, room_id, begun }) =>
    begun ? [{ widget_id, room_id, user_id: begun.user_id, begun_at: begun.at }] : [],
  )
  if (rows.length === 0) return
  const stored = await control
    .insertInto('unanswered_dialog')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['widget_id', 'room_id']).doNothing())
    .returning(['widget_id', 'begun_at'])
    .execute()
  for (const { widget_id, begun_at } of stored) counters.count(widget_id, 'dialogs_begun', begun_at)
  await control
    .deleteFrom('unanswered_dialog')
    .where('widget_id', 'in', [...new Set(rows.map(({ widget_id }) => widget_id))])
    .where('begun_at', '<', now - ANSWERED_DAYS * DAY_MS)
    .execute()
}

/** @returns those that another node may still have to store */
async function countAnswers(
  control: Kysely<Database>,
  counters: Counters,
  seen: readonly SeenDialog[],
  now: number,
): Promise<SeenDialog[]> {
  const written = seen.filter(({ writers }) => writers.length > 0)
  if (written.length === 0) return []
  const rows = await control
    .selectFrom('unanswered_dialog')
    .select(['widget_id', 'room_id', 'user_id', 'begun_at'])
    .where((eb) => eb.or(written.map(({ widget_id, room_id }) => eb.and({ widget_id, room_id }))))
    .execute()
  const begun = new Map(rows.map((row) => [dialogKey(row), row]))
  const open: SeenDialog[] = []
  for (const dialog of written) {
    const row = begun.get(dialogKey(dialog))
    if (!row) {
      if (now - dialog.since < OTHERS_STORE_MS) open.push({ ...dialog, begun: null })
      else counters.dialogs.settle(dialog)
      continue
    }
    const answer = dialog.writers.find(({ user_id }) => user_id !== row.user_id)
    if (!answer) continue
    const { numDeletedRows } = await control
      .deleteFrom('unanswered_dialog')
      .where('widget_id', '=', row.widget_id)
      .where('room_id', '=', row.room_id)
      .executeTakeFirstOrThrow()
    // another node may have counted it meanwhile
    const name = waitOf(answer.at - row.begun_at)
    if (numDeletedRows > 0n && name) counters.count(row.widget_id, name, row.begun_at)
    counters.dialogs.settle(row)
  }
  return open
}

function waitOf(ms: number): keyof StatisticCounts | null {
  if (ms <= 5 * MINUTE_MS) return 'answered_5m'
  if (ms <= HOUR_MS) return 'answered_1h'
  if (ms <= DAY_MS) return 'answered_1d'
  return ms <= ANSWERED_DAYS * DAY_MS ? 'answered_later' : null
}
