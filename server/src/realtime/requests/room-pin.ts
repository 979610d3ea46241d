import { setRoomFlag } from '../../chat/own-state/set-room-flag.ts'
import type { Handler } from './handler.ts'

export const roomPin: Handler<'room.pin'> = async ({ deps, principal }, { room_id, pinned }) => ({
  items: await setRoomFlag(deps, principal, room_id, { kind: 'pin', on: pinned }),
})
