import { z } from 'zod'
import { roomId, seq } from '../ids.ts'
import { message } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** The pinned messages of a room, newest message first, or those before `before_seq`. */
export const pinsList = defineRequest({
  name: 'pins.list',
  audience: 'readers',
  fields: { room_id: roomId, before_seq: seq.optional(), limit: z.int().min(1).max(100).default(100) },
  /** `more`: older ones are left */
  reply: z.object({ messages: z.array(message), more: z.boolean() }),
  errors: ['room_not_found'],
  cost: 2,
})
