import { z } from 'zod'
import { defineRequest } from './define-request.ts'

/** Browsers can't send WebSocket pings: a client that has heard nothing for long asks with this. */
export const ping = defineRequest({
  name: 'ping',
  audience: 'visitors',
  fields: {},
  reply: z.object({ server_time: z.int() }),
  errors: [],
})
