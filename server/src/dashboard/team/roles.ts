import { ChatError } from '@imbachat/protocol'
import { mayActAs, rolesToGive, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { Kysely } from 'kysely'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import type { Database } from '../../store/schema/schema.ts'
import { noSuchWidget } from '../widgets/scope.ts'

/** Read at each request, so that a change or removal takes effect at once. Null: not in the widget's team. */
export async function roleIn(
  readDb: Kysely<Database>,
  account_id: string,
  widget_id: number,
): Promise<WidgetRole | null> {
  return (await rolesIn(readDb, account_id, [widget_id])).get(widget_id) ?? null
}

export async function rolesIn(
  readDb: Kysely<Database>,
  account_id: string,
  widgetIds: readonly number[],
): Promise<Map<number, WidgetRole>> {
  if (widgetIds.length === 0) return new Map()
  const rows = await readDb
    .selectFrom('widget')
    .leftJoin('team_member', (join) =>
      join.onRef('team_member.widget_id', '=', 'widget.id').on('team_member.account_id', '=', account_id),
    )
    .select(['widget.id', 'widget.account_id', 'team_member.role'])
    .where('widget.id', 'in', widgetIds)
    .where('widget.deleted_at', 'is', null)
    .execute()
  const roles = new Map<number, WidgetRole>()
  for (const row of rows) {
    const own = row.account_id === account_id ? 'owner' : row.role
    if (own !== null) roles.set(row.id, own)
  }
  return roles
}

/** Decides which role a person of the dashboard has in a widget; no other place does. Null: none. */
export async function roleOf(
  readDb: Kysely<Database>,
  { account_id, site }: DashboardPrincipal,
  widget_id: number,
): Promise<WidgetRole | null> {
  if (site !== null) return site.widget_id === widget_id ? site.role : null
  return roleIn(readDb, account_id, widget_id)
}

/** @throws ChatError not_found to an account outside the team, forbidden to a role that may not do it */
export function mustActAs(role: WidgetRole | null, least: WidgetRole, widget_id: number): WidgetRole {
  if (role === null) throw noSuchWidget(widget_id)
  if (!mayActAs(role, least)) {
    throw new ChatError('forbidden', `this needs the role ${least} in the widget's team; yours is ${role}`)
  }
  return role
}

/** @throws ChatError forbidden */
export function mustGive(own: WidgetRole | null, role: WidgetRole): void {
  if (!rolesToGive(own).includes(role)) {
    throw new ChatError('forbidden', `you can't give the role ${role}: your own in the widget's team is ${own}`)
  }
}
