import type { Expression, Kysely } from 'kysely'
import { jobTime } from './due-jobs.ts'
import type { Database } from './schema/schema.ts'
import { prepared } from './statements/prepared.ts'

export interface DueEndpoint {
  widget_id: number
  id: string
}

const dueAt = (db: Kysely<Database>, time: Expression<number>) =>
  db
    .selectFrom('webhook_endpoint as e')
    .innerJoin('event_head as h', 'h.widget_id', 'e.widget_id')
    .innerJoin('widget as w', 'w.id', 'e.widget_id')
    .select(['e.widget_id', 'e.id'])
    .where('e.off_reason', 'is', null)
    .where('w.deleted_at', 'is', null)
    .whereRef('h.last_id', '>', 'e.after_id')
    .where((eb) => eb.or([eb('e.lease', 'is', null), eb('e.lease_until', '<=', time)]))

/** Every server asks each second. */
const allDue = prepared((db, { at }: { at: number }) => dueAt(db, jobTime(db, at)))

/**
 * Webhook endpoints with something to deliver that no node serves.
 * @param of of these widgets only; null: of all
 * @param at the time of a database of one node
 */
export const dueEndpoints = (
  db: Kysely<Database>,
  of: readonly number[] | null,
  at: number,
): Promise<readonly DueEndpoint[]> =>
  of === null ? allDue(db, { at }) : dueAt(db, jobTime(db, at)).where('e.widget_id', 'in', of).execute()
