import { z } from 'zod'
import { roomId, seq, time } from '../ids.ts'
import { message } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * A page of history, oldest first: the newest, or the messages before `before_seq`. `at` begins the page with the first
 * message of that time or later, and `before_seq` is then not looked at. `seq` is dense, so `before_seq` may name a
 * message that comes later, to read around a message or forward. Past either end the page is empty.
 */
export const messagesList = defineRequest({
  name: 'messages.list',
  audience: 'readers',
  fields: {
    room_id: roomId,
    before_seq: seq.optional(),
    at: time.optional(),
    limit: z.int().min(1).max(100).default(50),
  },
  /** `last_seq` and `last_rev`: the state of the room that this page belongs to */
  reply: z.object({ messages: z.array(message), last_seq: z.int(), last_rev: z.int() }),
  errors: ['room_not_found'],
  cost: 2,
})
