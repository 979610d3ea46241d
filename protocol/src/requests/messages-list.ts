import { z } from 'zod'
import { roomId, seq } from '../ids.ts'
import { message } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** A page of history, oldest first: the newest without `before_seq`, else the messages before it. Past either end the page is empty. */
export const messagesList = defineRequest({
  name: 'messages.list',
  audience: 'readers',
  fields: { room_id: roomId, before_seq: seq.optional(), limit: z.int().min(1).max(100).default(50) },
  /** `last_seq` and `last_rev`: the state of the room that this page belongs to */
  reply: z.object({ messages: z.array(message), last_seq: z.int(), last_rev: z.int() }),
  errors: ['room_not_found'],
  cost: () => 2,
})
