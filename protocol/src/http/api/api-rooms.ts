import { z } from 'zod'
import { roomDescription, roomTitle } from '../../ids.ts'
import { contextGiven, webAddress } from '../../rooms/context-given.ts'
import { ANSWERERS, handover } from '../../rooms/handover.ts'
import { dialogContext, MEMBER_ROLES, roomPicture } from '../../rooms/room.ts'
import { SLOW_SECONDS_MAX } from '../../rooms/slow-mode.ts'
import { userCard } from '../../users/user.ts'
import { operations } from '../operation.ts'
import { API, next, pageOfApi, roomName, siteUserId, siteUserIds } from './api-parts.ts'

export const apiRoom = z
  .object({
    room_id: z.int(),
    type: z.enum(['dialog', 'group', 'channel']).describe('`group`: by invitation; `channel`: everybody may join'),
    pipe: z.string().nullable().describe('the id that the site gave it; null: a dialog'),
    title: z.string().nullable(),
    description: z.string().nullable(),
    picture: roomPicture.nullable(),
    is_public: z.boolean(),
    announcements: z.boolean().describe('only its managers write'),
    slow_seconds: z.int().describe('seconds that a member waits between two messages; 0: off'),
    frozen: z.boolean().describe('nobody writes'),
    archived: z.boolean().describe('nobody writes, and users find it in their archive alone'),
    answered_by: z.enum(ANSWERERS).nullable().describe('who answers where a bot is; null: no bot does'),
    context: dialogContext.nullable().describe('what a dialog is about'),
    user_ids: z.array(z.string()).nullable().describe('the two users of a dialog; null: see the members'),
    member_count: z.int(),
    messages: z.int(),
    created_at: z.int().describe('milliseconds since 1970, as all times'),
    active_at: z.int().describe('time of the last message, else of its creation'),
  })
  .meta({ id: 'ApiRoom' })
export type ApiRoom = z.output<typeof apiRoom>

const member = z.object({ user: userCard, role: z.enum(MEMBER_ROLES) })
const inRoom = z.object({ room: roomName })
const ofMember = inRoom.extend({ user_id: siteUserId })
const write = { access: 'key', scope: 'rooms:write' } as const
const read = { access: 'key', scope: 'rooms:read' } as const

export const apiRoomOperations = operations(API, {
  'rooms.list': {
    ...read,
    method: 'get',
    path: '/rooms',
    summary: 'Groups and channels, the last active first',
    query: z.strictObject({
      ...pageOfApi,
      query: z.string().max(100, 'must have at most 100 characters').default('').describe('part of a title'),
    }),
    result: z.object({ rooms: z.array(apiRoom), next }),
  },
  'rooms.get': {
    ...read,
    bots: true,
    method: 'get',
    path: '/rooms/{room}',
    summary: 'One room; dialogs too',
    params: inRoom,
    result: z.object({ room: apiRoom }),
    errors: ['room_not_found'],
  },
  'rooms.put': {
    ...write,
    method: 'put',
    path: '/rooms/{room}',
    summary: 'Change a group or channel; a missing one that is named by pipe: is made',
    params: inRoom,
    body: z.strictObject({
      title: roomTitle.optional().describe('required for a new room'),
      description: roomDescription.nullable().optional().describe('null clears it'),
      picture_url: webAddress()
        .nullable()
        .optional()
        .describe('an address of a picture, which the server fetches; null takes the picture away'),
      is_public: z.boolean().optional().describe('everybody may join; default of a new room: false'),
      announcements: z.boolean().optional().describe('only its managers write'),
      slow_seconds: z.int().min(0).max(SLOW_SECONDS_MAX).optional(),
      frozen: z.boolean().optional().describe('nobody writes'),
      archived: z.boolean().optional(),
      user_ids: siteUserIds.optional().describe('are added; nobody is removed'),
    }),
    result: z.object({ room: apiRoom, created: z.boolean().describe('it was missing') }),
    errors: [
      'room_not_found',
      'forbidden',
      'file_broken',
      'picture_too_large',
      'quota_exceeded',
      'storage_unavailable',
    ],
  },
  'rooms.delete': {
    ...write,
    method: 'delete',
    path: '/rooms/{room}',
    summary: 'Delete a group or channel with everything in it, in the background; cannot be undone',
    params: inRoom,
    result: z.object({ room_id: z.int() }),
    errors: ['room_not_found'],
  },
  'rooms.open_dialog': {
    ...write,
    method: 'post',
    path: '/dialogs',
    summary: 'The dialog of two users, made if it is missing',
    body: z.strictObject({
      user_ids: z
        .array(siteUserId)
        .length(2, 'must name the two users of the dialog')
        .refine(([one, other]) => one !== other, 'must name two different users'),
      context: contextGiven.optional().describe('what it is about: the two users have one dialog for each id'),
    }),
    result: z.object({ room: apiRoom, created: z.boolean().describe('it was missing') }),
  },
  'rooms.hand_over': {
    access: 'key',
    scope: 'messages:write',
    bots: true,
    method: 'post',
    path: '/rooms/{room}/hand-over',
    summary: 'Let people answer in a room, so that no message of a bot is accepted, or let bots answer again',
    params: inRoom,
    body: z.strictObject({
      to: z.enum(ANSWERERS, `must be one of ${ANSWERERS.join(', ')}`).describe('a bot hands over to people alone'),
      user_id: siteUserId.optional().describe('whose doing the notice says it is; absent: of the site'),
    }),
    result: z.object({ room_id: z.int(), handover }),
    errors: ['room_not_found'],
  },
  'rooms.typing': {
    access: 'key',
    scope: 'messages:write',
    bots: true,
    method: 'post',
    path: '/rooms/{room}/typing',
    summary: 'Show that a user is typing, for a few seconds, or stop it',
    params: inRoom,
    body: z.strictObject({ user_id: siteUserId, typing: z.boolean().default(true) }),
    result: z.object({ room_id: z.int(), user_id: z.string() }),
    errors: ['room_not_found'],
  },
  'members.list': {
    ...read,
    bots: true,
    method: 'get',
    path: '/rooms/{room}/members',
    summary: 'Members of a group or channel, by user id',
    params: inRoom,
    query: z.strictObject(pageOfApi),
    result: z.object({ room_id: z.int(), members: z.array(member), next }),
    errors: ['room_not_found'],
  },
  'members.add': {
    ...write,
    method: 'post',
    path: '/rooms/{room}/members',
    summary: 'Add users to a group or channel',
    params: inRoom,
    body: z.strictObject({ user_ids: siteUserIds }),
    result: z.object({ room_id: z.int(), added: z.array(z.string()).describe('users who were not in it') }),
    errors: ['room_not_found'],
  },
  'members.put': {
    ...write,
    method: 'put',
    path: '/rooms/{room}/members/{user_id}',
    summary: 'Add a user to a group or channel, or give a member another role',
    params: ofMember,
    body: z.strictObject({
      role: z.enum(MEMBER_ROLES).optional().describe('`owner`: the owner before becomes an admin; absent: it stays'),
    }),
    result: z.object({ room_id: z.int(), user_id: z.string(), added: z.boolean().describe('they were not in it') }),
    errors: ['room_not_found', 'user_unknown'],
  },
  'members.remove': {
    ...write,
    method: 'delete',
    path: '/rooms/{room}/members/{user_id}',
    summary: 'Remove a user from a group or channel',
    params: ofMember,
    result: z.object({ room_id: z.int(), user_id: z.string(), removed: z.boolean().describe('they were in it') }),
    errors: ['room_not_found'],
  },
})
