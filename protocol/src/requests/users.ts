import { z } from 'zod'
import { anyUserId, authorId, roomId } from '../ids.ts'
import { ownItem } from '../users/own-item.ts'
import { userCard, userSettings } from '../users/user.ts'
import { defineRequest } from './define-request.ts'

export const userRequests = [
  /** Names and avatars of users who are or were in a room of the reader: messages name their authors by id. */
  defineRequest({
    name: 'users.get',
    audience: 'readers',
    fields: { room_id: roomId, user_ids: z.array(authorId).min(1).max(100) },
    /** the users of `user_ids` who are or were in the room, in no order */
    reply: z.object({ users: z.array(userCard) }),
    errors: ['room_not_found'],
  }),

  /**
   * People by a part of their name: those that the site finds, else peers of the caller's dialogs. The caller
   * is not among them.
   */
  defineRequest({
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
  }),

  /** The caller's friends as the site knows them, else peers of the caller's dialogs, the last active first. */
  defineRequest({
    name: 'people.friends',
    audience: 'users',
    fields: {},
    /** `users`: at most 50 */
    reply: z.object({ users: z.array(userCard) }),
    errors: [],
    cost: 5,
  }),

  /**
   * Blocks a user, or unblocks them. In dialogs neither can write to the other; neither sees the other's presence and
   * receipts. In groups and channels the client collapses the blocked user's messages.
   */
  defineRequest({
    name: 'user.block',
    audience: 'writers',
    fields: { user_id: anyUserId, blocked: z.boolean() },
    /** the item as stored; the user's other connections get it by the `own` event */
    reply: z.object({ item: ownItem }),
    errors: ['user_unknown', 'too_many_blocked'],
  }),

  /** The users that the caller has blocked, the last blocked first. */
  defineRequest({
    name: 'blocked.list',
    audience: 'writers',
    fields: {
      /** `next` of the page before */
      cursor: z.int().min(1).exactOptional(),
      limit: z.int().min(1).max(100).default(50),
    },
    reply: z.object({ users: z.array(userCard), next: z.int().nullable() }),
    errors: [],
  }),

  /** Changes the user's own settings, on all of their devices: what is named changes, the rest stays. */
  defineRequest({
    name: 'settings.set',
    audience: 'users',
    fields: { settings: userSettings.partial() },
    /** the item as stored; the user's other connections get it by the `own` event */
    reply: z.object({ item: ownItem }),
    errors: [],
  }),

  /**
   * Everything of the user's own state that changed after `rev`, by rev.
   * `changes`: apply the items, then the client is at `rev`; ask again from there while `more`.
   * `resync`: `rev` is from another life of the server: drop the own state and ask from 0.
   */
  defineRequest({
    name: 'user.sync',
    audience: 'writers',
    fields: { rev: z.int().min(0) },
    reply: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('changes'), items: z.array(ownItem), rev: z.int(), more: z.boolean() }),
      z.object({ kind: z.literal('resync') }),
    ]),
    errors: [],
  }),
] as const
