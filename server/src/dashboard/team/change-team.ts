import { ChatError } from '@imbachat/protocol'
import { rolesToGive, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { mustGive } from './roles.ts'
import type { Member, TeamDeps } from './team.ts'

/** What the caller may do to the member is a condition of the statement, so that it holds when two act at once. */
export async function changeRole(
  deps: TeamDeps,
  actor: DashboardPrincipal,
  widgetId: number,
  { accountId, role }: { accountId: string; role: WidgetRole },
): Promise<Member> {
  mustGive(actor.role, role)
  const before = await memberOf(deps, widgetId, accountId)
  mustGive(actor.role, before.role)
  const { numUpdatedRows } = await deps.control
    .updateTable('team_member')
    .set({ role })
    .where('widget_id', '=', widgetId)
    .where('account_id', '=', accountId)
    .where('role', 'in', rolesToGive(actor.role))
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw noSuchMember(accountId)
  if (role !== 'owner') await endInvitesOf(deps, widgetId, accountId, role === 'admin' ? ['admin', 'owner'] : 'all')
  return before
}

export async function removeMember(
  deps: TeamDeps,
  actor: DashboardPrincipal,
  widgetId: number,
  accountId: string,
): Promise<Member> {
  const before = await memberOf(deps, widgetId, accountId)
  mustGive(actor.role, before.role)
  const { numDeletedRows } = await deps.control
    .deleteFrom('team_member')
    .where('widget_id', '=', widgetId)
    .where('account_id', '=', accountId)
    .where('role', 'in', rolesToGive(actor.role))
    .executeTakeFirst()
  if (numDeletedRows === 0n) throw noSuchMember(accountId)
  await endInvitesOf(deps, widgetId, accountId, 'all')
  return before
}

export async function leaveTeam(deps: TeamDeps, actor: DashboardPrincipal, widgetId: number): Promise<void> {
  await memberOf(deps, widgetId, actor.accountId)
  await deps.control
    .deleteFrom('team_member')
    .where('widget_id', '=', widgetId)
    .where('account_id', '=', actor.accountId)
    .execute()
  await endInvitesOf(deps, widgetId, actor.accountId, 'all')
}

/**
 * The first statement makes the former account an owner like others; until the second it is that twice, which means
 * nothing.
 */
export async function handOver(
  deps: TeamDeps,
  actor: DashboardPrincipal,
  widgetId: number,
  accountId: string,
): Promise<Member> {
  const { control, clock } = deps
  const next = await memberOf(deps, widgetId, accountId)
  if (next.role !== 'owner') {
    throw new ChatError('forbidden', 'account_id: must be another owner of this widget', { field: 'account_id' })
  }
  if ((await mainOf(deps, widgetId)) !== actor.accountId) throw notMain()
  await control
    .insertInto('team_member')
    .values({ widget_id: widgetId, account_id: actor.accountId, role: 'owner', created_at: clock.now() })
    .onConflict((conflict) => conflict.columns(['widget_id', 'account_id']).doUpdateSet({ role: 'owner' }))
    .execute()
  const { numUpdatedRows } = await control
    .updateTable('widget')
    .set({ account_id: accountId })
    .where('id', '=', widgetId)
    .where('account_id', '=', actor.accountId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw notMain()
  await control
    .deleteFrom('team_member')
    .where('widget_id', '=', widgetId)
    .where('account_id', '=', accountId)
    .execute()
  return next
}

/** @throws ChatError forbidden about the account that the widget counts for, not_found about one outside the team */
async function memberOf(deps: TeamDeps, widgetId: number, accountId: string): Promise<Member> {
  if ((await mainOf(deps, widgetId)) === accountId) {
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
    .where('team_member.widget_id', '=', widgetId)
    .where('team_member.account_id', '=', accountId)
    .executeTakeFirst()
  if (row === undefined) throw noSuchMember(accountId)
  return row
}

async function mainOf({ readDb }: TeamDeps, widgetId: number): Promise<string | null> {
  const row = await readDb.selectFrom('widget').select('account_id').where('id', '=', widgetId).executeTakeFirst()
  return row?.account_id ?? null
}

/** A link must not give what the person who made it may not give any more. */
async function endInvitesOf(
  { control }: TeamDeps,
  widgetId: number,
  accountId: string,
  roles: readonly WidgetRole[] | 'all',
): Promise<void> {
  await control
    .deleteFrom('team_invite')
    .where('widget_id', '=', widgetId)
    .where('invited_by', '=', accountId)
    .$if(roles !== 'all', (query) => query.where('role', 'in', roles === 'all' ? [] : roles))
    .execute()
}

const noSuchMember = (accountId: string) =>
  new ChatError('not_found', `there is no member ${accountId} in this team`, { field: 'account_id' })

const notMain = () => new ChatError('forbidden', 'only the account that the widget counts for can hand it over')
