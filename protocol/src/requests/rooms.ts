import { z } from 'zod'
import { clientId, pipe, roomDescription, roomId, roomTitle, uploadId, userId } from '../ids.ts'
import { ANSWERERS, handover } from '../rooms/handover.ts'
import { listedRoom, roomRightsChange, roomSummary } from '../rooms/room.ts'
import { defineRequest, done } from './define-request.ts'

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

export const roomRequests = [
  /**
   * The reader's rooms that have a message, last active first. In `all`, the first page begins with the pinned ones,
   * above its `limit`.
   */
  defineRequest({
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
  }),

  /**
   * Those of the reader's rooms whose title, or whose peer's name, has every word of the query; the last active first.
   */
  defineRequest({
    name: 'rooms.search',
    audience: 'writers',
    fields: {
      query: z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters'),
      /** `next` of the page before; opaque */
      cursor: z.string().max(64).optional(),
      limit: z.int().min(1).max(50).default(20),
    },
    reply: roomsPage,
    errors: [],
    cost: { base: 2, oneMoreForEach: { limit: 5 }, allRooms: true },
  }),

  /**
   * Those who manage a group let people answer in it, so that the server accepts no message of a bot, or let bots
   * answer again.
   */
  defineRequest({
    name: 'room.hand_over',
    audience: 'users',
    fields: { room_id: roomId, to: z.enum(ANSWERERS) },
    reply: z.object({ handover }),
    errors: ['room_not_found', 'forbidden', 'muted'],
    cost: 2,
  }),

  /** One room as the reader sees it. */
  defineRequest({
    name: 'rooms.get',
    audience: 'writers',
    fields: { room_id: roomId },
    reply: z.object({ room: roomSummary }),
    errors: ['room_not_found'],
  }),

  /**
   * Public rooms, and rooms that users ask to join, with a title, the largest first; with `query`, those whose title
   * has every word of it.
   */
  defineRequest({
    name: 'rooms.directory',
    audience: 'users',
    fields: {
      query: z.string().max(100).default(''),
      cursor: z.string().max(64).optional(),
      limit: z.int().min(1).max(50).default(20),
    },
    reply: z.object({ rooms: z.array(listedRoom), next: z.string().nullable() }),
    errors: ['forbidden'],
    cost: 3,
  }),

  /**
   * Opens the room that has this name. If it is missing, the server creates it: the caller owns it, `user_ids` are its
   * members. An existing room keeps its title and publicity; a public one is joined.
   *
   * With `join` false nothing is created or joined: this connection reads the public room until it ends or has opened
   * more rooms so than the server keeps for it. The room is then no room of the user's: its `state` is `left` and its
   * `write_block` `not_joined`. A member gets the room as ever.
   */
  defineRequest({
    name: 'room.open',
    audience: 'readers',
    fields: {
      pipe,
      title: roomTitle.optional(),
      is_public: z.boolean().default(false),
      user_ids: z.array(userId).max(100).default([]),
      join: z.boolean().default(true),
    },
    /** `created`: the room was missing */
    reply: z.object({ room: roomSummary, created: z.boolean() }),
    errors: ['room_not_found', 'forbidden', 'not_permitted', 'muted', 'words_refused'],
    cost: 3,
  }),

  /**
   * Creates a group or channel that no page names. The caller owns it. Asking again with the same `client_id` creates
   * no second one.
   */
  defineRequest({
    name: 'room.create',
    audience: 'users',
    fields: {
      /** becomes the room's pipe */
      client_id: clientId,
      title: roomTitle,
      description: roomDescription.default(''),
      is_public: z.boolean().default(false),
      /** for a closed room: the directory lists it, and users ask to join */
      by_request: z.boolean().default(false),
      rights: roomRightsChange.default({}),
      user_ids: z.array(userId).max(100).default([]),
    },
    reply: z.object({ room: roomSummary }),
    errors: ['forbidden', 'not_permitted', 'room_not_found', 'muted', 'words_refused'],
    cost: 3,
  }),

  /** Changes a group or channel, by its managers. What is left out stays. */
  defineRequest({
    name: 'room.edit',
    audience: 'users',
    fields: {
      room_id: roomId,
      title: roomTitle.optional(),
      description: roomDescription.optional(),
      is_public: z.boolean().optional(),
      /** true closes the room, and `is_public: true` ends requests */
      by_request: z.boolean().optional(),
      /** the caller's finished upload of a picture for this room; null takes the picture away */
      picture: uploadId.nullable().optional(),
      rights: roomRightsChange.optional(),
    },
    reply: z.object({ room: roomSummary }),
    errors: [
      'room_not_found',
      'forbidden',
      'not_permitted',
      'muted',
      'words_refused',
      'frozen',
      'upload_not_found',
      'upload_unfinished',
      'file_type_refused',
      'handed_over',
    ],
    cost: 3,
  }),

  /** Joins a public room. Joining twice is joining once. */
  defineRequest({
    name: 'room.join',
    audience: 'writers',
    fields: { room_id: roomId },
    reply: z.object({ room: roomSummary }),
    errors: ['room_not_found', 'forbidden'],
  }),

  /** Leaves a group or channel. Leaving twice is leaving once. */
  defineRequest({
    name: 'room.leave',
    audience: 'writers',
    fields: { room_id: roomId },
    reply: done,
    errors: ['room_not_found', 'forbidden'],
  }),
] as const
