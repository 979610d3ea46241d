import { setRoomFlag } from '../../chat/own-state/set-room-flag.ts'
import type { Handler } from './handler.ts'

export const roomArchive: Handler<'room.archive'> = async ({ deps, principal }, { room_id, archived }) => ({
  items: await setRoomFlag(deps, principal, room_id, { kind: 'archive', on: archived }),
})
