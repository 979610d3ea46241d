import type { TeamInvite, TeamView } from '@imbachat/protocol/http/account/team'
import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import { changeRole, handOver, leaveTeam, removeMember } from './change-team.ts'
import { acceptInvite, createInvite, type Invitation, openInvite, revokeInvite } from './invites.ts'
import { listTeam } from './list-team.ts'
import { roleOf, rolesIn } from './roles.ts'

export interface TeamDeps {
  control: Kysely<Database & OwnerTables>
  readDb: Kysely<Database & OwnerTables>
  clock: Clock
  /** most people and waiting invitations of a widget; 0: no limit */
  mostMembers?: number
}

/** The people who run a widget. What each role may do is in the operations' declarations. */
export interface Team {
  /** Null: not in the widget's team, or there is no such widget. */
  roleOf(actor: DashboardPrincipal, widgetId: number): Promise<WidgetRole | null>
  rolesOf(actor: DashboardPrincipal, widgetIds: readonly number[]): Promise<Map<number, WidgetRole>>
  list(actor: DashboardPrincipal, widgetId: number): Promise<TeamView>
  /** @throws ChatError forbidden, too_many_invites */
  invite(
    actor: DashboardPrincipal,
    widgetId: number,
    invite: { role: WidgetRole; note: string },
  ): Promise<{ invite: TeamInvite; token: string }>
  /** @returns its role and note. @throws ChatError not_found, forbidden */
  revokeInvite(
    actor: DashboardPrincipal,
    widgetId: number,
    inviteId: string,
  ): Promise<{ role: WidgetRole; note: string }>
  /** @returns what was before. @throws ChatError not_found, forbidden */
  changeRole(
    actor: DashboardPrincipal,
    widgetId: number,
    change: { accountId: string; role: WidgetRole },
  ): Promise<Member>
  /** @returns who it was. @throws ChatError not_found, forbidden */
  remove(actor: DashboardPrincipal, widgetId: number, accountId: string): Promise<Member>
  /** @throws ChatError forbidden to the account that the widget counts for */
  leave(actor: DashboardPrincipal, widgetId: number): Promise<void>
  /** @throws ChatError forbidden to others than the account that the widget counts for */
  handOver(actor: DashboardPrincipal, widgetId: number, accountId: string): Promise<Member>
  /** What a link offers; it stays. @throws ChatError invite_invalid */
  openInvite(token: string): Promise<Invitation>
  /** The link ends. @throws ChatError invite_invalid */
  accept(account: { accountId: string }, token: string): Promise<Invitation>
}

/** As the audit log names them. */
export interface Member {
  email: string
  role: WidgetRole
}

export function createTeam(deps: TeamDeps): Team {
  const { readDb } = deps
  return {
    roleOf: (actor, widgetId) => roleOf(readDb, actor, widgetId),
    rolesOf: async ({ accountId, site }, widgetIds) =>
      site === null ? rolesIn(readDb, accountId, widgetIds) : new Map([[site.widgetId, site.role]]),
    list: (actor, widgetId) => listTeam(deps, actor, widgetId),
    invite: (actor, widgetId, invite) => createInvite(deps, actor, widgetId, invite),
    revokeInvite: (actor, widgetId, inviteId) => revokeInvite(deps, actor, widgetId, inviteId),
    changeRole: (actor, widgetId, change) => changeRole(deps, actor, widgetId, change),
    remove: (actor, widgetId, accountId) => removeMember(deps, actor, widgetId, accountId),
    leave: (actor, widgetId) => leaveTeam(deps, actor, widgetId),
    handOver: (actor, widgetId, accountId) => handOver(deps, actor, widgetId, accountId),
    openInvite: (token) => openInvite(deps, token),
    accept: ({ accountId }, token) => acceptInvite(deps, accountId, token),
  }
}
