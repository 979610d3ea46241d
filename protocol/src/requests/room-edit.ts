import { z } from 'zod'
import { roomDescription, roomId, roomTitle, uploadId } from '../ids.ts'
import { roomRightsChange, roomSummary } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Changes a group or channel, by its managers. What is left out stays. */
export const roomEdit = defineRequest({
  name: 'room.edit',
  audience: 'users',
  fields: {
    room_id: roomId,
    title: roomTitle.optional(),
    description: roomDescription.optional(),
    is_public: z.boolean().optional(),
    /** true closes the room, and `is_public: true` ends requests */
    by_request: z.boolean().optional(),
    /** the caller's finished upload of a picture for this room; null takes the picture away */
    picture: uploadId.nullable().optional(),
    rights: roomRightsChange.optional(),
  },
  reply: z.object({ room: roomSummary }),
  errors: [
    'room_not_found',
    'forbidden',
    'not_permitted',
    'muted',
    'words_refused',
    'frozen',
    'upload_not_found',
    'upload_unfinished',
    'file_type_refused',
  ],
  cost: 3,
})
