import { z } from 'zod'
import { roomId } from '../ids.ts'
import { joinRequest } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** The users who ask to join a room, the earliest first, for its managers. */
export const joinList = defineRequest({
  name: 'join.list',
  audience: 'users',
  fields: {
    room_id: roomId,
    /** `next` of the page before; opaque */
    cursor: z.string().max(160).optional(),
    limit: z.int().min(1).max(50).default(20),
  },
  reply: z.object({ requests: z.array(joinRequest), next: z.string().nullable(), count: z.int() }),
  errors: ['room_not_found', 'forbidden'],
  cost: 2,
})
