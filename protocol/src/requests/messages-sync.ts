import { z } from 'zod'
import { rev, roomId } from '../ids.ts'
import { message } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Everything that changed in a room after `rev`, by rev.
 * `changes`: apply them, then the client is at `rev`; ask again from there while `more`.
 * `resync`: too much has changed (or `rev` is from another life of the server): drop this room's messages and list
 * anew.
 */
export const messagesSync = defineRequest({
  name: 'messages.sync',
  audience: 'readers',
  fields: { room_id: roomId, rev },
  reply: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('changes'), messages: z.array(message), rev: z.int(), more: z.boolean() }),
    z.object({ kind: z.literal('resync'), last_rev: z.int() }),
  ]),
  errors: ['room_not_found'],
})
