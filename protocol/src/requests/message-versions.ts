import { z } from 'zod'
import { roomId, seq } from '../ids.ts'
import { entity } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** What an edited message said before, the newest first. Empty while the widget keeps no earlier versions. */
export const messageVersions = defineRequest({
  name: 'message.versions',
  audience: 'readers',
  fields: { room_id: roomId, seq },
  reply: z.object({
    versions: z.array(
      z.object({
        text: z.string(),
        entities: z.array(entity).exactOptional(),
        /** since when it said so */
        at: z.int(),
      }),
    ),
  }),
  errors: ['message_not_found', 'room_not_found'],
})
