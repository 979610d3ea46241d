import { z } from 'zod'
import { emoji, roomId, seq } from '../ids.ts'
import { userCard } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** The users who reacted to a message with this emoji, the first first: a message itself names 20 of them. */
export const reactionsList = defineRequest({
  name: 'reactions.list',
  audience: 'writers',
  fields: {
    room_id: roomId,
    seq,
    emoji,
    /** `next` of the page before; opaque */
    cursor: z.string().max(200).optional(),
    limit: z.int().min(1).max(100).default(50),
  },
  /** `mine`: the reader is one of all of them */
  reply: z.object({ users: z.array(userCard), next: z.string().nullable(), mine: z.boolean() }),
  errors: ['room_not_found'],
  cost: 2,
})
