import { z } from 'zod'
import { CALL_OUTCOMES } from '../../calls/outcomes.ts'
import { message } from '../../messages/message.ts'
import { RESTRICTION_KINDS } from '../../moderation/moderation.ts'
import { REPORT_REASONS } from '../../moderation/reports.ts'
import { handover } from '../../rooms/handover.ts'
import { dialogContext, memberRole, roomInfo } from '../../rooms/room.ts'

const room_id = z.int().positive()
/** Of each event that is about a room. */
const inRoom = z.object({
  room_id,
  pipe: z
    .string()
    .exactOptional()
    .describe('the name that the site knows a group or channel by; missing: it has none, or is gone'),
})
const user_id = z.string()
const call_id = z.string()
const ofMessage = inRoom.extend({
  message,
  handover: handover.exactOptional().describe('in what a bot gets: who answers in the room now'),
})
const ofReaction = inRoom.extend({ seq: z.int().positive(), user_id, emoji: z.string() })
const ofUser = z.object({
  user_id,
  name: z.string(),
  avatar_url: z.string().nullable(),
  profile_url: z.string().nullable(),
  badge: z.string().nullable(),
})

/**
 * The events of a widget's log: each type, with the schema of its `data`. A new type may come at any time, and so may a
 * new field of `data`. `bots`: bots receive it for the rooms that they are in.
 */
export const EVENTS = {
  'message.created': { bots: true, meaning: 'A message or a notice is in a room.', data: ofMessage },
  'message.updated': {
    bots: true,
    meaning: 'A message was edited or pinned, its link got a preview, or a button of it was pressed.',
    data: ofMessage,
  },
  'message.deleted': { bots: true, meaning: 'A message was deleted: `text` is null.', data: ofMessage },
  'message.held': {
    meaning: 'A message waits for a moderator, and only its author sees it. `message` has no place in the room yet.',
    data: ofMessage.extend({ reason: z.string() }),
  },
  'reaction.added': { bots: true, meaning: 'A user added a reaction.', data: ofReaction },
  'reaction.removed': { bots: true, meaning: 'A user took a reaction back.', data: ofReaction },
  'room.created': {
    bots: true,
    meaning: 'A dialog, a group or a channel was created.',
    data: z.object({
      room_id,
      type: z.enum(['dialog', 'group', 'channel']).describe('`group`: by invitation; `channel`: everybody may join'),
      pipe: z.string().nullable().describe('the name that the site knows a group or channel by'),
      title: z.string().nullable(),
      is_public: z.boolean(),
      user_ids: z.array(user_id).describe('who is in it, or asked to be'),
      context: dialogContext.nullable().describe('of a dialog: what it is about'),
    }),
  },
  'room.updated': {
    bots: true,
    meaning: 'A group or channel got another title, description, picture or other rights, or moderators closed it.',
    data: inRoom.extend({
      room: roomInfo.extend({ frozen: z.boolean(), archived: z.boolean() }),
    }),
  },
  'room.handed_over': {
    bots: true,
    meaning: 'People answer in a room from now on, or bots do again.',
    data: inRoom.extend({ ...handover.shape, user_id: user_id.nullable().describe('who did it; null: the site') }),
  },
  'room.deleted': { meaning: 'A room was deleted with its messages.', data: inRoom },
  'room.read': {
    meaning: 'A user has read a room up to `read_seq`. Several reads close together are one event.',
    data: inRoom.extend({ user_id, read_seq: z.int().min(0) }),
  },
  'member.joined': { bots: true, meaning: 'A user is in a room now.', data: inRoom.extend({ user_id }) },
  'member.left': {
    bots: true,
    meaning: 'A user is no longer in a room, or declined a dialog.',
    data: inRoom.extend({
      user_id,
      how: z.enum(['leave', 'remove', 'ban', 'decline']).describe('`remove` and `ban`: others did it'),
    }),
  },
  'member.changed': {
    bots: true,
    meaning: 'A member has another role.',
    data: inRoom.extend({ user_id, role: memberRole }),
  },
  'call.started': {
    meaning: 'A user calls the other one of a dialog, or starts a call in a group.',
    data: inRoom.extend({
      call_id,
      user_id,
      peer_id: user_id.nullable().describe('null: the call is in a group'),
      video: z.boolean(),
    }),
  },
  'call.answered': { meaning: 'The callee has accepted a call.', data: inRoom.extend({ call_id, user_id }) },
  'call.joined': {
    meaning: 'A user takes part in the call of a group now, also the one who started it.',
    data: inRoom.extend({ call_id, user_id }),
  },
  'call.left': { meaning: 'A user no longer takes part in it.', data: inRoom.extend({ call_id, user_id }) },
  'call.ended': {
    meaning: 'A call has ended, and its room has a message about it.',
    data: inRoom.extend({
      call_id,
      outcome: z.enum(CALL_OUTCOMES),
      duration_ms: z
        .int()
        .min(0)
        .nullable()
        .describe('from the answer, in a group from the second user on; null: nobody answered'),
    }),
  },
  'user.created': { meaning: 'The site told of a user for the first time.', data: ofUser },
  'user.updated': { meaning: 'A user has another name, avatar, profile page or badge.', data: ofUser },
  'user.restricted': {
    meaning: 'A moderator warned, muted, banned or hid a user (`on`), or ended that.',
    data: z.object({
      user_id,
      kind: z.enum(RESTRICTION_KINDS),
      on: z.boolean(),
      until: z.int().nullable().describe('milliseconds since 1970; null: until a moderator ends it'),
      reason: z.string().describe('as the user reads it'),
    }),
  },
  'user.erased': { meaning: 'All data of a user was erased.', data: z.object({ user_id }) },
  'notification.bounced': {
    meaning: "A user's address refused a mail, or one came back. It is mailed no more until the site gives another.",
    data: z.object({
      user_id,
      channel: z.literal('mail'),
      address: z.string(),
      problem: z.string().describe('what a mail server said, in its words'),
    }),
  },
  'report.created': {
    meaning: 'A user reported a message or another user.',
    data: inRoom.extend({
      report_id: z.string(),
      seq: z.int().nullable().describe('null: the report is about the user, not about a message'),
      user_id: user_id.nullable().describe('the reported user; null for a report of a message, whose author it is'),
      reporter_id: z.string(),
      reason: z.enum(REPORT_REASONS),
      comment: z.string(),
    }),
  },
  'report.decided': {
    meaning: 'Moderators decided a report.',
    data: z.object({ report_id: z.string(), user_id, outcome: z.string() }),
  },
} as const satisfies Record<string, { meaning: string; data: z.ZodObject; bots?: true }>

export type EventType = keyof typeof EVENTS
export const EVENT_TYPES = Object.keys(EVENTS) as [EventType, ...EventType[]]

/** The events that a bot receives for its rooms; all others are for the site. */
export const BOT_EVENTS: readonly EventType[] = EVENT_TYPES.filter((type) => 'bots' in EVENTS[type])

export type EventData<Type extends EventType = EventType> = z.output<(typeof EVENTS)[Type]['data']>

/** An event as programs of the site get it, whichever way. */
export const apiEvent = z
  .object({
    id: z.string().describe('a cursor of the log: events of a widget have rising numbers'),
    type: z.enum(EVENT_TYPES),
    timestamp: z.iso.datetime(),
    data: z
      .looseObject({})
      .describe('by `type`, see docs/events.md; where a profile acted, `person_id` is the user who speaks for it'),
  })
  .meta({ id: 'Event' })
export type ApiEvent = z.output<typeof apiEvent>

/** 30 November 2026, 09:15 UTC. */
const exampleAt = 1_796_030_100_000
const exampleMessage = {
  seq: 7,
  rev: 9,
  client_id: '5c0e7a4e-9d0b-4c0c-8a53-0b7f3f6f2f11',
  sender_id: '42',
  text: 'Is it still there?',
  reply_to: null,
  created_at: exampleAt,
  edited_at: null,
  deleted_at: null,
}
const exampleReaction = { room_id: 12, seq: 7, user_id: '43', emoji: '👍' }
const exampleUser = {
  user_id: '42',
  name: 'Anna',
  avatar_url: 'https://shop.example/avatars/42.jpg',
  profile_url: 'https://shop.example/users/42',
  badge: null,
}
const exampleCall = { call_id: 'c4ll', room_id: 12 }

/** `data` of an event of each type, as people read it in the docs and programs in `/openapi.json`. */
export const EVENT_EXAMPLES: { [Type in EventType]: EventData<Type> } = {
  'message.created': { room_id: 12, pipe: 'order-17', message: exampleMessage },
  'message.updated': {
    room_id: 12,
    message: { ...exampleMessage, rev: 10, text: 'Is the lamp there?', edited_at: exampleAt + 60_000 },
  },
  'message.deleted': {
    room_id: 12,
    message: { ...exampleMessage, rev: 11, text: null, deleted_at: exampleAt + 90_000 },
  },
  'message.held': { room_id: 12, message: { ...exampleMessage, seq: 0 }, reason: 'words' },
  'reaction.added': exampleReaction,
  'reaction.removed': exampleReaction,
  'room.created': {
    room_id: 12,
    type: 'group',
    pipe: 'order-17',
    title: 'Order 17',
    is_public: false,
    user_ids: ['42', '43'],
    context: null,
  },
  'room.updated': {
    room_id: 12,
    room: {
      title: 'Order 17, paid',
      description: null,
      is_public: false,
      by_request: false,
      picture: null,
      rights: { send: 'all', media: 'all', add: 'managers', pin: 'managers', slow_seconds: 0 },
      frozen: false,
      archived: false,
    },
  },
  'room.handed_over': { room_id: 12, owner: 'people', generation: 2, user_id: '43' },
  'room.deleted': { room_id: 12 },
  'room.read': { room_id: 12, user_id: '43', read_seq: 7 },
  'member.joined': { room_id: 12, user_id: '44' },
  'member.left': { room_id: 12, user_id: '44', how: 'leave' },
  'member.changed': { room_id: 12, user_id: '43', role: 'admin' },
  'call.started': { ...exampleCall, user_id: '42', peer_id: '43', video: true },
  'call.answered': { ...exampleCall, user_id: '43' },
  'call.joined': { ...exampleCall, user_id: '42' },
  'call.left': { ...exampleCall, user_id: '42' },
  'call.ended': { ...exampleCall, outcome: 'answered', duration_ms: 83_000 },
  'user.created': exampleUser,
  'user.updated': { ...exampleUser, badge: 'PRO' },
  'user.restricted': {
    user_id: '42',
    kind: 'mute',
    on: true,
    until: exampleAt + 3_600_000,
    reason: 'Please stay polite.',
  },
  'user.erased': { user_id: '42' },
  'notification.bounced': {
    user_id: '42',
    channel: 'mail',
    address: 'anna@shop.example',
    problem: '550 5.1.1 User unknown',
  },
  'report.created': {
    report_id: 'r3port',
    room_id: 12,
    seq: 7,
    user_id: null,
    reporter_id: '43',
    reason: 'spam',
    comment: '',
  },
  'report.decided': { report_id: 'r3port', user_id: '43', outcome: 'deleted' },
}

/** An event of the type as a webhook brings it. */
export const exampleOf = (type: EventType) => ({
  id: '4711',
  type,
  timestamp: new Date(exampleAt).toISOString(),
  data: EVENT_EXAMPLES[type],
})
