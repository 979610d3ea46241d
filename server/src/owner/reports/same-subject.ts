import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../../store/schema.ts'
import type { ReportRow } from './read-reports.ts'

/** Reports about the same message, or about the same user and no message. */
export const sameSubject =
  (row: Pick<ReportRow, 'widget_id' | 'room_id' | 'seq' | 'user_id'>) =>
  ({ and, eb }: ExpressionBuilder<Database, 'report'>) =>
    and([
      eb('report.widget_id', '=', row.widget_id),
      eb('report.user_id', '=', row.user_id),
      ...(row.seq === null
        ? [eb('report.seq', 'is', null)]
        : [eb('report.room_id', '=', row.room_id), eb('report.seq', '=', row.seq)]),
    ])
