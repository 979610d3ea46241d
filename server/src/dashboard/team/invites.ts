import { randomBytes } from 'node:crypto'
import { ChatError } from '@imbachat/protocol'
import type { TeamInvite } from '@imbachat/protocol/http/account/team'
import { mayActAs, rolesToGive, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { hashOfToken } from '../../chat/identity/token-hash.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { mustGive, roleIn } from './roles.ts'
import type { TeamDeps } from './team-deps.ts'

/** Long enough for a weekend and a holiday, short enough that a forgotten link is dead. */
export const INVITE_LIFETIME_MS = 7 * 24 * 3_600_000

export interface Invitation {
  widget_id: number
  widget_name: string
  role: WidgetRole
  invited_by: string
  expires_at: number
}

/** Only the token's hash is stored: the link is shown once, to the person who made it. */
export async function createInvite(
  deps: TeamDeps,
  actor: DashboardPrincipal,
  widget_id: number,
  { role, note }: { role: WidgetRole; note: string },
): Promise<{ invite: TeamInvite; token: string }> {
  const { control, clock } = deps
  mustGive(actor.role, role)
  await mustHaveRoom(deps, widget_id)
  const token = randomBytes(32).toString('base64url')
  const now = clock.now()
  const row = {
    widget_id,
    id: crypto.randomUUID(),
    token_hash: hashOfToken(token),
    role,
    note,
    invited_by: actor.account_id,
    created_at: now,
    expires_at: now + INVITE_LIFETIME_MS,
  }
  // expired invites need no other clean-up
  await control.deleteFrom('team_invite').where('widget_id', '=', widget_id).where('expires_at', '<=', now).execute()
  await control.insertInto('team_invite').values(row).execute()
  const { id: invite_id, created_at, expires_at } = row
  return { invite: { invite_id, role, note, invited_by: actor.email, created_at, expires_at }, token }
}

/** Requests of the same moment may pass the limit by one each. */
async function mustHaveRoom({ readDb, limits }: TeamDeps, widget_id: number): Promise<void> {
  const { TEAM_MEMBERS: mostMembers } = limits
  if (mostMembers === 0) return
  const { people, invites } = await readDb
    .selectNoFrom((eb) => [
      eb
        .selectFrom('team_member')
        .where('widget_id', '=', widget_id)
        .select((row) => row.fn.countAll<number>().as('count'))
        .as('people'),
      eb
        .selectFrom('team_invite')
        .where('widget_id', '=', widget_id)
        .select((row) => row.fn.countAll<number>().as('count'))
        .as('invites'),
    ])
    .executeTakeFirstOrThrow()
  if (1 + Number(people) + Number(invites) >= mostMembers) {
    throw new ChatError('too_many_invites', `a team may have at most ${mostMembers} people and invitations`)
  }
}

export async function revokeInvite(
  { control }: TeamDeps,
  actor: DashboardPrincipal,
  widget_id: number,
  invite_id: string,
): Promise<{ role: WidgetRole; note: string }> {
  const gone = await control
    .deleteFrom('team_invite')
    .where('widget_id', '=', widget_id)
    .where('id', '=', invite_id)
    .where('role', 'in', rolesToGive(actor.role))
    .returning(['role', 'note'])
    .executeTakeFirst()
  if (gone === undefined) {
    throw new ChatError('not_found', `there is no invitation ${invite_id} that you may end`, { field: 'invite_id' })
  }
  return gone
}

export async function openInvite({ readDb, clock }: TeamDeps, token: string): Promise<Invitation> {
  const row = await readDb
    .selectFrom('team_invite')
    .innerJoin('widget', 'widget.id', 'team_invite.widget_id')
    .innerJoin('owner', 'owner.id', 'team_invite.invited_by')
    .select(['widget.id', 'widget.name', 'team_invite.role', 'owner.email', 'team_invite.expires_at'])
    .select('team_invite.invited_by')
    .where('team_invite.token_hash', '=', hashOfToken(token))
    .where('team_invite.expires_at', '>', clock.now())
    .where('widget.deleted_at', 'is', null)
    // else a disabled person could come back under another account
    .where('owner.disabled_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) throw invalidInvite()
  const { id: widget_id, name: widget_name, role, email: invited_by, expires_at } = row
  // their links ended with their role; one that was being made at that moment did not
  if (!rolesToGive(await roleIn(readDb, row.invited_by, widget_id)).includes(role)) throw invalidInvite()
  return { widget_id, widget_name, role, invited_by, expires_at }
}

/**
 * A member whose role is as high keeps it, and the link. The link is taken before the membership is stored, so that of
 * two people who use it at once one gets in.
 */
export async function acceptInvite(deps: TeamDeps, account_id: string, token: string): Promise<Invitation> {
  const { control, readDb, clock } = deps
  const invitation = await openInvite(deps, token)
  const { widget_id, role } = invitation
  const own = await roleIn(readDb, account_id, widget_id)
  if (own !== null && mayActAs(own, role)) return invitation
  const taken = await control
    .deleteFrom('team_invite')
    .where('token_hash', '=', hashOfToken(token))
    .where('expires_at', '>', clock.now())
    .returning('id')
    .execute()
  if (taken.length === 0) throw invalidInvite()
  await control
    .insertInto('team_member')
    .values({ widget_id, account_id, role, created_at: clock.now() })
    .onConflict((conflict) => conflict.columns(['widget_id', 'account_id']).doUpdateSet({ role }))
    .execute()
  return invitation
}

const invalidInvite = () =>
  new ChatError('invite_invalid', 'this invitation was used, has expired or was taken back; ask for a new one', {
    field: 'token',
  })
