import { z } from 'zod'
import { ownItem } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/**
 * Everything of the user's own state that changed after `rev`, by rev.
 * `changes`: apply the items, then the client is at `rev`; ask again from there while `more`.
 * `resync`: `rev` is from another life of the server: drop the own state and ask from 0.
 */
export const userSync = defineRequest({
  name: 'user.sync',
  audience: 'writers',
  fields: { rev: z.int().min(0) },
  reply: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('changes'), items: z.array(ownItem), rev: z.int(), more: z.boolean() }),
    z.object({ kind: z.literal('resync') }),
  ]),
  errors: [],
})
