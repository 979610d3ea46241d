import type { WidgetRole } from '@imbachat/protocol/widget-roles'
import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema.ts'
import { roleIn, rolesIn } from './roles.ts'

/** The people who run a widget. */
export interface Team {
  /** Null: not in the widget's team, or there is no such widget. */
  roleIn(accountId: string, widgetId: number): Promise<WidgetRole | null>
  rolesIn(accountId: string, widgetIds: readonly number[]): Promise<Map<number, WidgetRole>>
}

export function createTeam({ reader }: { reader: Kysely<Database> }): Team {
  return {
    roleIn: (accountId, widgetId) => roleIn(reader, accountId, widgetId),
    rolesIn: (accountId, widgetIds) => rolesIn(reader, accountId, widgetIds),
  }
}
