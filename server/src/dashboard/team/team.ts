import type { TeamInvite, TeamView } from '@imbachat/protocol/http/team'
import type { WidgetRole } from '@imbachat/protocol/widget-roles'
import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import type { Database, OwnerTables } from '../../store/schema.ts'
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
  roleOf(owner: DashboardPrincipal, widgetId: number): Promise<WidgetRole | null>
  rolesOf(owner: DashboardPrincipal, widgetIds: readonly number[]): Promise<Map<number, WidgetRole>>
  list(owner: DashboardPrincipal, widgetId: number): Promise<TeamView>
  /** @throws ChatError forbidden, too_many_invites */
  invite(
    owner: DashboardPrincipal,
    widgetId: number,
    invite: { role: WidgetRole; note: string },
  ): Promise<{ invite: TeamInvite; token: string }>
  /** @returns its role and note. @throws ChatError not_found, forbidden */
  revokeInvite(
    owner: DashboardPrincipal,
    widgetId: number,
    inviteId: string,
  ): Promise<{ role: WidgetRole; note: string }>
  /** @returns what was before. @throws ChatError not_found, forbidden */
  changeRole(
    owner: DashboardPrincipal,
    widgetId: number,
    change: { accountId: string; role: WidgetRole },
  ): Promise<Member>
  /** @returns who it was. @throws ChatError not_found, forbidden */
  remove(owner: DashboardPrincipal, widgetId: number, accountId: string): Promise<Member>
  /** @throws ChatError forbidden to the account that the widget counts for */
  leave(owner: DashboardPrincipal, widgetId: number): Promise<void>
  /** @throws ChatError forbidden to others than the account that the widget counts for */
  handOver(owner: DashboardPrincipal, widgetId: number, accountId: string): Promise<Member>
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
    roleOf: (owner, widgetId) => roleOf(readDb, owner, widgetId),
    rolesOf: async ({ accountId, site }, widgetIds) =>
      site === null ? rolesIn(readDb, accountId, widgetIds) : new Map([[site.widgetId, site.role]]),
    list: (owner, widgetId) => listTeam(deps, owner, widgetId),
    invite: (owner, widgetId, invite) => createInvite(deps, owner, widgetId, invite),
    revokeInvite: (owner, widgetId, inviteId) => revokeInvite(deps, owner, widgetId, inviteId),
    changeRole: (owner, widgetId, change) => changeRole(deps, owner, widgetId, change),
    remove: (owner, widgetId, accountId) => removeMember(deps, owner, widgetId, accountId),
    leave: (owner, widgetId) => leaveTeam(deps, owner, widgetId),
    handOver: (owner, widgetId, accountId) => handOver(deps, owner, widgetId, accountId),
    openInvite: (token) => openInvite(deps, token),
    accept: ({ accountId }, token) => acceptInvite(deps, accountId, token),
  }
}
