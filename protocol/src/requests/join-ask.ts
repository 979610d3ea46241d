import { z } from 'zod'
import { inviteToken, joinNote, roomId } from '../ids.ts'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Asks to join a room that the directory lists, or the room of a link that needs approval. Asking again changes the
 * note. The answer comes as own state, and as a `room` event.
 */
export const joinAsk = defineRequest({
  name: 'join.ask',
  audience: 'users',
  fields: {
    room_id: roomId,
    /** of a link that needs approval; left out for a room of the directory */
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
})
