import { z } from 'zod'
import { roomId } from '../ids.ts'
import { presence } from '../users/user.ts'
import { defineRequest, done } from './define-request.ts'

export const presenceRequests = [
  /**
   * Moves the reader's watermarks forward. Values lower than the stored ones are ignored; those beyond `last_seq` are
   * cut to it.
   */
  defineRequest({
    name: 'receipts.update',
    audience: 'writers',
    fields: {
      rooms: z
        .array(
          z.strictObject({
            room_id: roomId,
            delivered_seq: z.int().min(0).optional(),
            read_seq: z.int().min(0).optional(),
          }),
        )
        .min(1)
        .max(100),
    },
    reply: done,
    errors: ['room_not_found'],
    cost: { base: 1, oneMoreForEach: { rooms: 10 } },
  }),

  /** Never stored. Repeat it every 3 s while the user types; the others let it expire after 6 s. */
  defineRequest({
    name: 'typing',
    audience: 'writers',
    fields: { room_id: roomId, typing: z.boolean() },
    reply: done,
    errors: ['room_not_found'],
  }),

  /** Replaces the set of dialogs whose peers' presence this connection receives. */
  defineRequest({
    name: 'presence.watch',
    audience: 'users',
    fields: { room_ids: z.array(roomId).max(100) },
    reply: z.object({ users: z.array(presence) }),
    errors: ['room_not_found'],
    cost: { base: 1, oneMoreForEach: { room_ids: 10 } },
  }),

  /**
   * Whether the user looks at the chat on this connection: its page is in sight and was used in the last minutes.
   * While they do, they get no notifications of new messages elsewhere. Repeat `true` every 4 minutes; it counts for 5.
   */
  defineRequest({
    name: 'presence.active',
    audience: 'users',
    fields: { active: z.boolean() },
    reply: done,
    errors: [],
  }),
] as const
