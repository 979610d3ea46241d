import { setRoomFlag } from '../../chat/own-state/set-room-flag.ts'
import type { Handler } from './handler.ts'

export const roomClear: Handler<'room.clear'> = async ({ deps, principal }, { room_id, up_to_seq, hide }) => ({
  items: await setRoomFlag(deps, principal, room_id, { kind: 'clear', upToSeq: up_to_seq, hide }),
})
