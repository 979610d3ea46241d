import { roomId } from '../ids.ts'
import { defineRequest, done } from './define-request.ts'

/** Leaves a group or channel. Leaving twice is leaving once. */
export const roomLeave = defineRequest({
  name: 'room.leave',
  audience: 'writers',
  fields: { room_id: roomId },
  reply: done,
  errors: ['room_not_found', 'forbidden'],
})
