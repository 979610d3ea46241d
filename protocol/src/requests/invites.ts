import { z } from 'zod'
import { inviteToken, roomId } from '../ids.ts'
import { invite, listedRoom, roomSummary } from '../rooms/room.ts'
import { defineRequest, done } from './define-request.ts'

export const inviteRequests = [
  /** Makes a link by which users join a group or channel, by its managers. */
  defineRequest({
    name: 'invite.create',
    audience: 'users',
    fields: {
      room_id: roomId,
      /** seconds; left out: it does not expire */
      expires_in: z.int().min(60).max(31_536_000).optional(),
      /** left out: any number */
      most_uses: z.int().min(1).max(100_000).optional(),
      /** users who open it ask to join; then it has no `most_uses`, since a manager decides on each user */
      approval: z.boolean().default(false),
    },
    reply: z.object({ invite, token: z.string() }),
    errors: ['room_not_found', 'forbidden', 'not_permitted', 'muted', 'too_many_invites', 'handed_over'],
  }),

  /** The links of a room with their tokens, the newest first, for its managers: at most 20. */
  defineRequest({
    name: 'invite.list',
    audience: 'users',
    fields: { room_id: roomId },
    reply: z.object({ invites: z.array(invite) }),
    errors: ['room_not_found', 'forbidden'],
  }),

  /** Ends a link, by the room's managers. Revoking twice is revoking once. */
  defineRequest({
    name: 'invite.revoke',
    audience: 'users',
    fields: { room_id: roomId, invite_id: z.string().regex(/^[0-9a-f]{64}$/) },
    reply: done,
    errors: ['room_not_found', 'forbidden', 'handed_over'],
  }),

  /** What a user sees of a room before joining it by a link. */
  defineRequest({
    name: 'invite.open',
    audience: 'users',
    fields: { token: inviteToken },
    reply: z.object({ room: listedRoom }),
    errors: ['invite_invalid'],
  }),

  /**
   * Joins a room by a link, also a closed one. A link that needs approval answers `join_request_needed`: `join.ask`. A
   * user who is in it already uses nothing up.
   */
  defineRequest({
    name: 'invite.join',
    audience: 'users',
    fields: { token: inviteToken },
    reply: z.object({ room: roomSummary }),
    errors: ['invite_invalid', 'forbidden', 'join_request_needed'],
    cost: 3,
  }),
] as const
