import { setRoomFlag } from '../../chat/own-state/set-room-flag.ts'
import type { Handler } from './handler.ts'

export const roomMark: Handler<'room.mark'> = async ({ deps, principal }, { room_id, unread }) => ({
  items: await setRoomFlag(deps, principal, room_id, { kind: 'unread', on: unread }),
})
