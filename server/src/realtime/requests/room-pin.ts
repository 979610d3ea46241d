import { setRoomFlag } from '../../chat/own-state/set-room-flag.ts'
import type { Handler } from './handler.ts'

export const roomPin: Handler<'room.pin'> = async ({ parts, principal }, { room_id, pinned }) => ({
  items: await setRoomFlag(parts, principal, room_id, { kind: 'pin', on: pinned }),
})
