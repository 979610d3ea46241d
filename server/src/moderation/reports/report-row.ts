import type { Selectable } from 'kysely'
import type { Database } from '../../store/schema/schema.ts'

export type ReportRow = Selectable<Database['report']> & { title: string | null; pipe: string | null }
