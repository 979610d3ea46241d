import { z } from 'zod'
import { inviteToken, joinNote, roomId, userId } from '../ids.ts'
import { joinRequest, roomSummary } from '../rooms/room.ts'
import { ownItem } from '../users/own-item.ts'
import { defineRequest } from './define-request.ts'

export const joinRequestRequests = [
  /**
   * Asks to join a room that the directory lists, or the room of a link that needs approval. Asking again changes the
   * note. The answer comes as own state, and as a `room` event.
   */
  defineRequest({
    name: 'join.ask',
    audience: 'users',
    fields: {
      room_id: roomId,
      /** token of a link that needs approval; left out for a room of the directory */
      token: inviteToken.optional(),
      /** for the room's managers */
      note: joinNote.default(''),
    },
    reply: z.object({ item: ownItem }),
    errors: [
      'room_not_found',
      'forbidden',
      'not_permitted',
      'muted',
      'invite_invalid',
      'join_declined',
      'too_many_join_requests',
      'words_refused',
    ],
    cost: 3,
  }),

  /** Takes an open request to join back. A declined one stays until the user may ask again. */
  defineRequest({
    name: 'join.cancel',
    audience: 'users',
    fields: { room_id: roomId },
    reply: z.object({ item: ownItem }),
    errors: ['room_not_found'],
  }),

  /** The users who ask to join a room, the earliest first, for its managers. */
  defineRequest({
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
  }),

  /**
   * Accepts or declines users who ask to join a room, by its managers. Users who no longer ask are left out, and so are
   * users who are in as many rooms as a user may be.
   */
  defineRequest({
    name: 'join.answer',
    audience: 'users',
    fields: {
      room_id: roomId,
      /** left out: the 100 users who asked first; ask again while `join_requests` of the reply is above 0 */
      user_ids: z.array(userId).min(1).max(100).optional(),
      accept: z.boolean(),
    },
    reply: z.object({ answered: z.array(z.string()), room: roomSummary }),
    errors: ['room_not_found', 'forbidden', 'handed_over'],
    cost: { base: 3, oneMoreForEach: { user_ids: 10 }, moreWithout: { user_ids: 10 } },
  }),
] as const
