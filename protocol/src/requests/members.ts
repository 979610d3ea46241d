import { z } from 'zod'
import { anyUserId, roomId, userId } from '../ids.ts'
import { member, memberRole, roomSummary } from '../rooms/room.ts'
import { userCard } from '../users/user.ts'
import { defineRequest, done } from './define-request.ts'

export const memberRequests = [
  /** The members of a room, by user id. */
  defineRequest({
    name: 'members.list',
    audience: 'writers',
    fields: {
      room_id: roomId,
      /** `next` of the page before */
      cursor: z.string().max(128).optional(),
      limit: z.int().min(1).max(100).default(50),
    },
    reply: z.object({ members: z.array(member), next: z.string().nullable(), member_count: z.int() }),
    errors: ['room_not_found'],
    cost: 2,
  }),

  /**
   * Members of a room by a part of their name, to mention them: the last to speak comes first. The caller is not among
   * them. In a room that is not live, members who have not spoken lately are found through the site's search.
   */
  defineRequest({
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
  }),

  /**
   * Adds users to a group or channel, including those who left or were banned. Users that the site does not know are
   * left out.
   */
  defineRequest({
    name: 'members.add',
    audience: 'users',
    fields: { room_id: roomId, user_ids: z.array(userId).min(1).max(100) },
    /** `added`: the users who were not in the room and are now */
    reply: z.object({ added: z.array(z.string()), room: roomSummary }),
    errors: ['room_not_found', 'forbidden', 'not_permitted', 'muted', 'handed_over'],
    cost: 3,
  }),

  /** Removes a user from a group or channel. With `ban` the user can't join again until a manager adds them. */
  defineRequest({
    name: 'members.remove',
    audience: 'users',
    fields: { room_id: roomId, user_id: anyUserId, ban: z.boolean().default(false) },
    reply: done,
    errors: ['room_not_found', 'forbidden', 'user_unknown', 'handed_over'],
  }),

  /**
   * Gives a member of a group or channel another role, by its owner. `owner` passes the room on: the owner before
   * becomes an admin.
   */
  defineRequest({
    name: 'member.role',
    audience: 'users',
    fields: { room_id: roomId, user_id: userId, role: memberRole },
    reply: z.object({ room: roomSummary }),
    errors: ['room_not_found', 'forbidden', 'user_unknown', 'handed_over'],
  }),
] as const
