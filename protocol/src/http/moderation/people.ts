import { z } from 'zod'
import { ATTACHMENT_KINDS } from '../../messages/message.ts'
import {
  HOLD_REASONS,
  REPORT_OUTCOMES,
  RESTRICTION_KINDS,
  TASK_KINDS,
  TASK_STATES,
} from '../../moderation/moderation.ts'
import { PEOPLE_ORDERS, TIMELINE_KINDS } from '../../moderation/orders.ts'
import { REPORT_REASONS } from '../../moderation/reports.ts'
import { userCard } from '../../users/user.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { nameCursor, pageQuery, widgetParams } from '../widget/widgets.ts'
import { heldFile } from './held-file.ts'
import { messageContent } from './message-content.ts'
import { restrictionMinutes, restrictionReason } from './reports.ts'

const holding = z.object({ until: z.int().nullable().describe('null: for good'), reason: z.string() })

/** A user of the chat as the widget's team sees them in a list. */
export const person = z
  .object({
    user: userCard,
    email: z.string().nullable().describe('null: the site does not tell it'),
    role: z.enum(['admin', 'user']),
    online: z.boolean(),
    last_seen: z.int().nullable(),
    mute: holding.nullable(),
    ban: holding.nullable(),
    shadow: holding.nullable().describe('others see nothing of what the user writes, and the user is not told'),
    created_at: z.int().nullable().describe('when the server first heard of the user; null: before it kept that'),
    figures: z
      .object({
        messages: z.int().describe('counted some seconds after they were sent; deleted ones too'),
        reports: z.int().describe('about the user, open and closed'),
      })
      .nullable()
      .describe('null: not asked for'),
  })
  .meta({ id: 'Person' })
export type PersonView = z.output<typeof person>

const restrictionEntry = z.object({
  restriction_id: z.string(),
  kind: z.enum(RESTRICTION_KINDS),
  reason: z.string(),
  until: z.int().nullable(),
  report_id: z.string().nullable(),
  created_at: z.int(),
  created_by: z.string().describe('e-mail address'),
  lifted_at: z.int().nullable(),
  lifted_by: z.string().nullable().describe('e-mail address'),
})
export type RestrictionEntry = z.output<typeof restrictionEntry>

const note = z.object({ note_id: z.string(), text: z.string(), created_at: z.int(), created_by: z.string() })
export type PersonNote = z.output<typeof note>

const profile = z
  .object({
    email: z.string().nullable(),
    synced_at: z.int().nullable().describe('when the site last described the user; null: never'),
    first_seen_at: z.int().nullable().describe('when the server first heard of the user; null: before it kept that'),
    messages_counted: z.int().describe('messages, counted while a rule about new users needs it'),
    last_login_at: z.int().nullable(),
    permissions: z.record(z.string(), z.boolean()).nullable(),
    extra: z.record(z.string(), z.unknown()).describe('fields of the site that the chat does not use'),
    warning: z.object({ text: z.string(), at: z.int() }).nullable().describe('one that they have not confirmed'),
    rooms: z.int(),
    reports_about: z.int().describe('at most 1000'),
    reports_by: z.int().describe('at most 1000'),
  })
  .meta({ id: 'Profile' })

const whole = z.object({
  person,
  profile,
  speaks_as: z.array(userCard).describe('other names under which the user writes, each a user of its own'),
  spoken_by: userCard.nullable().describe('the user who speaks for this profile; null: it is no profile'),
  restrictions: z.array(restrictionEntry).describe('the newest 50'),
  notes: z.array(note).describe('the newest 50'),
})
export type WholePerson = z.output<typeof whole>

const people = '/widgets/{widget_id}/people'
const user_id = z.string().min(1).max(200)
/** Users that one call is about. */
const MOST_AT_ONCE = 100
const total = z.int().nullable().describe('counted up to 100,000; null: not asked for, or not the first page')

/** '' names nobody */
const asked = z.string().max(200).default('')

const personRoom = z.object({
  room_id: z.int(),
  title: z.string().nullable(),
  peer: userCard.nullable(),
  state: z.enum(['joined', 'invited', 'requested', 'declined', 'left', 'banned']),
  role: z.enum(['owner', 'admin', 'member']),
  member_count: z.int(),
  active_at: z.int(),
})
export type PersonRoom = z.output<typeof personRoom>

/** Connections in one answer; for more, the answer has their number. */
export const DEVICES_SHOWN = 100

export const connectedDevice = z.object({
  browser: z.string().nullable().describe('as the browser names itself; null: none that is known'),
  system: z.string().nullable(),
  since: z.int(),
  node: z.string().nullable().describe('the name of the node; null: there is one'),
})
export type ConnectedDevice = z.output<typeof connectedDevice>

const silent_nodes = z.int().describe('nodes that run and did not answer')

const personFile = z.object({
  file_id: z.string(),
  name: z.string(),
  kind: z.enum(ATTACHMENT_KINDS),
  type: z.string().describe('MIME type by the content'),
  size: z.int().describe('bytes'),
  room: z.object({ room_id: z.int(), title: z.string().nullable(), peer: userCard.nullable() }),
  sent_at: z.int(),
})
export type PersonFile = z.output<typeof personFile>

const readingReason = z.string().trim().min(3, 'must have at least 3 characters').max(300)

const heldEntry = z
  .object({
    room_id: z.int(),
    client_id: z.string(),
    title: z.string().nullable().describe('null: a dialog'),
    text: z.string(),
    files: z.array(heldFile),
    reason: z.enum(HOLD_REASONS).describe('`shadow`: the user is shadow-banned, and reads nothing of it'),
    held_at: z.int(),
  })
  .meta({ id: 'HeldEntry' })
export type HeldEntry = z.output<typeof heldEntry>

const place = z.object({ room_id: z.int(), title: z.string().nullable(), peer: userCard.nullable() })
const by = z.string().describe('e-mail address')
const entry = { id: z.string(), at: z.int() }
const decided = z.object({
  ...entry,
  kind: z.literal('decided'),
  report_id: z.string(),
  outcome: z.enum(REPORT_OUTCOMES).nullable(),
  by,
})
const words = z.string().nullable().describe('null: deleted, or the room is not public')
const isPublic = z.boolean().describe('false: what it says needs a reason')

/** Something that happened to a user, or that the user did. */
const timelineEntry = z
  .discriminatedUnion('kind', [
    z.object({
      ...entry,
      kind: z.literal('message'),
      room: place,
      seq: z.int(),
      text: words,
      files: z.int(),
      is_public: isPublic,
    }),
    z.object({
      ...entry,
      kind: z.enum(['reported', 'reports']).describe('somebody or a rule reported the user, or the user somebody'),
      report_id: z.string(),
      reason: z.enum(REPORT_REASONS),
      user: userCard.nullable().describe('the other one; null: a rule'),
    }),
    decided,
    z.object({
      ...entry,
      kind: z.enum(['restricted', 'lifted']),
      restriction: z.enum(RESTRICTION_KINDS),
      reason: z.string(),
      until: z.int().nullable(),
      by,
    }),
    z.object({ ...entry, kind: z.literal('note'), text: z.string(), by }),
    z.object({
      ...entry,
      kind: z.enum(['first_seen', 'site_sign_in', 'device']),
      name: z.string().nullable().describe('of a browser that gets notifications'),
    }),
  ])
  .meta({ id: 'TimelineEntry' })
export type TimelineEntry = z.output<typeof timelineEntry>

/** Something that happened in a room, or to it. */
export const roomTimelineEntry = z
  .discriminatedUnion('kind', [
    z.object({
      ...entry,
      kind: z.literal('message'),
      seq: z.int(),
      sender: userCard,
      text: words,
      files: z.int(),
      is_public: isPublic,
    }),
    z.object({
      ...entry,
      kind: z.literal('notice').describe('members came or went, or somebody in the room changed it'),
      seq: z.int(),
      sender: userCard.nullable().describe('null: the site or the team'),
      carries: messageContent,
    }),
    z.object({
      ...entry,
      kind: z.literal('reported'),
      report_id: z.string(),
      reason: z.enum(REPORT_REASONS),
      user: userCard.nullable().describe('who reported; null: a rule'),
      about: userCard,
    }),
    decided,
    z.object({
      ...entry,
      kind: z.literal('changed').describe('an act of the team'),
      action: z.string().describe('the operation, as the audit log names it'),
      details: z.record(z.string(), z.unknown()).nullable().describe('changed values, as in the audit log'),
      by,
    }),
  ])
  .meta({ id: 'RoomTimelineEntry' })
export type RoomTimelineEntry = z.output<typeof roomTimelineEntry>

export const task = z
  .object({
    task_id: z.string(),
    kind: z.enum(TASK_KINDS),
    user_id: z.string().nullable(),
    room: z.string().nullable().describe('the title of the room that it deletes'),
    state: z.enum(TASK_STATES),
    looked: z.int().describe('steps taken'),
    total: z.int().describe('steps in all'),
    changed: z.int().describe('messages deleted or sent'),
    created_at: z.int(),
    created_by: z.string().describe('e-mail address'),
    ended_at: z.int().nullable(),
  })
  .meta({ id: 'Task' })
export type TaskView = z.output<typeof task>

export const peopleOperations = operations(DASHBOARD_API, {
  'people.list': {
    method: 'get',
    path: people,
    summary: 'Users of the chat, in the order that is asked for',
    access: 'moderator',
    params: widgetParams,
    query: pageQuery.extend({
      query: z.string().max(100).default('').describe('part of a name, an id or an e-mail address'),
      filter: z
        .enum(['all', 'restricted', 'reported', 'admins', 'bots'])
        .default('all')
        .describe('`reported`: about whom a report is open'),
      sort: z.enum(PEOPLE_ORDERS).optional().describe('default: the last seen first; of a search, by name'),
      figures: z.enum(['1']).optional().describe('also how many there are, and the figures of each'),
      cursor: nameCursor,
    }),
    result: z.object({ people: z.array(person), total, next: z.string().nullable() }),
  },
  'people.get': {
    method: 'get',
    path: `${people}/one`,
    summary: 'One user: profile, restrictions, notes',
    access: 'moderator',
    params: widgetParams,
    query: z.object({ user_id: asked }),
    result: whole,
    errors: ['user_unknown'],
  },
  'people.rooms': {
    method: 'get',
    path: `${people}/one/rooms`,
    summary: 'The rooms that a user is or was in',
    access: 'moderator',
    params: widgetParams,
    query: pageQuery.extend({ user_id: asked }),
    result: z.object({ rooms: z.array(personRoom), next: z.string().nullable() }),
  },
  'people.timeline': {
    method: 'get',
    path: `${people}/one/timeline`,
    summary: 'What a user did and what was done about them, the newest first; words of public rooms only',
    access: 'moderator',
    params: widgetParams,
    query: pageQuery.extend({
      user_id: asked,
      kind: z.enum(TIMELINE_KINDS).default('all'),
      limit: z.coerce.number().int().min(1).max(50).default(30).describe('entries a page'),
    }),
    result: z.object({
      entries: z.array(timelineEntry),
      complete: z.boolean().describe('false: there were more rooms or messages than are looked through'),
      next: z.string().nullable(),
    }),
    errors: ['user_unknown'],
  },
  'people.devices': {
    method: 'get',
    path: `${people}/one/devices`,
    summary: "A user's connections of this moment, on all nodes: the newest 100",
    access: 'moderator',
    params: widgetParams,
    query: z.object({ user_id: asked }),
    result: z.object({ devices: z.array(connectedDevice), total: z.int(), silent_nodes }),
    errors: ['user_unknown'],
  },
  'people.files': {
    method: 'post',
    path: `${people}/one/files`,
    summary: 'Files that a user sent, the newest room first; the reason is recorded',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({
      user_id,
      reason: readingReason,
      cursor: z.string().max(200).nullable().default(null),
      limit: z.int().min(1).max(100).default(30),
    }),
    result: z.object({
      files: z.array(personFile).describe('may be fewer than asked for, or none, while `next` is not null'),
      next: z.string().nullable(),
    }),
    errors: ['user_unknown'],
  },
  'people.open_file': {
    method: 'post',
    path: `${people}/one/open-file`,
    summary: 'The address of a file that a user sent, good for a minute; the reason is recorded',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({ user_id, file_id: z.string().max(100), reason: readingReason }),
    result: z.object({ address: z.string().describe('a path on this server'), expires_at: z.int() }),
    errors: ['user_unknown', 'file_not_found'],
  },
  'people.sign_out': {
    method: 'post',
    path: `${people}/sign-out`,
    summary: 'End all connections of a user, on all nodes; their pages ask the site for a fresh token',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({ user_id }),
    result: z.object({ ended: z.int().describe('connections'), silent_nodes }),
    errors: ['user_unknown'],
  },
  'people.refresh': {
    method: 'post',
    path: `${people}/refresh`,
    summary: 'Ask the site for a user now',
    access: 'moderator',
    audit: false,
    params: widgetParams,
    body: z.strictObject({ user_id }),
    result: whole,
    errors: ['user_unknown'],
  },
  'people.restrict': {
    method: 'post',
    path: `${people}/restrict`,
    summary: 'Warn, mute, ban or shadow-ban a user',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({
      user_id,
      kind: z.enum(RESTRICTION_KINDS),
      minutes: restrictionMinutes.default(null).describe('null: for good'),
      reason: restrictionReason.default('').describe('what the user reads; of a shadow ban what the team reads'),
    }),
    result: whole,
    errors: ['user_unknown', 'conflict'],
  },
  'people.lift': {
    method: 'post',
    path: `${people}/lift`,
    summary: 'End the mute, ban or shadow ban of a user, or take a warning back',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({ user_id, kind: z.enum(RESTRICTION_KINDS) }),
    result: whole,
    errors: ['user_unknown', 'conflict'],
  },
  'people.restrict_many': {
    method: 'post',
    path: `${people}/restrict-many`,
    summary: 'Mute or ban several users; those who are muted or banned already stay as they are',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({
      user_ids: z.array(user_id).min(1).max(MOST_AT_ONCE),
      kind: z.enum(['mute', 'ban']),
      minutes: restrictionMinutes.default(null).describe('null: for good'),
      reason: restrictionReason.default('').describe('what the users read'),
    }),
    result: z.object({ changed: z.array(person) }),
  },
  'people.lift_many': {
    method: 'post',
    path: `${people}/lift-many`,
    summary: 'End the mute or ban of several users; those who have none stay as they are',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({
      user_ids: z.array(user_id).min(1).max(MOST_AT_ONCE),
      kind: z.enum(['mute', 'ban']),
    }),
    result: z.object({ changed: z.array(person) }),
  },
  'people.held': {
    method: 'get',
    path: `${people}/one/held`,
    summary: 'Messages of a user that others do not see, the newest first',
    access: 'moderator',
    params: widgetParams,
    query: pageQuery.extend({ user_id: asked }),
    result: z.object({ messages: z.array(heldEntry), next: z.string().nullable() }),
    errors: ['user_unknown'],
  },
  'people.decide_held': {
    method: 'post',
    path: `${people}/held`,
    summary: 'Publish or delete a message of a user that others do not see, and close the report about it',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({ user_id, room_id: z.int().min(1), client_id: z.string().max(100), publish: z.boolean() }),
    result: z.object({}),
    errors: ['user_unknown', 'message_not_found', 'room_not_found', 'banned', 'frozen'],
  },
  'people.note': {
    method: 'post',
    path: `${people}/note`,
    summary: 'Add a note about a user, for the team only',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({ user_id, text: z.string().trim().min(1).max(2_000) }),
    result: whole,
    errors: ['user_unknown'],
  },
  'people.forget_note': {
    method: 'post',
    path: `${people}/forget-note`,
    summary: 'Remove a note about a user',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({ user_id, note_id: z.string().max(100) }),
    result: whole,
    errors: ['user_unknown'],
  },
  'people.delete_messages': {
    method: 'post',
    path: `${people}/delete-messages`,
    summary: 'Delete all messages of a user for everybody, step by step',
    access: 'moderator',
    params: widgetParams,
    body: z.strictObject({ user_id }),
    result: z.object({ task }),
    errors: ['user_unknown', 'conflict'],
  },
  'people.erase': {
    method: 'post',
    path: `${people}/erase`,
    summary: 'Erase a user: messages, files, profile and everything of their own; cannot be undone or stopped',
    access: 'admin',
    params: widgetParams,
    body: z.strictObject({ user_id, confirm: z.string().max(200).describe('the same id again') }),
    result: z.object({ task }),
    errors: ['user_unknown', 'conflict'],
  },
  'people.export': {
    method: 'post',
    path: `${people}/export`,
    summary: 'What the chat knows of a user, in parts: profile, rooms, own state, messages, reactions, reports',
    access: 'admin',
    params: widgetParams,
    body: z.strictObject({ user_id, cursor: z.string().max(100).nullable() }),
    result: z.object({
      part: z.record(z.string(), z.unknown()),
      next: z.string().nullable(),
      looked: z.int(),
      total: z.int(),
    }),
    errors: ['user_unknown'],
  },
  'tasks.list': {
    method: 'get',
    path: '/widgets/{widget_id}/tasks',
    summary: 'Long work of moderators: the newest 20',
    access: 'moderator',
    params: widgetParams,
    query: z.object({ user_id: user_id.optional(), kind: z.enum(TASK_KINDS).optional() }),
    result: z.object({ tasks: z.array(task) }),
  },
  'tasks.stop': {
    method: 'post',
    path: '/widgets/{widget_id}/tasks/{task_id}/stop',
    summary: 'Stop deleting messages of a user; what is deleted stays so',
    access: 'moderator',
    params: widgetParams.extend({ task_id: z.string().max(100) }),
    body: z.strictObject({}),
    result: z.object({ task }),
  },
})
