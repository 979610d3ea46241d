import { z } from 'zod'
import { roomId } from '../ids.ts'
import { userCard } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Members of a room by a part of their name, to mention them: the last to speak comes first. The caller is not among
 * them. In a room that is not live, members who have not spoken lately are found through the site's search.
 */
export const membersSearch = defineRequest({
  name: 'members.search',
  audience: 'writers',
  fields: {
    room_id: roomId,
    /** empty: those who come first */
    query: z
      .string()
      .trim()
      .max(100, 'must have at most 100 characters')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
      .regex(/^[^\u0000-\u001f\u007f]*$/u, 'must not contain control characters')
      .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
      .default(''),
  },
  /** `users`: at most 20 */
  reply: z.object({ users: z.array(userCard) }),
  errors: ['room_not_found'],
  cost: 10,
})
