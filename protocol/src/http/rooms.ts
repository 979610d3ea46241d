import { z } from 'zod'
import { roomDescription, roomTitle } from '../ids.ts'
import { userCard } from '../shapes.ts'
import { DASHBOARD_API, operation } from './operation.ts'
import { pageQuery, widgetParams } from './widgets.ts'

/** A group or public room as the widget's moderators see it. */
export const moderatedRoom = z
  .object({
    room_id: z.int(),
    pipe: z.string().describe('its name in pages: `data-imbachat-room`'),
    title: z.string().nullable(),
    description: z.string().nullable(),
    is_public: z.boolean(),
    announcements: z.boolean().describe('only its managers write'),
    frozen: z.boolean().describe('nobody writes'),
    member_count: z.int(),
    messages: z.int(),
    created_at: z.int(),
    active_at: z.int(),
  })
  .meta({ id: 'ModeratedRoom' })
export type ModeratedRoomView = z.output<typeof moderatedRoom>

const path = `${DASHBOARD_API}/widgets/{widget_id}/rooms`
const roomParams = widgetParams.extend({ room_id: z.string().max(20) })
const common = ['not_authenticated', 'not_found'] as const
const changing = [...common, 'origin_not_allowed', 'room_not_found'] as const

export const widgetRoomsList = operation({
  id: 'widget_rooms.list',
  method: 'get',
  path,
  summary: 'Groups and public rooms, the last active first',
  access: 'owner',
  role: 'moderator',
  params: widgetParams,
  query: pageQuery.extend({
    query: z.string().max(100).default('').describe('part of a title'),
    filter: z.enum(['all', 'public', 'closed', 'frozen']).default('all'),
  }),
  status: 200,
  result: z.object({ rooms: z.array(moderatedRoom), next: z.string().nullable() }),
  errors: common,
})

const manager = z.object({ user: userCard, role: z.enum(['owner', 'admin', 'member']) })

export const widgetRoomsGet = operation({
  id: 'widget_rooms.get',
  method: 'get',
  path: `${path}/{room_id}`,
  summary: 'One room with a page of its members: owners and admins first, then by id',
  access: 'owner',
  role: 'moderator',
  params: roomParams,
  query: pageQuery,
  status: 200,
  result: z.object({ room: moderatedRoom, members: z.array(manager), next: z.string().nullable() }),
  errors: [...common, 'room_not_found'],
})
export type RoomMember = z.output<typeof manager>

export const widgetRoomsCreate = operation({
  id: 'widget_rooms.create',
  method: 'post',
  path,
  summary: 'Create a public room, or one of announcements',
  access: 'owner',
  role: 'moderator',
  params: widgetParams,
  body: z.strictObject({
    title: roomTitle,
    description: roomDescription.default(''),
    announcements: z.boolean().default(false),
  }),
  status: 201,
  result: z.object({ room: moderatedRoom }),
  errors: [...common, 'origin_not_allowed'],
})

export const widgetRoomsChange = operation({
  id: 'widget_rooms.change',
  method: 'patch',
  path: `${path}/{room_id}`,
  summary: 'Rename, describe, open, close or freeze a room; what is not named stays',
  access: 'owner',
  role: 'moderator',
  params: roomParams,
  body: z.strictObject({
    title: roomTitle.optional(),
    description: roomDescription.optional(),
    is_public: z.boolean().optional(),
    announcements: z.boolean().optional(),
    frozen: z.boolean().optional(),
  }),
  status: 200,
  result: z.object({ room: moderatedRoom }),
  errors: changing,
})

const readMessage = z.object({
  seq: z.int(),
  sender: userCard,
  text: z.string().nullable().describe('null: deleted'),
  files: z.array(z.string()),
  notice: z.boolean().describe('a change of the room, not what somebody wrote'),
  created_at: z.int(),
})
export type ReadMessage = z.output<typeof readMessage>

export const widgetRoomsRead = operation({
  id: 'widget_rooms.read',
  method: 'post',
  path: `${path}/{room_id}/read`,
  summary: 'Read any conversation, dialogs included; the reason is recorded',
  access: 'owner',
  role: 'moderator',
  params: roomParams,
  body: z.strictObject({
    reason: z.string().trim().min(3, 'must have at least 3 characters').max(300),
    before_seq: z.int().min(1).optional().describe('the page before this message'),
  }),
  status: 200,
  result: z.object({ messages: z.array(readMessage), more: z.boolean() }),
  errors: changing,
})
