import { z } from 'zod'
import { userCard } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * People by a part of their name: those that the site finds, else peers of the caller's dialogs. The caller
 * is not among them.
 */
export const peopleSearch = defineRequest({
  name: 'people.search',
  audience: 'users',
  fields: {
    query: z
      .string()
      .trim()
      .min(2, 'must have at least 2 characters')
      .max(100, 'must have at most 100 characters')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this refuses
      .regex(/^[^\u0000-\u001f\u007f]+$/u, 'must not contain control characters')
      .refine((text) => text.isWellFormed(), 'must be well-formed Unicode'),
  },
  /** `users`: at most 20, in the site's order */
  reply: z.object({ users: z.array(userCard) }),
  errors: [],
  cost: 5,
})
