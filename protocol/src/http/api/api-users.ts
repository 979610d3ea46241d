import { z } from 'zod'
import { oneLine } from '../../ids.ts'
import { RESTRICTION_KINDS } from '../../moderation/moderation.ts'
import { webAddress } from '../../rooms/context-given.ts'
import { restrictionMinutes, restrictionReason } from '../moderation/reports.ts'
import { operations } from '../operation.ts'
import { API, next, pageOfApi, siteUserId } from './api-parts.ts'
import { apiRoom } from './api-rooms.ts'

const holding = z.object({ until: z.int().nullable().describe('null: for good'), reason: z.string() }).nullable()

const apiProfile = z.object({ user_id: z.string(), name: z.string(), avatar_url: z.string().nullable() })

export const apiUser = z
  .object({
    user_id: z.string(),
    name: z.string(),
    avatar_url: z.string().nullable(),
    profile_url: z.string().nullable(),
    badge: z.string().nullable(),
    email: z.string().nullable(),
    role: z.enum(['admin', 'user']).describe('`admin`: manages every room that they are in'),
    data: z.record(z.string(), z.unknown()).describe('what else the site said of them'),
    profiles: z.array(apiProfile).describe('other names under which the user writes, each a user of its own'),
    person_id: z.string().nullable().describe('the user who speaks for this profile; null: it is no profile'),
    described: z.boolean().describe('false: `name` is a placeholder, the site has not described the user yet'),
    last_seen_at: z.int().nullable(),
    mute: holding,
    ban: holding,
    shadow: holding.describe('others see nothing of what the user writes, and the user is not told'),
  })
  .meta({ id: 'ApiUser' })
export type ApiUser = z.output<typeof apiUser>

const MOST_DATA_CHARS = 8_192
/** as many as a users info answer may have */
const MOST_PROFILES = 50
const ofUser = z.object({ user_id: siteUserId })
const write = { access: 'key', scope: 'users:write' } as const
const read = { access: 'key', scope: 'users:read' } as const
const one = z.object({ user: apiUser })

/** The site's description of a user. */
export const describedUser = z.strictObject({
  name: oneLine(200).optional().describe('required for a user that the chat does not know'),
  avatar_url: webAddress().nullable().optional(),
  profile_url: webAddress().nullable().optional(),
  badge: oneLine(60).nullable().optional(),
  email: z
    .string()
    .max(320, 'must have at most 320 characters')
    .regex(/^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u, 'must be an e-mail address')
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
    .nullable()
    .optional()
    .describe('shown to the team alone; where the widget sends mail about unread messages, it goes there'),
  role: z.enum(['admin', 'user'], 'must be one of admin, user').optional(),
  profiles: z
    .array(
      z.strictObject({ user_id: siteUserId, name: oneLine(200), avatar_url: webAddress().nullable().default(null) }),
    )
    .max(MOST_PROFILES, `must have at most ${MOST_PROFILES} profiles`)
    .optional()
    .describe('all other names of the user: one that is left out is no longer written as'),
  data: z
    .record(z.string().max(64, 'must have names of at most 64 characters'), z.unknown())
    .refine(
      (data) => JSON.stringify(data).length <= MOST_DATA_CHARS,
      `must have at most ${MOST_DATA_CHARS} characters as JSON`,
    )
    .nullable()
    .optional()
    .describe('anything, for the team and for webhooks; never sent to other users'),
})

export const apiUserOperations = operations(API, {
  'users.list': {
    ...read,
    method: 'get',
    path: '/users',
    summary: 'Users of the chat, the last seen first; with `query` by name',
    query: z.strictObject({
      ...pageOfApi,
      cursor: z.string().max(900, 'must have at most 900 characters').optional().describe('`next` of the page before'),
      query: z
        .string()
        .max(100, 'must have at most 100 characters')
        .default('')
        .describe('words of a name, an id or an e-mail address'),
      filter: z.enum(['all', 'restricted'], 'must be one of all, restricted').default('all'),
    }),
    result: z.object({ users: z.array(apiUser), next }),
  },
  'users.get': {
    ...read,
    method: 'get',
    path: '/users/{user_id}',
    summary: 'One user',
    params: ofUser,
    result: one,
    errors: ['user_unknown'],
  },
  'users.put': {
    ...write,
    method: 'put',
    path: '/users/{user_id}',
    summary: 'Describe a user: what is absent stays, null clears',
    params: ofUser,
    body: describedUser,
    result: one.extend({ created: z.boolean().describe('the chat did not know the user') }),
  },
  'users.unread': {
    ...read,
    bots: true,
    method: 'get',
    path: '/users/{user_id}/unread',
    summary: 'How many conversations of a user have unread messages',
    params: ofUser,
    result: z.object({
      user_id: z.string(),
      unread_rooms: z.int().describe('with unread messages or marked as unread, outside the archive'),
      requests: z.int().describe('dialogs to which the user is invited'),
      archived: z.int().describe('conversations in the archive'),
    }),
  },
  'users.rooms': {
    ...read,
    bots: true,
    method: 'get',
    path: '/users/{user_id}/rooms',
    summary: "A user's rooms, dialogs too, the last active first, with what is unread",
    params: ofUser,
    query: z.strictObject(pageOfApi),
    result: z.object({
      rooms: z.array(
        apiRoom
          .pick({ room_id: true, type: true, pipe: true, title: true, is_public: true, member_count: true })
          .extend({
            peer_id: z.string().nullable().describe('in a dialog: the other user'),
            unread: z.int().describe('messages that the user has not read'),
            active_at: z.int(),
          }),
      ),
      next,
    }),
  },
  'users.restrict': {
    ...write,
    method: 'post',
    path: '/users/{user_id}/restrictions',
    summary: 'Warn, mute, ban or shadow-ban a user; a further one of a kind takes the place of the one before',
    params: ofUser,
    body: z.strictObject({
      kind: z.enum(RESTRICTION_KINDS, `must be one of ${RESTRICTION_KINDS.join(', ')}`),
      minutes: restrictionMinutes.default(null).describe('null: for good'),
      reason: restrictionReason.default('').describe('what the user reads; of a shadow ban what the team reads'),
    }),
    result: one,
    errors: ['user_unknown', 'conflict'],
  },
  'users.lift': {
    ...write,
    method: 'delete',
    path: '/users/{user_id}/restrictions/{kind}',
    summary: 'End the mute, ban or shadow ban of a user, or take a warning back',
    params: ofUser.extend({ kind: z.enum(RESTRICTION_KINDS, `must be one of ${RESTRICTION_KINDS.join(', ')}`) }),
    result: one,
    errors: ['user_unknown', 'conflict'],
  },
  'users.sign_out': {
    ...write,
    method: 'post',
    path: '/users/{user_id}/sign-out',
    summary: 'End all connections of a user, and what tokens made until now would open',
    params: ofUser,
    result: z.object({ user_id: z.string(), ended: z.int().describe('connections that were open') }),
  },
  'users.erase': {
    ...write,
    method: 'post',
    path: '/users/{user_id}/erase',
    summary: 'Erase all data of a user for good, in the background; their sessions end at once',
    params: ofUser,
    body: z.strictObject({ confirm: siteUserId.describe('the same id again: erasing can not be undone') }),
    result: z.object({ user_id: z.string() }),
  },
  'users.token': {
    access: 'key',
    scope: 'tokens:create',
    bots: true,
    method: 'post',
    path: '/users/{user_id}/tokens',
    summary: 'Make a token that signs a user in to the chat, for `token` of the page',
    params: ofUser,
    body: z.strictObject({
      minutes: z
        .int()
        .min(1, 'must be at least 1')
        .max(10_080, 'must be at most 10080')
        .default(60)
        .describe('until it ends'),
    }),
    status: 201,
    result: z.object({ user_id: z.string(), token: z.string(), expires_at: z.int() }),
  },
})
