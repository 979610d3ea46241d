import type { ownStateRequests } from '@imbachat/protocol/requests/own-state'
import { setDraft } from '../../../chat/own-state/set-draft.ts'
import { setRoomFlag } from '../../../chat/own-state/set-room-flag.ts'
import type { HandlersOf } from '../handler.ts'

export const ownStateHandlers: HandlersOf<typeof ownStateRequests> = {
  'draft.set': async ({ deps, principal }, { room_id, text, reply_to, rev }) => ({
    item: await setDraft(deps, principal, { room_id, text, reply_to, rev }),
  }),

  'room.mute': async ({ deps, principal }, { room_id, until }) => {
    const [item] = await setRoomFlag(deps, principal, room_id, { kind: 'mute', until })
    if (item === undefined) throw new Error('muting a room stores an item')
    return { item }
  },

  'room.pin': async ({ deps, principal }, { room_id, pinned }) => ({
    items: await setRoomFlag(deps, principal, room_id, { kind: 'pin', on: pinned }),
  }),

  'room.archive': async ({ deps, principal }, { room_id, archived }) => ({
    items: await setRoomFlag(deps, principal, room_id, { kind: 'archive', on: archived }),
  }),

  'room.mark': async ({ deps, principal }, { room_id, unread }) => ({
    items: await setRoomFlag(deps, principal, room_id, { kind: 'unread', on: unread }),
  }),

  'room.clear': async ({ deps, principal }, { room_id, up_to_seq, hide }) => ({
    items: await setRoomFlag(deps, principal, room_id, { kind: 'clear', up_to_seq, hide }),
  }),
}
