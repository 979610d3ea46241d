import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Limits } from '../../config/limits.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'

export interface TeamDeps {
  control: Kysely<Database & OwnerTables>
  readDb: Kysely<Database & OwnerTables>
  clock: Clock
  limits: Limits
}

/** The names in the audit log. */
export interface Member {
  email: string
  role: WidgetRole
}
