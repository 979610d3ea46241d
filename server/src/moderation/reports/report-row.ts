import type { Selectable } from 'kysely'
import type { Database } from '../../store/schema/schema.ts'

/** A report and its subject. */
export type OfReport = Pick<
  Selectable<Database['report']>,
  'widget_id' | 'id' | 'user_id' | 'room_id' | 'seq' | 'held_client_id'
>

export type ReportRow = Selectable<Database['report']> & { title: string | null; pipe: string | null }
