import { z } from 'zod'
import { guestName } from '../ids.ts'
import { userCard } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Makes a guest who writes under this name, where the widget's setting `guests` is `write`. The connection stays as it
 * is: `auth` with the token on a new one.
 */
export const guestEnter = defineRequest({
  name: 'guest.enter',
  audience: 'visitors',
  fields: { name: guestName },
  /** `token`: for `auth`, 30 days */
  reply: z.object({ token: z.string(), user: userCard, expires_at: z.int() }),
  errors: ['guest_forbidden', 'forbidden', 'words_refused'],
  cost: 10,
})
