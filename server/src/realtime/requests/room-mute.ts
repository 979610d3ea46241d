import { setRoomFlag } from '../../chat/own-state/set-room-flag.ts'
import type { Handler } from './handler.ts'

export const roomMute: Handler<'room.mute'> = async ({ deps, principal }, { room_id, until }) => {
  const [item] = await setRoomFlag(deps, principal, room_id, { kind: 'mute', until })
  if (item === undefined) throw new Error('muting a room stores an item')
  return { item }
}
