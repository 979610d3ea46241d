import type { EventData, EventType } from './event-catalogue.ts'

/** 30 November 2026, 09:15 UTC. */
const at = 1_796_030_100_000
const message = {
  seq: 7,
  rev: 9,
  client_id: '5c0e7a4e-9d0b-4c0c-8a53-0b7f3f6f2f11',
  sender_id: '42',
  text: 'Is it still there?',
  reply_to: null,
  created_at: at,
  edited_at: null,
  deleted_at: null,
}
const reaction = { room_id: 12, seq: 7, user_id: '43', emoji: '👍' }
const user = {
  user_id: '42',
  name: 'Anna',
  avatar_url: 'https://shop.example/avatars/42.jpg',
  profile_url: 'https://shop.example/users/42',
  badge: null,
}
const call = { call_id: 'c4ll', room_id: 12 }

/** `data` of an event of each type, as people read it in the docs and programs in `/openapi.json`. */
export const EVENT_EXAMPLES: { [Type in EventType]: EventData<Type> } = {
  'message.created': { room_id: 12, message },
  'message.updated': {
    room_id: 12,
    message: { ...message, rev: 10, text: 'Is the lamp there?', edited_at: at + 60_000 },
  },
  'message.deleted': { room_id: 12, message: { ...message, rev: 11, text: null, deleted_at: at + 90_000 } },
  'message.held': { room_id: 12, message: { ...message, seq: 0 }, reason: 'words' },
  'reaction.added': reaction,
  'reaction.removed': reaction,
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
  'call.started': { ...call, user_id: '42', peer_id: '43', video: true },
  'call.answered': { ...call, user_id: '43' },
  'call.joined': { ...call, user_id: '42' },
  'call.left': { ...call, user_id: '42' },
  'call.ended': { ...call, outcome: 'answered', duration_ms: 83_000 },
  'user.created': user,
  'user.updated': { ...user, badge: 'PRO' },
  'user.restricted': { user_id: '42', kind: 'mute', on: true, until: at + 3_600_000, reason: 'Please stay polite.' },
  'user.erased': { user_id: '42' },
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
  timestamp: new Date(at).toISOString(),
  data: EVENT_EXAMPLES[type],
})
