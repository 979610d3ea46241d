import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { SharedRates } from '../../chat/shared-rates.ts'
import type { Database } from '../../store/schema/schema.ts'
import type { Widgets } from '../widgets/widgets.ts'

export interface ConnectDeps {
  control: Kysely<Database>
  readDb: Kysely<Database>
  widgets: Pick<Widgets, 'get' | 'find' | 'change'>
  rates: SharedRates
  clock: Clock
}
