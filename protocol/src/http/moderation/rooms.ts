import { z } from 'zod'
import { roomDescription, roomTitle } from '../../ids.ts'
import { ROOM_ORDERS, ROOM_TIMELINE_KINDS } from '../../moderation/orders.ts'
import { ANSWERERS, handover } from '../../rooms/handover.ts'
import { SLOW_SECONDS_MAX } from '../../rooms/slow-mode.ts'
import { userCard } from '../../users/user.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { nameCursor, pageQuery, widgetParams } from '../widget/widgets.ts'
import { messageContent } from './message-content.ts'
import { roomTimelineEntry, task } from './people.ts'

/** A group or public room as the widget's moderators see it. */
export const moderatedRoom = z
  .object({
    room_id: z.int(),
    pipe: z.string().describe('its name in pages: `data-imbachat-room`'),
    title: z.string().nullable(),
    description: z.string().nullable(),
    is_public: z.boolean(),
    announcements: z.boolean().describe('only its managers write'),
    slow_seconds: z.int().describe('seconds that a member waits between two messages; 0: off'),
    frozen: z.boolean().describe('nobody writes'),
    archived: z.boolean().describe('nobody writes, and users find it in their archive alone'),
    answered_by: z.enum(ANSWERERS).nullable().describe('null: no bot does'),
    member_count: z.int(),
    messages: z.int(),
    created_at: z.int(),
    active_at: z.int(),
  })
  .meta({ id: 'ModeratedRoom' })
export type ModeratedRoomView = z.output<typeof moderatedRoom>

const path = '/widgets/{widget_id}/rooms'
const roomParams = widgetParams.extend({ room_id: z.string().max(20) })

const roles = ['owner', 'admin', 'member'] as const
const manager = z.object({ user: userCard, role: z.enum(roles) })

export type RoomMember = z.output<typeof manager>

/** Users that one call adds or removes, and rooms that one changes. */
const MOST_USERS = 100
const MOST_ROOMS = 100
const user_id = z.string().min(1).max(200)

const reason = z.string().trim().min(3, 'must have at least 3 characters').max(300)

const readMessage = z.object({
  seq: z.int(),
  sender: userCard,
  text: z.string().nullable().describe('null: deleted'),
  files: z.array(z.string()),
  carries: messageContent,
  created_at: z.int(),
})
export type ReadMessage = z.output<typeof readMessage>

export const roomOperations = operations(DASHBOARD_API, {
  'widget_rooms.list': {
    method: 'get',
    path,
    summary: 'Groups and public rooms, in the order that is asked for',
    access: 'moderator',
    params: widgetParams,
    query: pageQuery.extend({
      query: z.string().max(100).default('').describe('part of a title'),
      filter: z.enum(['all', 'public', 'closed', 'frozen', 'archived']).default('all'),
      sort: z.enum(ROOM_ORDERS).default('-active'),
      figures: z.enum(['1']).optional().describe('also how many there are'),
      cursor: nameCursor,
    }),
    result: z.object({
      rooms: z.array(moderatedRoom),
      total: z.int().nullable().describe('null: not asked for, or not the first page'),
      next: z.string().nullable(),
    }),
  },
  'widget_rooms.get': {
    method: 'get',
    path: `${path}/{room_id}`,
    summary: 'One room with a page of its members: owners and admins first, then by id',
    access: 'moderator',
    params: roomParams,
    query: pageQuery,
    result: z.object({ room: moderatedRoom, members: z.array(manager), next: z.string().nullable() }),
    errors: ['room_not_found'],
  },
  'widget_rooms.figures': {
    method: 'get',
    path: `${path}/{room_id}/figures`,
    summary: 'Numbers of one room: its owner, reports about its messages, and messages of the last days',
    access: 'moderator',
    params: roomParams,
    result: z.object({
      owner: userCard.nullable().describe('null: it has none'),
      reports: z.int().describe('about its messages'),
      open_reports: z.int(),
      messages_7_days: z.int(),
      messages_30_days: z.int(),
    }),
    errors: ['room_not_found'],
  },
  'widget_rooms.timeline': {
    method: 'get',
    path: `${path}/{room_id}/timeline`,
    summary: 'What happened in a room and was done about it, the newest first; words of public rooms only',
    access: 'moderator',
    params: roomParams,
    query: pageQuery.extend({
      kind: z.enum(ROOM_TIMELINE_KINDS).default('all'),
      limit: z.coerce.number().int().min(1).max(50).default(30).describe('entries a page'),
    }),
    result: z.object({
      entries: z.array(roomTimelineEntry),
      complete: z.boolean().describe('false: there were more messages than are looked through'),
      next: z.string().nullable(),
    }),
    errors: ['room_not_found'],
  },
  'widget_rooms.create': {
    method: 'post',
    path,
    summary: 'Create a public room, or one of announcements',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({
      title: roomTitle,
      description: roomDescription.default(''),
      announcements: z.boolean().default(false),
    }),
    status: 201,
    result: z.object({ room: moderatedRoom }),
  },
  'widget_rooms.change': {
    method: 'patch',
    path: `${path}/{room_id}`,
    summary: 'Rename, describe, open, close, freeze, archive or restore a room; what is not named stays',
    access: 'moderator',
    params: roomParams,
    body: z.strictObject({
      title: roomTitle.optional(),
      description: roomDescription.optional(),
      is_public: z.boolean().optional(),
      announcements: z.boolean().optional(),
      slow_seconds: z.int().min(0).max(SLOW_SECONDS_MAX).optional(),
      frozen: z.boolean().optional(),
      archived: z.boolean().optional(),
      reason: reason.optional().describe('is recorded; needed to open a closed room in which users have written'),
    }),
    result: z.object({ room: moderatedRoom }),
    errors: ['room_not_found'],
  },
  'widget_rooms.change_many': {
    method: 'post',
    path: `${path}/change-many`,
    summary: 'Freeze, archive, restore, open or close several rooms; those that are so already stay as they are',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({
      room_ids: z.array(z.int().min(1)).min(1).max(MOST_ROOMS),
      is_public: z.boolean().optional(),
      frozen: z.boolean().optional(),
      archived: z.boolean().optional(),
      reason: reason.optional().describe('is recorded; needed to open closed rooms in which users have written'),
    }),
    result: z.object({ changed: z.array(moderatedRoom) }),
  },
  'widget_rooms.hand_over': {
    method: 'post',
    path: `${path}/{room_id}/hand-over`,
    summary: 'Let people answer in a room, so that no message of a bot is accepted, or let bots answer again',
    access: 'moderator',
    params: roomParams,
    body: z.strictObject({ to: z.enum(ANSWERERS, `must be one of ${ANSWERERS.join(', ')}`) }),
    result: z.object({ room: moderatedRoom, handover }),
    errors: ['room_not_found'],
  },
  'widget_rooms.members': {
    method: 'get',
    path: `${path}/{room_id}/members`,
    summary: 'Members of a room whose name, id or e-mail address has the words, by name',
    access: 'moderator',
    params: roomParams,
    query: pageQuery.extend({ query: z.string().min(1).max(100), cursor: nameCursor }),
    result: z.object({ members: z.array(manager), next: z.string().nullable() }),
    errors: ['room_not_found'],
  },
  'widget_rooms.add_members': {
    method: 'post',
    path: `${path}/{room_id}/members`,
    summary: 'Add users to a room, banned ones too; a user that the chat does not know is refused',
    access: 'moderator',
    params: roomParams,
    body: z.strictObject({
      user_ids: z.array(user_id).min(1).max(MOST_USERS),
      reason: reason.optional().describe('is recorded; needed for a closed room in which users have written'),
    }),
    result: z.object({ room: moderatedRoom, changed: z.array(z.string()).describe('users who were not in it') }),
    errors: ['room_not_found', 'user_unknown'],
  },
  'widget_rooms.remove_members': {
    method: 'post',
    path: `${path}/{room_id}/members/remove`,
    summary: 'Remove users from a room; with `ban` they do not come back by themselves',
    access: 'moderator',
    params: roomParams,
    body: z.strictObject({
      user_ids: z.array(user_id).min(1).max(MOST_USERS),
      ban: z.boolean().default(false),
    }),
    result: z.object({ room: moderatedRoom, changed: z.array(z.string()).describe('users who were in it') }),
    errors: ['room_not_found'],
  },
  'widget_rooms.change_role': {
    method: 'post',
    path: `${path}/{room_id}/members/role`,
    summary: 'Give a member another role; a new owner takes the place of the one before, who becomes an admin',
    access: 'moderator',
    params: roomParams,
    body: z.strictObject({ user_id, role: z.enum(roles) }),
    result: z.object({ member: manager, changed: z.array(z.string()).describe('users whose role is another now') }),
    errors: ['room_not_found', 'user_unknown'],
  },
  'widget_rooms.contents': {
    method: 'get',
    path: `${path}/{room_id}/contents`,
    summary: 'What deleting a room would destroy',
    access: 'admin',
    params: roomParams,
    result: z.object({
      messages: z.int(),
      files: z.int().describe('at most 100,000'),
      members: z.int(),
    }),
    errors: ['room_not_found'],
  },
  'widget_rooms.delete': {
    method: 'post',
    path: `${path}/{room_id}/delete`,
    summary: 'Delete a room with everything in it, step by step; cannot be undone or stopped',
    access: 'admin',
    params: roomParams,
    body: z.strictObject({
      confirm: z.string().max(200).describe('the title of the room again; without one, its number'),
    }),
    result: z.object({ task }),
    errors: ['room_not_found', 'conflict'],
  },
  'widget_rooms.read': {
    method: 'post',
    path: `${path}/{room_id}/read`,
    summary: 'Read any conversation, dialogs included; the reason is recorded',
    access: 'moderator',
    params: roomParams,
    body: z.strictObject({
      reason,
      before_seq: z.int().min(1).optional().describe('the page before this message'),
    }),
    result: z.object({ messages: z.array(readMessage), more: z.boolean() }),
    errors: ['room_not_found'],
  },
})
