import { z } from 'zod'
import { clientId, roomDescription, roomTitle, userId } from '../ids.ts'
import { roomRightsChange, roomSummary } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Creates a group or channel that no page names. The caller owns it. Asking again with the same `client_id` creates no
 * second one.
 */
export const roomCreate = defineRequest({
  name: 'room.create',
  audience: 'users',
  fields: {
    /** becomes the room's pipe */
    client_id: clientId,
    title: roomTitle,
    description: roomDescription.default(''),
    is_public: z.boolean().default(false),
    /** of a closed room: the directory lists it, and users ask to join */
    by_request: z.boolean().default(false),
    rights: roomRightsChange.default({}),
    user_ids: z.array(userId).max(100).default([]),
  },
  reply: z.object({ room: roomSummary }),
  errors: ['forbidden', 'not_permitted', 'room_not_found', 'muted', 'words_refused'],
  cost: 3,
})
