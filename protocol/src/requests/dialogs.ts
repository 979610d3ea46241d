import { z } from 'zod'
import { roomId, userId } from '../ids.ts'
import { contextGiven } from '../rooms/context-given.ts'
import { roomSummary } from '../rooms/room.ts'
import { defineRequest } from './define-request.ts'

export const dialogRequests = [
  /**
   * Opens the one dialog with a user, or the one about `context`; creates it if it is missing. `permission` is the
   * site's dialog permission token.
   */
  defineRequest({
    name: 'dialog.open',
    audience: 'users',
    fields: { user_id: userId, permission: z.string().max(8192).optional(), context: contextGiven.optional() },
    reply: z.object({ room: roomSummary }),
    errors: [
      'dialog_self',
      'user_unknown',
      'blocked',
      'not_accepting',
      'request_pending',
      'request_declined',
      'permission_token_invalid',
      'forbidden',
      'words_refused',
    ],
    cost: 3,
  }),

  /** The invited user accepts or declines a dialog that needed access. A decline may be turned into an accept later. */
  defineRequest({
    name: 'dialog.answer',
    audience: 'users',
    fields: { room_id: roomId, accept: z.boolean() },
    reply: z.object({ room: roomSummary }),
    errors: ['room_not_found', 'blocked', 'forbidden'],
  }),
] as const
