import { z } from 'zod'
import { userCard } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** The caller's friends as the site knows them, else peers of the caller's dialogs, the last active first. */
export const peopleFriends = defineRequest({
  name: 'people.friends',
  audience: 'users',
  fields: {},
  /** `users`: at most 50 */
  reply: z.object({ users: z.array(userCard) }),
  errors: [],
  cost: 5,
})
