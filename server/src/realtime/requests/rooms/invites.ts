import type { inviteRequests } from '@imbachat/protocol/requests/invites'
import * as invites from '../../../chat/rooms/joining/invites.ts'
import type { HandlersOf } from '../handler.ts'

export const inviteHandlers: HandlersOf<typeof inviteRequests> = {
  'invite.create': ({ deps, principal }, frame) =>
    invites.createInvite(deps, principal, {
      room_id: frame.room_id,
      expires_in: frame.expires_in,
      most_uses: frame.most_uses,
      approval: frame.approval,
    }),

  'invite.list': ({ deps, principal }, { room_id }) => invites.listInvites(deps, principal, room_id),

  'invite.revoke': async ({ deps, principal }, { room_id, invite_id }) => {
    await invites.revokeInvite(deps, principal, { room_id, tokenHash: invite_id })
    return {}
  },

  'invite.open': ({ deps, principal }, { token }) => invites.openInvite(deps, principal, token),

  'invite.join': async ({ deps, principal }, { token }) => ({
    room: await invites.joinByInvite(deps, principal, token),
  }),
}
