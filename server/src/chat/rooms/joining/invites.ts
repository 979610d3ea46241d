import { ChatError, type Invite as InviteShown, type ReplyTo, type RoomSummary } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat-deps.ts'
import { mustBeAllowedToSend } from '../../messages/check-message.ts'
import type { Invite, InvitedRoom, InviteOutcome } from '../../ports.ts'
import type { UserPrincipal } from '../../principal.ts'
import { Refusal, refusal } from '../../refusals.ts'
import { takeOrRefuse } from '../../token-buckets.ts'
import { getRoom } from '../get-room.ts'
import { changeMembers } from '../members/change-members.ts'
import { hashOfInvite, tokenOfInvite } from './invite-token.ts'
import { toShown } from './list-directory.ts'

/** Links that one user makes. */
const NEW_INVITES = { burst: 20, perSecond: 0.2 }

/** Links that one user opens: a token of 128 bits can't be guessed, and nobody may try for long. */
const OPENED_INVITES = { burst: 20, perSecond: 0.2 }

type Deps = Pick<ChatDeps, 'store' | 'users' | 'bus' | 'clock' | 'memberNews' | 'messageRate' | 'classOf' | 'inviteKey'>

interface NewInvite {
  roomId: number
  /** seconds */
  expiresIn: number | undefined
  mostUses: number | undefined
  approval: boolean
}

/** @throws ChatError room_not_found, forbidden, invalid_field, not_permitted, too_many_invites, rate_limited */
export async function createInvite(
  deps: Deps,
  principal: UserPrincipal,
  { roomId, expiresIn, mostUses, approval }: NewInvite,
): Promise<ReplyTo<'invite.create'>> {
  const { widgetId, userId: by } = principal
  const { role } = await mustBeAllowedToSend(deps, principal)
  if (approval && mostUses !== undefined) {
    throw new ChatError('invalid_field', 'most_uses must be left out of a link that needs approval', {
      field: 'most_uses',
    })
  }
  mustBeInRate(deps, principal, 'new invites', NEW_INVITES)
  const now = deps.clock.now()
  const made = {
    createdBy: by,
    createdAt: now,
    expiresAt: expiresIn === undefined ? null : now + expiresIn * 1_000,
    mostUses: mostUses ?? null,
    approval,
  }
  const token = tokenOfInvite(deps.inviteKey, { widgetId, roomId, ...made })
  const invite: Invite = { ...made, tokenHash: hashOfInvite(token), uses: 0, works: true }
  mustBeDone(await deps.store.createInvite({ widgetId, roomId, by, siteAdmin: role === 'admin', ...invite }), roomId)
  return { invite: shown(invite), token }
}

/** @throws ChatError room_not_found, forbidden */
export async function listInvites(
  deps: Pick<Deps, 'store' | 'users' | 'classOf' | 'inviteKey'>,
  principal: UserPrincipal,
  roomId: number,
): Promise<ReplyTo<'invite.list'>> {
  const { can_manage } = await getRoom(deps, principal, roomId)
  if (!can_manage) throw forbidden()
  const { widgetId } = principal
  const invites = await deps.store.invitesOf(widgetId, roomId)
  return {
    invites: invites.map((invite) => {
      const token = tokenOfInvite(deps.inviteKey, { widgetId, roomId, ...invite })
      return { ...shown(invite), ...(hashOfInvite(token) === invite.tokenHash && { token }) }
    }),
  }
}

/** @throws ChatError room_not_found, forbidden */
export async function revokeInvite(
  deps: Pick<Deps, 'store' | 'users'>,
  { widgetId, userId: by }: UserPrincipal,
  { roomId, tokenHash }: { roomId: number; tokenHash: string },
): Promise<void> {
  const siteAdmin = (await deps.users.sender(widgetId, by)).role === 'admin'
  mustBeDone(await deps.store.revokeInvite({ widgetId, roomId, by, siteAdmin, tokenHash }), roomId)
}

/** @throws ChatError invite_invalid, rate_limited */
export async function openInvite(deps: Deps, principal: UserPrincipal, token: string): Promise<ReplyTo<'invite.open'>> {
  return { room: toShown(await goodInvite(deps, principal, token)) }
}

/**
 * @throws ChatError invite_invalid, join_request_needed, rate_limited; forbidden: the user is in as many rooms as a
 * user may be
 */
export async function joinByInvite(deps: Deps, principal: UserPrincipal, token: string): Promise<RoomSummary> {
  const { widgetId, userId } = principal
  const { roomId, joined } = await goodInvite(deps, principal, token)
  if (!joined) {
    const join = { widgetId, roomId, by: userId, siteAdmin: false, userIds: [userId], invite: hashOfInvite(token) }
    // The link may have been used up or revoked in the meantime.
    await changeMembers(deps, { ...join, act: 'join' }).catch((error: unknown) => {
      throw error instanceof ChatError && error.code === 'room_not_found' ? new Refusal('invite_invalid') : error
    })
  }
  return getRoom(deps, principal, roomId)
}

async function goodInvite(deps: Deps, principal: UserPrincipal, token: string): Promise<InvitedRoom> {
  const { widgetId, userId } = principal
  mustBeInRate(deps, principal, 'opened invites', OPENED_INVITES)
  const found = await deps.store.invitedRoom(widgetId, userId, hashOfInvite(token))
  if (!found) throw new Refusal('invite_invalid')
  const isOver = (found.expiresAt ?? Number.POSITIVE_INFINITY) <= deps.clock.now()
  const isUsedUp = found.mostUses !== null && found.uses >= found.mostUses
  if (!found.joined && (isOver || isUsedUp || !found.works)) throw new Refusal('invite_invalid')
  return found
}

const forbidden = () => new ChatError('forbidden', 'Only managers of a room have its links.', { field: 'room_id' })

function mustBeDone(outcome: InviteOutcome, roomId: number): void {
  if (outcome.kind !== 'done') throw refusal(outcome, roomId)
}

function mustBeInRate(
  { messageRate }: Pick<Deps, 'messageRate'>,
  { widgetId, userId }: UserPrincipal,
  what: string,
  rate: { burst: number; perSecond: number },
): void {
  takeOrRefuse(messageRate, `${what} ${widgetId}/${userId}`, rate, 'Too many invite links.')
}

const shown = ({
  tokenHash,
  createdBy,
  createdAt,
  expiresAt,
  mostUses,
  uses,
  approval,
  works,
}: Invite): InviteShown => ({
  invite_id: tokenHash,
  created_by: createdBy,
  created_at: createdAt,
  expires_at: expiresAt,
  most_uses: mostUses,
  uses,
  approval,
  works,
})
