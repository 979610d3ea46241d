import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../errors/codes.ts'
import { devId, isGuestId, pipe, roomTitle, userId } from '../ids.ts'
import { cardGiven } from '../messages/cards.ts'
import { MOST_ENTITIES } from '../messages/entities.ts'
import { givenEntities } from '../messages/message.ts'
import { contextGiven } from '../rooms/context-given.ts'
import { dialogContext } from '../rooms/room.ts'
import { ROOM_TYPE } from '../site.ts'
import { operations } from './operation.ts'

/** Path of REST v2 for a site's server (docs/rest-api.md). */
const SITE_API = '/imbachat/v2/{imba_id}'

/** Most users that one call may name. */
const MAX_USERS = 1_000

const params = z.object({ imba_id: devId.describe('DEV_ID') })

/** Forms know text only: absent, empty and `null` are the same. */
const orAbsent = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional())

const required = (issue: { input?: unknown }) => (issue.input === undefined ? 'is required' : undefined)

const wholeNumber = z.union([z.int().min(1), z.string().regex(/^[1-9]\d{0,14}$/, 'must be a number from 1')], {
  error: 'must be a number from 1',
})

const number = wholeNumber.transform(Number)

const author = z.preprocess(
  (value) => (value === '' || value === null ? undefined : value),
  z
    .union([z.int(), z.string()], { error: (issue) => required(issue) ?? 'must be a whole number or a string' })
    .pipe(userId.refine((id) => !isGuestId(id), 'must name a user: 0 is every visitor who is not signed in')),
)

/** In forms `context[id]`, `context[title]`, `context[image]`, `context[url]`. */
const context = orAbsent(z.preprocess(withoutEmpty, contextGiven)).describe(
  'what the dialog is about: id, title, image, url. The two users have one dialog for each id',
)

function withoutEmpty(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== '' && field !== null))
}

/** In forms one field with JSON. */
const entities = orAbsent(z.preprocess(fromJson, givenEntities.max(MOST_ENTITIES)))

/** In forms one field with JSON. */
const card = orAbsent(z.preprocess(fromJson, cardGiven))

/** Languages of one text. */
const MOST_LANGUAGES = 20

/** One text, or the same text in several languages: `{en: …, ru: …}`. In forms `message[ru]`. */
const textByLanguage = z.preprocess(
  asText,
  z.union(
    [
      z.string(),
      z
        .record(
          z.string().regex(/^[a-z]{2,3}$/, 'must be the code of a language, such as ru'),
          z.string('must be text'),
        )
        .refine((texts) => Object.keys(texts).length > 0, 'must name a language')
        .refine(
          (texts) => Object.keys(texts).length <= MOST_LANGUAGES,
          `must have at most ${MOST_LANGUAGES} languages`,
        ),
    ],
    {
      error: (issue) =>
        required(issue) ?? 'must be text, or in a system message texts by language such as {"en": "Paid"}',
    },
  ),
)

const MESSAGE_TYPES = ['text', 'system'] as const

function asText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value
}

function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

const roomType = z
  .union([z.int(), z.string().regex(/^\d{1,3}$/, 'must be 0 or 1')], { error: 'must be 0 or 1' })
  .transform(Number)
  .refine(
    (type) => type === ROOM_TYPE.dialog || type === ROOM_TYPE.conference,
    'must be 0 or 1: there are no support rooms',
  )

const flag = z
  .union([z.boolean(), z.literal([0, 1]), z.literal(['0', '1', 'true', 'false', 'on'])], { error: 'must be 1 or 0' })
  .transform((value) => value === true || value === 1 || value === '1' || value === 'true' || value === 'on')

/** As JSON Schema, what may stand for a user in a list. */
const aUser = {
  anyOf: [
    { type: ['integer', 'string', 'null'] },
    { type: 'object', properties: { user_id: { type: ['integer', 'string', 'null'] } } },
  ],
}

/**
 * `[1, "P11"]`, `[{"user_id": 1}]` or `"1,2"`; entries without an id are skipped. A user who is named twice
 * counts once.
 */
const users = z
  .preprocess(
    idsOf,
    z
      .array(userId)
      .max(MAX_USERS, `must name at most ${MAX_USERS} users`)
      .transform((ids) => [...new Set(ids)]),
  )
  .meta({
    description: 'ids, objects with user_id, a list of them as JSON, or ids separated by commas',
    examples: [[1, 2]],
    accepts: { anyOf: [{ type: 'array', items: aUser }, { type: 'integer' }, { type: 'string' }] },
  })

function idsOf(value: unknown): unknown {
  if (typeof value === 'number') return [value]
  const list = fromJson(value)
  if (typeof value === 'string' && Array.isArray(list)) return idsOf(list)
  if (typeof value === 'string') return idsOf(value.split(',').map((id) => id.trim()))
  if (!Array.isArray(value)) return value ?? []
  const ids = value.map((entry) => (typeof entry === 'object' && entry !== null ? entry.user_id : entry))
  return ids.filter((id) => ![undefined, null, '', 0, '0'].includes(id))
}

/** Selects a room by its number or its name. */
const namesARoom = { room_id: orAbsent(number).describe('number of the room'), room_pipe: orAbsent(pipe) }

const roomNamed = ({ room_id, room_pipe }: { room_id?: number | undefined; room_pipe?: string | undefined }) =>
  room_id !== undefined || room_pipe !== undefined

const roomMissing = { path: ['room_id'], message: 'is required, or room_pipe' }

const someUsers = users.refine((ids) => ids.length > 0, 'is required')

const room = z
  .object({
    id: z.int().describe('number of the room; the same as room_id'),
    room_id: z.int(),
    room_type: z.int().describe('0 dialog, 1 group or channel'),
    room_pipe: z.string().nullable(),
    room_title: z.string().nullable(),
    room_is_public: z.union([z.literal(0), z.literal(1)]),
    context: dialogContext.exactOptional().describe('what a dialog is about; absent: nothing in particular'),
  })
  .meta({ id: 'SiteRoom' })

export type SiteRoom = z.output<typeof room>

const message = z
  .object({
    id: z.int().describe("the message's number in its room, from 1"),
    uuid: z.string().describe('as sent, or made by the server'),
    room_id: z.int(),
    user_id: z.string().describe('author; empty in a system message'),
    message: z.string(),
    time: z.int().describe('unix seconds'),
    answer_to: z.int().nullable().describe('id of the message that it answers'),
    liked: z.literal(false),
  })
  .meta({ id: 'SiteMessage' })

const success = z.literal(true)
const held = z
  .literal(true)
  .exactOptional()
  .describe("the site's before-send program holds it: only its author sees it, and `id` is 0")

/** Every refusal of these calls has this shape. */
export const siteErrorReply = z
  .object({
    success: z.literal(false),
    error: z.string().describe('for developers, in English; names the field'),
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]).describe('stable; decide by this'),
    field: z.string().optional(),
    retry_after_ms: z.int().min(0).optional().describe('milliseconds to wait before trying again'),
    request_id: z.string().optional().describe("what the server's log calls the request; also in X-Request-Id"),
  })
  .meta({ id: 'SiteErrorReply' })

const common = { method: 'post', access: 'site', params } as const

const messageId = z.preprocess(
  (value) => (value === '' || value === null ? undefined : value),
  z
    .union([z.int().min(1), z.string().regex(/^[1-9]\d{0,14}$/, 'must be a number from 1')], {
      error: (issue) => required(issue) ?? 'must be a number from 1',
    })
    .transform(Number),
)

const namesAUser = z.object({ user_id: author })

/**
 * Every call that a site's server may make, by its id. The server has one handler for each
 * (`server/src/http/site-api`).
 */
export const siteOperations = operations(SITE_API, {
  'site_api.create_room': {
    ...common,
    path: '/create_room',
    summary: 'Make a room with its members, or return the one of that name and add them',
    body: z
      .object({
        room_title: orAbsent(roomTitle).describe('default: "new room"'),
        room_pipe: orAbsent(pipe).describe("the room's name in code, unique in the widget; default: a random one"),
        room_is_public: orAbsent(flag).describe('1: everybody may join; default 0'),
        room_type: orAbsent(roomType).describe(
          '0: the dialog of the two users in users_ids; 1 (default): a group or channel',
        ),
        users_ids: users.default([]),
        context,
      })
      .refine(({ room_type, context }) => room_type === ROOM_TYPE.dialog || context === undefined, {
        path: ['context'],
        message: 'must be left out unless room_type is 0: only dialogs have one',
      })
      .refine(({ room_type, users_ids }) => room_type !== ROOM_TYPE.dialog || users_ids.length === 2, {
        path: ['users_ids'],
        message: 'must name the two users of the dialog',
      }),
    result: z.object({ success, room, created: z.boolean().describe('it was missing') }),
    errors: ['room_not_found', 'forbidden'],
  },
  'site_api.send_msg': {
    ...common,
    path: '/send_msg',
    summary: 'Write a message in the name of a user who is in the room, or a system message',
    body: z
      .object({
        type: orAbsent(z.enum(MESSAGE_TYPES, `must be one of ${MESSAGE_TYPES.join(', ')}`)).describe(
          'text (default): by user_id; system: the site says it, centred ' +
            'among the notices, and it never counts as unread',
        ),
        user_id: orAbsent(author).describe('author; of a system message only beside to_user_id'),
        ...namesARoom,
        to_user_id: orAbsent(author).describe(
          'instead of a room: writes into the dialog with this user, made if missing',
        ),
        context,
        message: textByLanguage.describe('of a system message also an object of texts by language: {"en": …, "ru": …}'),
        entities: entities.describe(
          'formatting of the message: objects with type, offset and length in UTF-16 units, url of a link; in forms JSON',
        ),
        card: card.describe(
          'title, picture (an address), up to 10 buttons, after_press (lock, hide): see docs/rest-api.md; in forms JSON',
        ),
        answer_to: orAbsent(number).describe('id of the message that it answers'),
        silent: orAbsent(flag).describe('1: no sound and no preview, though it counts as unread; default 0'),
        uuid: orAbsent(z.string().max(128, 'must have at most 128 characters')).describe(
          'idempotency key: the same one again in that room and by that user returns the message that was stored first',
        ),
      })
      .refine((body) => body.user_id !== undefined || (body.type === 'system' && body.to_user_id === undefined), {
        path: ['user_id'],
        message: 'is required',
      })
      .refine((body) => roomNamed(body) || body.to_user_id !== undefined, {
        path: ['room_id'],
        message: 'is required, or room_pipe, or to_user_id',
      })
      .refine((body) => body.to_user_id === undefined || !roomNamed(body), {
        path: ['to_user_id'],
        message: 'must be left out beside room_id or room_pipe',
      })
      .refine(({ user_id, to_user_id }) => to_user_id === undefined || to_user_id !== user_id, {
        path: ['to_user_id'],
        message: 'must name another user than user_id',
      })
      .refine(({ context, to_user_id }) => context === undefined || to_user_id !== undefined, {
        path: ['context'],
        message: 'must be left out without to_user_id',
      })
      .refine(({ type, message }) => type === 'system' || typeof message === 'string', {
        path: ['message'],
        message: 'must be text: only a system message has texts by language',
      })
      .superRefine((body, check) => {
        if (body.type !== 'system') return
        if (body.user_id !== undefined && body.to_user_id === undefined) {
          const message = 'must be left out of a system message, except beside to_user_id: nobody is its author'
          check.addIssue({ code: 'custom', path: ['user_id'], message })
        }
        for (const field of ['card', 'entities', 'answer_to'] as const) {
          if (body[field] === undefined) continue
          check.addIssue({ code: 'custom', path: [field], message: 'must be left out of a system message' })
        }
      }),
    result: z.object({ success, message, held }),
    errors: [
      'words_refused',
      'refused_by_site',
      'check_unavailable',
      'too_many_held',
      'room_not_found',
      'forbidden',
      'message_empty',
      'message_too_long',
      'message_text_invalid',
      'message_not_found',
      'request_pending',
      'request_declined',
      'blocked',
      'frozen',
      'file_broken',
      'picture_too_large',
      'quota_exceeded',
      'storage_unavailable',
    ],
  },
  'site_api.edit_msg': {
    ...common,
    path: '/edit_msg',
    summary: "Change a message's text, its card or its buttons",
    body: z
      .object({
        ...namesARoom,
        message_id: messageId.describe('id that send_msg answered'),
        message: orAbsent(z.preprocess(asText, z.string('must be text'))).describe('absent: the text stays'),
        entities: entities.describe('formatting of the new text; without a new text it must be left out'),
        card: z
          .preprocess((value) => fromJson(value === '' ? undefined : value), cardGiven.nullable().optional())
          .describe(
            'the fields that it names are replaced, and new buttons can be ' +
              'pressed again; null takes title and buttons away',
          ),
      })
      .refine(roomNamed, roomMissing)
      .refine(({ entities, message }) => entities === undefined || message !== undefined, {
        path: ['entities'],
        message: 'must be left out without message',
      })
      .refine(({ card }) => card?.picture === undefined, {
        path: ['card', 'picture'],
        message: 'must be left out: the picture of a message stays',
      })
      .refine(({ card, message }) => card !== undefined || message !== undefined, {
        path: ['message'],
        message: 'is required, or card',
      }),
    result: z.object({ success, message }),
    errors: [
      'words_refused',
      'refused_by_site',
      'edit_needs_review',
      'check_unavailable',
      'room_not_found',
      'forbidden',
      'message_empty',
      'message_too_long',
      'message_text_invalid',
      'message_not_found',
    ],
  },
  'site_api.delete_msg': {
    ...common,
    path: '/delete_msg',
    summary: 'Delete a message for everybody; deleting it twice is deleting it once',
    body: z
      .object({ ...namesARoom, message_id: messageId.describe('id that send_msg answered') })
      .refine(roomNamed, roomMissing),
    result: z.object({ success, room_id: z.int(), message_id: z.int() }),
    errors: ['room_not_found', 'message_not_found'],
  },
  'site_api.add_users': {
    ...common,
    path: '/add_users',
    summary: 'Add users to a group or channel',
    body: z.object({ ...namesARoom, users_ids: someUsers }).refine(roomNamed, roomMissing),
    result: z.object({
      success,
      room_id: z.int(),
      added: z.array(z.string()).describe('who was not in the room before'),
    }),
    errors: ['room_not_found'],
  },
  'site_api.remove_users': {
    ...common,
    path: '/remove_users',
    summary: 'Remove users from a group or channel',
    body: z.object({ ...namesARoom, users_ids: someUsers }).refine(roomNamed, roomMissing),
    result: z.object({
      success,
      room_id: z.int(),
      removed: z.array(z.string()).describe('who was in the room before'),
    }),
    errors: ['room_not_found'],
  },
  'site_api.get_rooms': {
    ...common,
    path: '/get_rooms',
    summary: "A user's rooms, the last active first",
    body: z.object({
      user_id: author,
      limit: orAbsent(number.pipe(z.number().max(100, 'must be at most 100'))).describe(
        'rooms a page, 1 to 100; default 50',
      ),
      cursor: orAbsent(z.string().max(100, 'must have at most 100 characters')).describe('`next` of the previous page'),
    }),
    result: z.object({
      success,
      rooms: z.array(
        room.extend({
          peer_id: z.string().nullable().describe('in a dialog: the other user'),
          users_count: z.int(),
          unread: z.int().describe('messages that the user has not read'),
          last_message: z.string().nullable(),
          time: z.int().describe('of the last message, or of the room: unix seconds'),
        }),
      ),
      next: z.string().nullable().describe('cursor of the next page; null: this is the last'),
    }),
  },
  'site_api.end_sessions': {
    ...common,
    path: '/end_sessions',
    summary: 'End all connections of a user who signed out or was deleted, and what older tokens would open',
    body: namesAUser,
    result: z.object({ success, user_id: userId, ended: z.int().describe('connections that were open') }),
  },
  'site_api.erase_user': {
    ...common,
    path: '/erase_user',
    summary: 'Erase all data of a user for good, in the background; their sessions end at once',
    body: namesAUser
      .extend({
        confirm: author.describe('the same id again: erasing can not be undone'),
      })
      .refine(({ user_id, confirm }) => user_id === confirm, {
        path: ['confirm'],
        message: 'must be the same as user_id',
      }),
    result: z.object({ success, user_id: userId }),
  },
})

export type SiteOperationId = keyof typeof siteOperations
