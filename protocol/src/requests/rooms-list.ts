import { z } from 'zod'
import { roomSummary } from '../shapes.ts'
import { defineRequest } from './define-request.ts'

/** A page of the reader's rooms, last active first, with counts over all of the reader's rooms. */
export const roomsPage = z.object({
  rooms: z.array(roomSummary),
  next: z.string().nullable(),
  /** rooms with unread messages or marked as unread, outside the archive */
  unread_rooms: z.int(),
  /** dialogs to which the reader is invited, outside the archive */
  requests: z.int(),
  /** archived rooms */
  archived: z.int(),
})

/** Parts of the list: `all` is everything outside the archive. */
export const roomFilter = z.enum(['all', 'unread', 'requests', 'archive'])
export type RoomFilter = z.output<typeof roomFilter>

/**
 * The reader's rooms that have a message, last active first. In `all`, the first page begins with the pinned ones,
 * above its `limit`.
 */
export const roomsList = defineRequest({
  name: 'rooms.list',
  audience: 'writers',
  fields: {
    filter: roomFilter.default('all'),
    /** `next` of the page before; opaque */
    cursor: z.string().max(64).optional(),
    limit: z.int().min(1).max(100).default(50),
  },
  reply: roomsPage,
  errors: [],
  cost: { base: 2, oneMoreForEach: { limit: 10 }, allRooms: true },
})
