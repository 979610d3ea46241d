import * as invites from '../../chat/rooms/invites.ts'
import type { Handler } from './handler.ts'

export const inviteCreate: Handler<'invite.create'> = ({ parts, principal }, frame) =>
  invites.createInvite(parts, principal, {
    roomId: frame.room_id,
    expiresIn: frame.expires_in,
    mostUses: frame.most_uses,
    approval: frame.approval,
  })

export const inviteList: Handler<'invite.list'> = ({ parts, principal }, { room_id }) =>
  invites.listInvites(parts, principal, room_id)

export const inviteRevoke: Handler<'invite.revoke'> = async ({ parts, principal }, { room_id, invite_id }) => {
  await invites.revokeInvite(parts, principal, { roomId: room_id, tokenHash: invite_id })
  return {}
}

export const inviteOpen: Handler<'invite.open'> = ({ parts, principal }, { token }) =>
  invites.openInvite(parts, principal, token)

export const inviteJoin: Handler<'invite.join'> = async ({ parts, principal }, { token }) => ({
  room: await invites.joinByInvite(parts, principal, token),
})
