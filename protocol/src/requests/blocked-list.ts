import { z } from 'zod'
import { userCard } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** The users that the caller has blocked, the last blocked first. */
export const blockedList = defineRequest({
  name: 'blocked.list',
  audience: 'writers',
  fields: {
    /** `next` of the page before */
    cursor: z.int().min(1).exactOptional(),
    limit: z.int().min(1).max(100).default(50),
  },
  reply: z.object({ users: z.array(userCard), next: z.int().nullable() }),
  errors: [],
})
