import { z } from 'zod'
import { operations } from '../operation.ts'
import { API } from './api-parts.ts'
import { API_SCOPES } from './api-scopes.ts'

export const keyOperations = operations(API, {
  'key.get': {
    method: 'get',
    path: '/key',
    summary: 'What the API key of this call is and may do',
    access: 'key',
    bots: true,
    result: z.object({
      key_id: z.string(),
      name: z.string(),
      scopes: z.array(z.enum(API_SCOPES)),
      widget_id: z.int().describe('DEV_ID'),
      user_id: z.string().nullable().describe('the bot that it is the key of; null: of the site'),
    }),
  },
})
