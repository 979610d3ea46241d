import { muteRoom } from '../../chat/own-state/mute-room.ts'
import type { Handler } from './handler.ts'

export const roomMute: Handler<'room.mute'> = async ({ parts, principal }, { room_id, until }) => ({
  item: await muteRoom(parts, principal, { roomId: room_id, until }),
})
