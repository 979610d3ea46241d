import { z } from 'zod'
import { roomId } from '../ids.ts'
import { presence } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** Replaces the set of dialogs whose peers' presence this connection receives. */
export const presenceWatch = defineRequest({
  name: 'presence.watch',
  audience: 'users',
  fields: { room_ids: z.array(roomId).max(100) },
  reply: z.object({ users: z.array(presence) }),
  errors: ['room_not_found'],
  cost: { base: 1, oneMoreForEach: { room_ids: 10 } },
})
