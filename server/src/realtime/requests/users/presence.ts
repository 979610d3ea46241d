import type { presenceRequests } from '@imbachat/protocol/requests/presence'
import { showTyping } from '../../../chat/presence/show-typing.ts'
import { watchPresence } from '../../../chat/presence/watch-presence.ts'
import { updateReceipts } from '../../../chat/receipts/update-receipts.ts'
import type { HandlersOf } from '../handler.ts'

export const presenceHandlers: HandlersOf<typeof presenceRequests> = {
  'receipts.update': async ({ deps, principal }, { rooms }) => {
    // all profiles of a person receive messages at the same moment as the person: that would show who they are
    const isProfile = principal.person_id !== undefined
    const moves = rooms.map(({ room_id, delivered_seq, read_seq }) => ({
      room_id,
      delivered_seq: isProfile ? 0 : (delivered_seq ?? 0),
      read_seq: read_seq ?? 0,
    }))
    await updateReceipts(deps, principal, moves)
    return {}
  },

  typing: async ({ deps, principal }, typing) => {
    await showTyping(deps, principal, typing)
    return {}
  },

  'presence.watch': async ({ deps, principal, session }, { room_ids }) => {
    const users = await watchPresence(deps, principal, room_ids)
    session.watch(users.map((user) => user.user_id))
    return { users }
  },

  'presence.active': async ({ deps, principal, session }, { active }) => {
    deps.activeUsers.set(session.number, principal, active)
    return {}
  },
}
