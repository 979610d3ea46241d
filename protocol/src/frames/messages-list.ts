import { z } from 'zod'
import { requestId, roomId, seq } from '../ids.ts'
import type { Message } from './shapes.ts'

/** A page of history, oldest first: the newest without `before_seq`, else those before it. Past either end is an empty page. */
export const messagesListFrame = z.strictObject({
  t: z.literal('messages.list'),
  id: requestId,
  room_id: roomId,
  before_seq: seq.optional(),
  limit: z.int().min(1).max(100).default(50),
})

export interface MessagesListResult {
  messages: Message[]
  /** the room's state that this page belongs to */
  last_seq: number
  last_rev: number
}
