import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Limits } from '../../config/limits.ts'
import type { Secrets } from '../../config/secrets.ts'
import type { Database } from '../../store/schema/schema.ts'

export interface WidgetDeps {
  /** writes; each statement is its own transaction */
  control: Kysely<Database>
  readDb: Kysely<Database>
  /** for counting rows */
  slowReadDb: Kysely<Database>
  secrets: Secrets
  clock: Clock
  limits?: Limits
  /** called after a deletion, so that its rows are removed soon */
  deleted?: () => void
  /** called when mails about unread messages may have been turned on or off */
  mailChanged?: (widget_id: number) => void
}
