import { z } from 'zod'
import { contextGiven } from '../context-given.ts'
import { userId } from '../ids.ts'
import { roomSummary } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Opens the one dialog with a user, or the one about `context`; creates it if it is missing. `permission` is the site's
 * dialog permission token.
 */
export const dialogOpen = defineRequest({
  name: 'dialog.open',
  audience: 'users',
  fields: { user_id: userId, permission: z.string().max(8192).optional(), context: contextGiven.optional() },
  reply: z.object({ room: roomSummary }),
  errors: [
    'dialog_self',
    'user_unknown',
    'blocked',
    'not_accepting',
    'permission_token_invalid',
    'forbidden',
    'words_refused',
  ],
  cost: 3,
})
