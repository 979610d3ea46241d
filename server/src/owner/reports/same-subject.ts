import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../../store/schema.ts'
import type { ReportRow } from './read-reports.ts'

/** Reports about the same message, held or not, or about the same user and no message. */
export const sameSubject =
  (row: Pick<ReportRow, 'widget_id' | 'room_id' | 'seq' | 'user_id' | 'held_client_id'>) =>
  ({ and, eb }: ExpressionBuilder<Database, 'report'>) =>
    and([
      eb('report.widget_id', '=', row.widget_id),
      eb('report.user_id', '=', row.user_id),
      eb('report.held_client_id', row.held_client_id === null ? 'is' : '=', row.held_client_id),
      eb('report.seq', row.seq === null ? 'is' : '=', row.seq),
      // reports about a user are one subject, whatever their room
      ...(row.seq === null && row.held_client_id === null ? [] : [eb('report.room_id', '=', row.room_id)]),
    ])
