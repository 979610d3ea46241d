import * as invites from '../../chat/rooms/invites.ts'
import type { Handler } from './handler.ts'

export const inviteCreate: Handler<'invite.create'> = ({ deps, principal }, frame) =>
  invites.createInvite(deps, principal, {
    roomId: frame.room_id,
    expiresIn: frame.expires_in,
    mostUses: frame.most_uses,
    approval: frame.approval,
  })

export const inviteList: Handler<'invite.list'> = ({ deps, principal }, { room_id }) =>
  invites.listInvites(deps, principal, room_id)

export const inviteRevoke: Handler<'invite.revoke'> = async ({ deps, principal }, { room_id, invite_id }) => {
  await invites.revokeInvite(deps, principal, { roomId: room_id, tokenHash: invite_id })
  return {}
}

export const inviteOpen: Handler<'invite.open'> = ({ deps, principal }, { token }) =>
  invites.openInvite(deps, principal, token)

export const inviteJoin: Handler<'invite.join'> = async ({ deps, principal }, { token }) => ({
  room: await invites.joinByInvite(deps, principal, token),
})
