import { z } from 'zod'
import { isGuestId, pipe, userId } from '../../ids.ts'

/** Path of the API for a site's server and automations (docs/api.md). */
export const API = '/v3'

/** The cursor that a list returns, and takes for its next page. */
export const next = z.string().nullable().describe('`cursor` of the next page; null: this is the last')

export const pageOfApi = {
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('entries a page'),
  cursor: z.string().max(300, 'must have at most 300 characters').optional().describe('`next` of the page before'),
}

const PIPE = 'pipe:'

/** A room in an address: its number, or `pipe:` and the id that the site gave it. */
export const roomName = z
  .string()
  .max(PIPE.length + 128, 'must have at most 133 characters')
  .regex(/^(?:[1-9]\d{0,14}|pipe:.+)$/su, "must be a room's number, or pipe: and the site's id of it")
  .transform((name) =>
    name.startsWith(PIPE) ? { pipe: name.slice(PIPE.length) } : { room_id: Number(name), pipe: null },
  )
  .refine((room) => room.pipe === null || pipe.safeParse(room.pipe).success, 'must name a room after pipe:')
  .describe("the room's number, or `pipe:` and the id that the site gave it")

export type RoomName = z.output<typeof roomName>

/** A user of the site. */
export const siteUserId = userId.refine(
  (id) => !isGuestId(id),
  'must name a user: 0 is every visitor who is not signed in',
)

/** Most users that one call may name. */
export const MOST_USERS = 1_000

export const siteUserIds = z
  .array(siteUserId)
  .min(1, 'must have at least 1 entry')
  .max(MOST_USERS, `must have at most ${MOST_USERS} entries`)
  .transform((ids) => [...new Set(ids)])

/** A number in an address. */
export const seqInPath = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'must be a number from 1')
  .transform(Number)
  .describe("the message's number in its room")
