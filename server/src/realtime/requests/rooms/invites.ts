import type { inviteRequests } from '@imbachat/protocol/requests/invites'
import * as invites from '../../../chat/rooms/joining/invites.ts'
import type { HandlersOf } from '../handler.ts'

export const inviteHandlers: HandlersOf<typeof inviteRequests> = {
  'invite.create': ({ deps, principal }, wanted) => invites.createInvite(deps, principal, wanted),

  'invite.list': ({ deps, principal }, { room_id }) => invites.listInvites(deps, principal, room_id),

  'invite.revoke': async ({ deps, principal }, { room_id, invite_id }) => {
    await invites.revokeInvite(deps, principal, { room_id, token_hash: invite_id })
    return {}
  },

  'invite.open': ({ deps, principal }, { token }) => invites.openInvite(deps, principal, token),

  'invite.join': async ({ deps, principal }, { token }) => ({
    room: await invites.joinByInvite(deps, principal, token),
  }),
}
