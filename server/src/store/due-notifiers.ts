import { jobTime } from './due-jobs.ts'
import { prepared } from './statements/prepared.ts'

/**
 * Widgets with notifications that no node serves, at most one: most looks find none, and to claim is a write.
 * @param at the time of a database of one node
 */
export const unservedNotifiers = prepared((db, { at }: { at: number }) =>
  db
    .selectFrom('notifier')
    .select('widget_id')
    .where((eb) => eb.or([eb('lease', 'is', null), eb('lease_until', '<=', jobTime(db, at))]))
    .limit(1),
)
