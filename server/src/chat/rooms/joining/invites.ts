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

/** Links that one user makes. */
const NEW_INVITES = { burst: 20, perSecond: 0.2 }

/** Links that one user opens: a token of 128 bits can't be guessed, and nobody may try for long. */
const OPENED_INVITES = { burst: 20, perSecond: 0.2 }

type Deps = Pick<ChatDeps, 'store' | 'users' | 'bus' | 'clock' | 'memberNews' | 'messageRate' | 'classOf' | 'inviteKey'>

interface NewInvite {
  room_id: number
  /** seconds */
  expires_in?: number | undefined
  most_uses?: number | undefined
  approval: boolean
}

/** @throws ChatError room_not_found, forbidden, invalid_field, not_permitted, too_many_invites, rate_limited */
export async function createInvite(
  deps: Deps,
  principal: UserPrincipal,
  { room_id, expires_in, most_uses, approval }: NewInvite,
): Promise<ReplyTo<'invite.create'>> {
  const { widget_id, user_id: by } = principal
  const { role } = await mustBeAllowedToSend(deps, principal)
  if (approval && most_uses !== undefined) {
    throw new ChatError('invalid_field', 'most_uses must be left out of a link that needs approval', {
      field: 'most_uses',
    })
  }
  mustBeInRate(deps, principal, 'new invites', NEW_INVITES)
  const now = deps.clock.now()
  const made = {
    created_by: by,
    created_at: now,
    expires_at: expires_in === undefined ? null : now + expires_in * 1_000,
    most_uses: most_uses ?? null,
    approval,
  }
  const token = tokenOfInvite(deps.inviteKey, { widget_id, room_id, ...made })
  const invite: Invite = { ...made, token_hash: hashOfInvite(token), uses: 0, works: true }
  mustBeDone(await deps.store.createInvite({ widget_id, room_id, by, siteAdmin: role === 'admin', ...invite }), room_id)
  return { invite: shown(invite), token }
}

/** @throws ChatError room_not_found, forbidden */
export async function listInvites(
  deps: Pick<Deps, 'store' | 'users' | 'classOf' | 'inviteKey'>,
  principal: UserPrincipal,
  room_id: number,
): Promise<ReplyTo<'invite.list'>> {
  const { can_manage } = await getRoom(deps, principal, room_id)
  if (!can_manage) throw forbidden()
  const { widget_id } = principal
  const invites = await deps.store.invitesOf(widget_id, room_id)
  return {
    invites: invites.map((invite) => {
      const token = tokenOfInvite(deps.inviteKey, { widget_id, room_id, ...invite })
      return { ...shown(invite), ...(hashOfInvite(token) === invite.token_hash && { token }) }
    }),
  }
}

/** @throws ChatError room_not_found, forbidden */
export async function revokeInvite(
  deps: Pick<Deps, 'store' | 'users'>,
  { widget_id, user_id: by }: UserPrincipal,
  { room_id, token_hash }: { room_id: number; token_hash: string },
): Promise<void> {
  const siteAdmin = (await deps.users.sender(widget_id, by)).role === 'admin'
  mustBeDone(await deps.store.revokeInvite({ widget_id, room_id, by, siteAdmin, token_hash }), room_id)
}

/** @throws ChatError invite_invalid, rate_limited */
export async function openInvite(deps: Deps, principal: UserPrincipal, token: string): Promise<ReplyTo<'invite.open'>> {
  const found = await goodInvite(deps, principal, token)
  const { room_id, title, description, member_count, joined, by_request, picture } = found
  return { room: { room_id, title, description, member_count, joined, by_request, picture } }
}

/**
 * @throws ChatError invite_invalid, join_request_needed, rate_limited; forbidden: the user is in as many rooms as a
 * user may be
 */
export async function joinByInvite(deps: Deps, principal: UserPrincipal, token: string): Promise<RoomSummary> {
  const { widget_id, user_id } = principal
  const { room_id, joined } = await goodInvite(deps, principal, token)
  if (!joined) {
    const join = { widget_id, room_id, by: user_id, siteAdmin: false, user_ids: [user_id], invite: hashOfInvite(token) }
    // The link may have been used up or revoked in the meantime.
    await changeMembers(deps, { ...join, act: 'join' }).catch((error: unknown) => {
      throw error instanceof ChatError && error.code === 'room_not_found' ? new Refusal('invite_invalid') : error
    })
  }
  return getRoom(deps, principal, room_id)
}

async function goodInvite(deps: Deps, principal: UserPrincipal, token: string): Promise<InvitedRoom> {
  const { widget_id, user_id } = principal
  mustBeInRate(deps, principal, 'opened invites', OPENED_INVITES)
  const found = await deps.store.invitedRoom(widget_id, user_id, hashOfInvite(token))
  if (!found) throw new Refusal('invite_invalid')
  const isOver = (found.expires_at ?? Number.POSITIVE_INFINITY) <= deps.clock.now()
  const isUsedUp = found.most_uses !== null && found.uses >= found.most_uses
  if (!found.joined && (isOver || isUsedUp || !found.works)) throw new Refusal('invite_invalid')
  return found
}

const forbidden = () => new ChatError('forbidden', 'Only managers of a room have its links.', { field: 'room_id' })

function mustBeDone(outcome: InviteOutcome, room_id: number): void {
  if (outcome.kind !== 'done') throw refusal(outcome, room_id)
}

function mustBeInRate(
  { messageRate }: Pick<Deps, 'messageRate'>,
  { widget_id, user_id }: UserPrincipal,
  act: string,
  rate: { burst: number; perSecond: number },
): void {
  takeOrRefuse(messageRate, `${act} ${widget_id}/${user_id}`, rate, 'Too many invite links.')
}

const shown = ({
  token_hash,
  created_by,
  created_at,
  expires_at,
  most_uses,
  uses,
  approval,
  works,
}: Invite): InviteShown => ({
  invite_id: token_hash,
  created_by,
  created_at,
  expires_at,
  most_uses,
  uses,
  approval,
  works,
})
