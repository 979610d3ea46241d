import { z } from 'zod'
import { call, callId, callParty, callSignal } from './calls/call.ts'
import { errorBody } from './errors/error-body.ts'
import { message } from './messages/message.ts'
import { ANSWERERS } from './rooms/handover.ts'
import { roomInfo, roomSummary } from './rooms/room.ts'
import { ownItem } from './users/own-item.ts'
import { ownProfile, presence, userCard } from './users/user.ts'

/**
 * A message was sent, edited or deleted. Insert or replace by `seq`. If `rev` is above the known one plus 1, there is a
 * gap: `messages.sync`.
 */
const messageEvent = z.object({ t: z.literal('message'), room_id: z.int(), message })

/** Several changes of one room at once, in order of `rev`: each as in a `message` of its own. */
const messagesEvent = z.object({ t: z.literal('messages'), room_id: z.int(), messages: z.array(message) })

/** The room as the receiver now sees it: membership or permissions changed. */
const roomEvent = z.object({ t: z.literal('room'), room: roomSummary })

/** Users joined a `live` group or channel, or left it. */
export const membersEvent = z.object({
  t: z.literal('members'),
  room_id: z.int(),
  member_count: z.int(),
  /** whether the room is live from now on: if false, this is the last such event until the room is small again */
  live: z.boolean(),
  joined: z.array(userCard),
  left: z.array(z.string()),
  /** who answers in the room from now on; null: no bot does */
  answered_by: z.enum(ANSWERERS).nullable().exactOptional(),
})

/**
 * The title, picture, rights or visibility of a room changed. `write_block` and what the receiver may do follow from
 * it.
 */
const roomInfoEvent = z.object({
  t: z.literal('room_info'),
  room_id: z.int(),
  info: roomInfo,
})

export const receiptEvent = z.object({
  t: z.literal('receipt'),
  room_id: z.int(),
  user_id: z.string(),
  delivered_seq: z.int(),
  read_seq: z.int(),
  /** the same as in Watermarks */
  uncounted: z.int().exactOptional(),
})

export const typingEvent = z.object({
  t: z.literal('typing'),
  room_id: z.int(),
  user_id: z.string(),
  typing: z.boolean(),
})

const presenceEvent = z.object({ t: z.literal('presence'), ...presence.shape })

/** Names or avatars changed on the site, or a user writes in a group or channel after a long silence. */
const usersEvent = z.object({ t: z.literal('users'), users: z.array(userCard) })

/** The user's own profiles changed: the whole list. */
const profilesEvent = z.object({ t: z.literal('profiles'), profiles: z.array(ownProfile) })

/**
 * The user's own state changed, here or on another device. `rev` of the first above the known one plus 1: a gap,
 * `user.sync`.
 */
const ownEvent = z.object({ t: z.literal('own'), items: z.array(ownItem) })

/** A call of the user's: it rings, was accepted, changed or ended. For all of the user's connections. */
const callEvent = z.object({ t: z.literal('call'), call })

/** A signal of the other party of a call, for the connection of the party alone. */
export const callSignalEvent = z.object({
  t: z.literal('call_signal'),
  call_id: callId,
  /** the party that sent it */
  from: callParty,
  /** the party that it is for: tabs share a connection */
  to: callParty,
  n: z.int(),
  signal: callSignal,
})

/** The last frame before the server closes the connection. */
const byeEvent = z.object({ t: z.literal('bye'), ...errorBody.shape })

/** Everything that the server sends without being asked. */
export const serverEvent = z.discriminatedUnion('t', [
  messageEvent,
  messagesEvent,
  roomEvent,
  membersEvent,
  roomInfoEvent,
  receiptEvent,
  typingEvent,
  presenceEvent,
  usersEvent,
  profilesEvent,
  ownEvent,
  callEvent,
  callSignalEvent,
  byeEvent,
])
export type ServerEvent = z.output<typeof serverEvent>

/** The event of this `t`. */
export type EventOf<T extends ServerEvent['t']> = Extract<ServerEvent, { t: T }>
