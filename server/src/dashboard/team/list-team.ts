import type { TeamInvite, TeamMember, TeamView } from '@imbachat/protocol/http/account/team'
import { mayActAs, WIDGET_ROLES } from '@imbachat/protocol/http/widget/widget-roles'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { inScope, noSuchWidget } from '../widgets/scope.ts'
import type { TeamDeps } from './team-deps.ts'

/** Invitations are for those who may make them. */
export async function listTeam(deps: TeamDeps, actor: DashboardPrincipal, widget_id: number): Promise<TeamView> {
  const { readDb } = deps
  const main = await readDb
    .selectFrom('widget')
    .leftJoin('owner', 'owner.id', 'widget.account_id')
    .select(['owner.id', 'owner.email'])
    .where('widget.id', '=', widget_id)
    .where('widget.deleted_at', 'is', null)
    .where(inScope(actor))
    .executeTakeFirst()
  if (main === undefined) throw noSuchWidget(widget_id)
  const { id, email } = main
  const rows = await readDb
    .selectFrom('team_member')
    .innerJoin('owner', 'owner.id', 'team_member.account_id')
    .select(['team_member.account_id', 'owner.email', 'team_member.role', 'team_member.created_at as since'])
    .where('team_member.widget_id', '=', widget_id)
    .orderBy('team_member.created_at')
    .execute()
  const others = rows
    .filter((row) => row.account_id !== id)
    .map((row): TeamMember => ({ ...row, main: false }))
    .sort((one, other) => WIDGET_ROLES.indexOf(other.role) - WIDGET_ROLES.indexOf(one.role))
  const first: TeamMember[] =
    id === null || email === null ? [] : [{ account_id: id, email, role: 'owner', main: true, since: null }]
  const invites = actor.role !== null && mayActAs(actor.role, 'admin') ? await waitingInvites(deps, widget_id) : []
  return { members: [...first, ...others], invites }
}

export function waitingInvites({ readDb, clock }: TeamDeps, widget_id: number): Promise<TeamInvite[]> {
  return readDb
    .selectFrom('team_invite')
    .innerJoin('owner', 'owner.id', 'team_invite.invited_by')
    .select([
      'team_invite.id as invite_id',
      'team_invite.role',
      'team_invite.note',
      'owner.email as invited_by',
      'team_invite.created_at',
      'team_invite.expires_at',
    ])
    .where('team_invite.widget_id', '=', widget_id)
    .where('team_invite.expires_at', '>', clock.now())
    .orderBy('team_invite.created_at', 'desc')
    .execute()
}
