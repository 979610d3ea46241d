import { z } from 'zod'
import { roomId } from '../ids.ts'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Mutes a conversation for the user, on all of their devices, until a time; `until: null` unmutes it. */
export const roomMute = defineRequest({
  name: 'room.mute',
  audience: 'writers',
  fields: {
    room_id: roomId,
    /** milliseconds since 1970; `MUTED_FOREVER` for always */
    until: z.int().min(0).nullable(),
  },
  /** the item as stored; the user's other connections get it by the `own` event */
  reply: z.object({ item: ownItem }),
  errors: ['room_not_found'],
})
