import { z } from 'zod'
import { roomSummary } from '../shapes.ts'
import { costOfRooms } from './cost-of-rooms.ts'
import { defineRequest } from './define-request.ts'

/** A page of the reader's rooms, last active first. */
export const roomsPage = z.object({
  rooms: z.array(roomSummary),
  next: z.string().nullable(),
  /** rooms with unread messages, among all of the reader's rooms */
  unread_rooms: z.int(),
})

/** The reader's rooms that have a message, last active first. */
export const roomsList = defineRequest({
  name: 'rooms.list',
  audience: 'writers',
  fields: {
    /** `next` of the page before; opaque */
    cursor: z.string().max(64).optional(),
    limit: z.int().min(1).max(100).default(50),
  },
  reply: roomsPage,
  errors: [],
  cost: ({ limit }, rooms) => 2 + limit / 10 + costOfRooms(rooms()),
})
