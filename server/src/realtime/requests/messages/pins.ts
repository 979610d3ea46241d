import type { pinRequests } from '@imbachat/protocol/requests/pins'
import { listPins, pinMessage } from '../../../chat/messages/pin-message.ts'
import type { HandlersOf } from '../handler.ts'

export const pinHandlers: HandlersOf<typeof pinRequests> = {
  'message.pin': async ({ deps, principal }, pin) => ({
    message: await pinMessage(deps, principal, pin),
  }),

  'pins.list': ({ deps, principal }, { room_id, before_seq, limit }) =>
    listPins(deps, principal, { room_id, before_seq: before_seq ?? null, limit }),
}
