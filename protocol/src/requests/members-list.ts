import { z } from 'zod'
import { roomId } from '../ids.ts'
import { member } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** The members of a room, by user id. */
export const membersList = defineRequest({
  name: 'members.list',
  audience: 'writers',
  fields: {
    room_id: roomId,
    /** `next` of the page before */
    cursor: z.string().max(128).optional(),
    limit: z.int().min(1).max(100).default(50),
  },
  reply: z.object({ members: z.array(member), next: z.string().nullable(), member_count: z.int() }),
  errors: ['room_not_found'],
  cost: 2,
})
