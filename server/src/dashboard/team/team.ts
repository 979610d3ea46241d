import type { TeamInvite, TeamView } from '@imbachat/protocol/http/account/team'
import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { changeRole, handOver, leaveTeam, removeMember } from './change-team.ts'
import { acceptInvite, createInvite, type Invitation, openInvite, revokeInvite } from './invites.ts'
import { listTeam } from './list-team.ts'
import { roleOf, rolesIn } from './roles.ts'
import type { Member, TeamDeps } from './team-deps.ts'

/** The people who run a widget. What each role may do is in the operations' declarations. */
export interface Team {
  /** Null: not in the widget's team, or the widget does not exist. */
  roleOf(actor: DashboardPrincipal, widget_id: number): Promise<WidgetRole | null>
  rolesOf(actor: DashboardPrincipal, widgetIds: readonly number[]): Promise<Map<number, WidgetRole>>
  list(actor: DashboardPrincipal, widget_id: number): Promise<TeamView>
  /** @throws ChatError forbidden, too_many_invites */
  invite(
    actor: DashboardPrincipal,
    widget_id: number,
    invite: { role: WidgetRole; note: string },
  ): Promise<{ invite: TeamInvite; token: string }>
  /** @returns its role and note. @throws ChatError not_found, forbidden */
  revokeInvite(
    actor: DashboardPrincipal,
    widget_id: number,
    invite_id: string,
  ): Promise<{ role: WidgetRole; note: string }>
  /** @returns the role before. @throws ChatError not_found, forbidden */
  changeRole(
    actor: DashboardPrincipal,
    widget_id: number,
    change: { account_id: string; role: WidgetRole },
  ): Promise<Member>
  /** @returns the removed person. @throws ChatError not_found, forbidden */
  remove(actor: DashboardPrincipal, widget_id: number, account_id: string): Promise<Member>
  /** @throws ChatError forbidden to the account that the widget counts for */
  leave(actor: DashboardPrincipal, widget_id: number): Promise<void>
  /** @throws ChatError forbidden to others than the account that the widget counts for */
  handOver(actor: DashboardPrincipal, widget_id: number, account_id: string): Promise<Member>
  /** The widget and role that a link offers; the link stays valid. @throws ChatError invite_invalid */
  openInvite(token: string): Promise<Invitation>
  /** The link ends. @throws ChatError invite_invalid */
  accept(account: { account_id: string }, token: string): Promise<Invitation>
}

export function createTeam(deps: TeamDeps): Team {
  const { readDb } = deps
  return {
    roleOf: (actor, widget_id) => roleOf(readDb, actor, widget_id),
    rolesOf: async ({ account_id, site }, widgetIds) =>
      site === null ? rolesIn(readDb, account_id, widgetIds) : new Map([[site.widget_id, site.role]]),
    list: (actor, widget_id) => listTeam(deps, actor, widget_id),
    invite: (actor, widget_id, invite) => createInvite(deps, actor, widget_id, invite),
    revokeInvite: (actor, widget_id, invite_id) => revokeInvite(deps, actor, widget_id, invite_id),
    changeRole: (actor, widget_id, change) => changeRole(deps, actor, widget_id, change),
    remove: (actor, widget_id, account_id) => removeMember(deps, actor, widget_id, account_id),
    leave: (actor, widget_id) => leaveTeam(deps, actor, widget_id),
    handOver: (actor, widget_id, account_id) => handOver(deps, actor, widget_id, account_id),
    openInvite: (token) => openInvite(deps, token),
    accept: ({ account_id }, token) => acceptInvite(deps, account_id, token),
  }
}
