import { ChatError } from '@imbachat/protocol'
import { rolesToGive, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { mustGive } from './roles.ts'
import type { Member, TeamDeps } from './team-deps.ts'

/** The caller's right over the member is a condition of the statement, so that it holds when two act at once. */
export async function changeRole(
  deps: TeamDeps,
  actor: DashboardPrincipal,
  widget_id: number,
  { account_id, role }: { account_id: string; role: WidgetRole },
): Promise<Member> {
  mustGive(actor.role, role)
  const before = await memberOf(deps, widget_id, account_id)
  mustGive(actor.role, before.role)
  const { numUpdatedRows } = await deps.control
    .updateTable('team_member')
    .set({ role })
    .where('widget_id', '=', widget_id)
    .where('account_id', '=', account_id)
    .where('role', 'in', rolesToGive(actor.role))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw noSuchMember(account_id)
  if (role !== 'owner') await endInvitesOf(deps, widget_id, account_id, role === 'admin' ? ['admin', 'owner'] : 'all')
  return before
}

export async function removeMember(
  deps: TeamDeps,
  actor: DashboardPrincipal,
  widget_id: number,
  account_id: string,
): Promise<Member> {
  const before = await memberOf(deps, widget_id, account_id)
  mustGive(actor.role, before.role)
  const { numDeletedRows } = await deps.control
    .deleteFrom('team_member')
    .where('widget_id', '=', widget_id)
    .where('account_id', '=', account_id)
    .where('role', 'in', rolesToGive(actor.role))
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw noSuchMember(account_id)
  await endInvitesOf(deps, widget_id, account_id, 'all')
  return before
}

export async function leaveTeam(deps: TeamDeps, actor: DashboardPrincipal, widget_id: number): Promise<void> {
  await memberOf(deps, widget_id, actor.account_id)
  await deps.control
    .deleteFrom('team_member')
    .where('widget_id', '=', widget_id)
    .where('account_id', '=', actor.account_id)
    .execute()
  await endInvitesOf(deps, widget_id, actor.account_id, 'all')
}

/**
 * The first statement makes the former account an owner like others; until the second it is that twice, which means
 * nothing.
 */
export async function handOver(
  deps: TeamDeps,
  actor: DashboardPrincipal,
  widget_id: number,
  account_id: string,
): Promise<Member> {
  const { control, clock } = deps
  const next = await memberOf(deps, widget_id, account_id)
  if (next.role !== 'owner') {
    throw new ChatError('forbidden', 'account_id: must be another owner of this widget', { field: 'account_id' })
  }
  if ((await mainOf(deps, widget_id)) !== actor.account_id) throw notMain()
  await control
    .insertInto('team_member')
    .values({ widget_id, account_id: actor.account_id, role: 'owner', created_at: clock.now() })
    .onConflict((conflict) => conflict.columns(['widget_id', 'account_id']).doUpdateSet({ role: 'owner' }))
    .execute()
  const { numUpdatedRows } = await control
    .updateTable('widget')
    .set({ account_id })
    .where('id', '=', widget_id)
    .where('account_id', '=', actor.account_id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw notMain()
  await control
    .deleteFrom('team_member')
    .where('widget_id', '=', widget_id)
    .where('account_id', '=', account_id)
    .execute()
  return next
}

/** @throws ChatError forbidden about the account that the widget counts for, not_found about one outside the team */
async function memberOf(deps: TeamDeps, widget_id: number, account_id: string): Promise<Member> {
  if ((await mainOf(deps, widget_id)) === account_id) {
    throw new ChatError(
      'forbidden',
      'account_id: the widget counts for this account; it must hand the widget over first',
      {
        field: 'account_id',
      },
    )
  }
  const row = await deps.readDb
    .selectFrom('team_member')
    .innerJoin('owner', 'owner.id', 'team_member.account_id')
    .select(['owner.email', 'team_member.role'])
    .where('team_member.widget_id', '=', widget_id)
    .where('team_member.account_id', '=', account_id)
    .executeTakeFirst()
  if (row === undefined) throw noSuchMember(account_id)
  return row
}

async function mainOf({ readDb }: TeamDeps, widget_id: number): Promise<string | null> {
  const row = await readDb.selectFrom('widget').select('account_id').where('id', '=', widget_id).executeTakeFirst()
  return row?.account_id ?? null
}

/** a link must not grant a role that its maker may not grant any more */
async function endInvitesOf(
  { control }: TeamDeps,
  widget_id: number,
  account_id: string,
  roles: readonly WidgetRole[] | 'all',
): Promise<void> {
  await control
    .deleteFrom('team_invite')
    .where('widget_id', '=', widget_id)
    .where('invited_by', '=', account_id)
    .$if(roles !== 'all', (query) => query.where('role', 'in', roles === 'all' ? [] : roles))
    .execute()
}

const noSuchMember = (account_id: string) =>
  new ChatError('not_found', `there is no member ${account_id} in this team`, { field: 'account_id' })

const notMain = () => new ChatError('forbidden', 'only the account that the widget counts for can hand it over')
