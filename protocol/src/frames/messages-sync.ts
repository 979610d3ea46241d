import { z } from 'zod'
import { requestId, rev, roomId } from '../ids.ts'
import type { Message } from './shapes.ts'

/** Everything that changed in a room after `rev`, by rev. */
export const messagesSyncFrame = z.strictObject({
  t: z.literal('messages.sync'),
  id: requestId,
  room_id: roomId,
  rev,
})

/**
 * `changes`: apply them, then the client is at `rev`; ask again from there while `more`.
 * `resync`: too much has changed (or `rev` is from another life of the server): drop this room's messages and list anew.
 */
export type MessagesSyncResult =
  | { kind: 'changes'; messages: Message[]; rev: number; more: boolean }
  | { kind: 'resync'; last_rev: number }
