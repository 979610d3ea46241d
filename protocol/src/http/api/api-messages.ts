import { z } from 'zod'
import { emoji } from '../../ids.ts'
import { cardGiven } from '../../messages/cards.ts'
import { MOST_ENTITIES } from '../../messages/entities.ts'
import { givenEntities, MOST_ATTACHMENTS, message, reaction } from '../../messages/message.ts'
import { webAddress } from '../../rooms/context-given.ts'
import { operations } from '../operation.ts'
import { API, next, pageOfApi, roomName, seqInPath, siteUserId } from './api-parts.ts'

/** Longer than any widget allows: the widget's own limit follows. */
const MOST_CHARS = 20_000
const MOST_LANGUAGES = 20

const text = z.string('must be text').max(MOST_CHARS, `must have at most ${MOST_CHARS} characters`)
const entities = givenEntities
  .max(MOST_ENTITIES, `must have at most ${MOST_ENTITIES} entries`)
  .describe('formatting: objects with type, offset and length in UTF-16 units, url of a link')

const textByLanguage = z
  .union(
    [
      text,
      z
        .record(z.string().regex(/^[a-z]{2,3}$/, 'must be the code of a language, such as ru'), text)
        .refine((texts) => Object.keys(texts).length > 0, 'must name a language')
        .refine(
          (texts) => Object.keys(texts).length <= MOST_LANGUAGES,
          `must have at most ${MOST_LANGUAGES} languages`,
        ),
    ],
    { error: 'must be text, or in a system message texts by language such as {"en": "Paid"}' },
  )
  .describe('of a system message also an object of texts by language: {"en": …, "ru": …}')

export const fileName = z
  .string('must be text')
  .min(1, 'is required')
  .max(1_000, 'must have at most 1000 characters')
  .refine((name) => name.isWellFormed(), 'must be well-formed Unicode')

export const fileGiven = z
  .strictObject({
    url: webAddress().optional().describe('an address that the server fetches, at most `FILE_URL_BYTES`'),
    name: fileName.optional().describe('with `url`: as the room sees it; absent: the last part of the address'),
    file_id: z
      .string('must be text')
      .regex(/^[\w-]{22}$/, 'must be the file_id of an upload')
      .optional()
      .describe('what files.create answered, to the same author for the same room; instead of `url`'),
  })
  .refine(({ url, file_id }) => (url === undefined) !== (file_id === undefined), {
    path: ['url'],
    message: 'is required, or file_id, and not both',
  })
  .refine(({ name, url }) => name === undefined || url !== undefined, {
    path: ['name'],
    message: 'must be left out without url',
  })

export const announcedFile = z.strictObject({
  name: fileName,
  size: z.int('must be a whole number').min(1, 'must be at least 1').describe('bytes'),
  type: z.string('must be text').max(200, 'must have at most 200 characters').default(''),
})

export const uploadPlace = z.object({
  file_id: z.string().describe('for `files` of a message'),
  url: z.string().describe('PATCH the bytes there: docs/api.md'),
  token: z.string().describe('for `Authorization: Bearer` of that address alone'),
  expires_at: z.int(),
})

const inRoom = z.object({ room: roomName })
const fileInPath = z.string().regex(/^[\w-]{1,64}$/, 'must be the file_id of an attachment')
const inMessage = inRoom.extend({ seq: seqInPath })
const stored = z.object({ room_id: z.int(), message })

/** Errors of a message from the site. */
const TEXT_ERRORS = [
  'words_refused',
  'refused_by_site',
  'check_unavailable',
  'message_empty',
  'message_too_long',
  'message_text_invalid',
  'room_not_found',
  'forbidden',
  'message_not_found',
] as const

/** Errors of a file. */
export const FILE_ERRORS = [
  'file_broken',
  'picture_too_large',
  'quota_exceeded',
  'storage_unavailable',
  'file_empty',
  'file_too_large',
  'file_type_refused',
  'too_many_uploads',
] as const

/** Errors of bots and users that the site itself never gets. */
const BOT_ERRORS = ['not_permitted', 'muted', 'banned', 'managers_only'] as const

/** The state of a room or of its request, which closes it to its members. */
const ROOM_ERRORS = ['request_pending', 'request_declined', 'blocked', 'frozen', 'handed_over'] as const

const write = { access: 'key', scope: 'messages:write' } as const
const read = { access: 'key', scope: 'messages:read' } as const

export const apiMessageOperations = operations(API, {
  'messages.send': {
    ...write,
    bots: true,
    method: 'post',
    path: '/rooms/{room}/messages',
    summary: 'Write a message in the name of a user who is in the room, or as the site',
    params: inRoom,
    body: z
      .strictObject({
        type: z
          .enum(['text', 'system'], 'must be one of text, system')
          .default('text')
          .describe('`system`: the site says it, centred among the notices, and it never counts as unread'),
        user_id: siteUserId.optional().describe('the author; of a text message only'),
        text: textByLanguage.default(''),
        files: z
          .array(fileGiven)
          .min(1, 'must have at least 1 entry')
          .max(MOST_ATTACHMENTS, `must have at most ${MOST_ATTACHMENTS} entries`)
          .optional()
          .describe('with files the text may be absent'),
        entities: entities.optional(),
        card: cardGiven
          .optional()
          .describe('title, picture (an address), up to 10 buttons, after_press: docs/rest-api.md'),
        reply_to: z.int().min(1).nullable().default(null).describe('`seq` of the message that it answers'),
        generation: z
          .int()
          .min(1)
          .optional()
          .describe('of the hand-over that the message answers: if the room has another one, the message is refused'),
        silent: z.boolean().default(false).describe('no sound and no preview, though it counts as unread'),
      })
      .superRefine((body, check) => {
        const refuse = (field: string, expected: string) =>
          check.addIssue({ code: 'custom', path: [field], message: expected })
        if (body.type === 'text') {
          if (body.user_id === undefined) refuse('user_id', 'is required')
          if (body.text === '' && body.files === undefined) refuse('text', 'is required, or files')
          if (typeof body.text !== 'string') refuse('text', 'must be text: only a system message has texts by language')
          return
        }
        if (body.text === '') refuse('text', 'is required')
        for (const field of ['user_id', 'files', 'entities', 'card', 'reply_to', 'generation'] as const) {
          if (body[field] != null) refuse(field, 'must be left out of a system message')
        }
      }),
    status: 201,
    result: stored.extend({
      held: z
        .literal(true)
        .exactOptional()
        .describe("the site's before-send program holds it: only its author sees it, and its `seq` is 0"),
    }),
    errors: [
      ...TEXT_ERRORS,
      'too_many_held',
      ...ROOM_ERRORS,
      ...BOT_ERRORS,
      'slow_mode',
      ...FILE_ERRORS,
      'upload_not_found',
      'upload_unfinished',
    ],
  },
  'files.create': {
    ...write,
    bots: true,
    method: 'post',
    path: '/rooms/{room}/files',
    summary: 'Announce a file of a user for a message of this room; its bytes are sent to `url` by tus 1.0',
    params: inRoom,
    body: announcedFile.extend({ user_id: siteUserId.describe('the author of the message') }),
    status: 201,
    result: uploadPlace,
    errors: [...FILE_ERRORS, 'room_not_found', 'forbidden', 'not_permitted', 'muted', 'banned', 'frozen', 'blocked'],
  },
  'files.get': {
    ...read,
    bots: true,
    method: 'get',
    path: '/rooms/{room}/files/{file_id}',
    summary: 'An address from which a file of a message, or the picture of the room, is read for five minutes',
    params: inRoom.extend({ file_id: fileInPath }),
    query: z.strictObject({
      variant: z
        .enum(['original', 'thumb'], 'must be one of original, thumb')
        .default('original')
        .describe('`thumb`: a small picture of a picture or video'),
    }),
    result: z.object({
      room_id: z.int(),
      file_id: z.string(),
      url: z.string().describe('GET it without the API key; ranges work'),
      expires_at: z.int(),
    }),
    errors: ['room_not_found', 'file_not_found'],
  },
  'messages.list': {
    ...read,
    bots: true,
    method: 'get',
    path: '/rooms/{room}/messages',
    summary: 'Messages of a room, the newest first; dialogs too',
    params: inRoom,
    query: z.strictObject(pageOfApi),
    result: z.object({ room_id: z.int(), messages: z.array(message), next }),
    errors: ['room_not_found'],
  },
  'messages.get': {
    ...read,
    bots: true,
    method: 'get',
    path: '/rooms/{room}/messages/{seq}',
    summary: 'One message',
    params: inMessage,
    result: stored,
    errors: ['room_not_found', 'message_not_found'],
  },
  'messages.edit': {
    ...write,
    bots: true,
    method: 'patch',
    path: '/rooms/{room}/messages/{seq}',
    summary: "Change a message's text, its card or its buttons",
    params: inMessage,
    body: z
      .strictObject({
        text: text.optional().describe('absent: the text stays'),
        entities: entities.optional().describe('formatting of the new text'),
        card: cardGiven
          .nullable()
          .optional()
          .describe('the fields that it names are replaced; null takes title and buttons away'),
      })
      .refine(({ entities, text }) => entities === undefined || text !== undefined, {
        path: ['entities'],
        message: 'must be left out without text',
      })
      .refine(({ card }) => card?.picture === undefined, {
        path: ['card', 'picture'],
        message: 'must be left out: the picture of a message stays',
      })
      .refine(({ card, text }) => card !== undefined || text !== undefined, {
        path: ['text'],
        message: 'is required, or card',
      }),
    result: stored,
    errors: [...TEXT_ERRORS, 'edit_needs_review', ...ROOM_ERRORS, ...BOT_ERRORS],
  },
  'messages.delete': {
    ...write,
    bots: true,
    method: 'delete',
    path: '/rooms/{room}/messages/{seq}',
    summary: 'Delete a message for everybody; deleting it twice is deleting it once',
    params: inMessage,
    result: stored,
    errors: ['room_not_found', 'message_not_found'],
  },
  'messages.react': {
    ...write,
    bots: true,
    method: 'put',
    path: '/rooms/{room}/messages/{seq}/reactions/{emoji}/{user_id}',
    summary: 'React to a message in the name of a user who is in the room',
    params: inMessage.extend({ emoji, user_id: siteUserId }),
    result: z.object({ room_id: z.int(), seq: z.int(), reactions: z.array(reaction) }),
    errors: [
      'room_not_found',
      'message_not_found',
      'too_many_reactions',
      'request_pending',
      'request_declined',
      'blocked',
      'frozen',
      'handed_over',
      'muted',
      'banned',
    ],
  },
  'messages.unreact': {
    ...write,
    bots: true,
    method: 'delete',
    path: '/rooms/{room}/messages/{seq}/reactions/{emoji}/{user_id}',
    summary: "Take a user's reaction back",
    params: inMessage.extend({ emoji, user_id: siteUserId }),
    result: z.object({ room_id: z.int(), seq: z.int(), reactions: z.array(reaction) }),
    errors: ['room_not_found', 'message_not_found', 'request_pending', 'request_declined', 'blocked', 'frozen'],
  },
  'messages.pins': {
    ...read,
    method: 'get',
    path: '/rooms/{room}/pins',
    summary: 'Pinned messages of a room, the newest message first',
    params: inRoom,
    query: z.strictObject(pageOfApi),
    result: z.object({ room_id: z.int(), messages: z.array(message), next }),
    errors: ['room_not_found'],
  },
  'messages.pin': {
    ...write,
    method: 'put',
    path: '/rooms/{room}/pins/{seq}',
    summary: 'Pin a message in the name of a user who is in the room',
    params: inMessage,
    body: z.strictObject({ user_id: siteUserId }),
    result: stored,
    errors: [
      'room_not_found',
      'message_not_found',
      'too_many_pinned_messages',
      'request_pending',
      'request_declined',
      'blocked',
      'frozen',
    ],
  },
  'messages.unpin': {
    ...write,
    method: 'delete',
    path: '/rooms/{room}/pins/{seq}',
    summary: 'Take a pin away in the name of a user who is in the room',
    params: inMessage,
    query: z.strictObject({ user_id: siteUserId }),
    result: stored,
    errors: ['room_not_found', 'message_not_found', 'request_pending', 'request_declined', 'blocked', 'frozen'],
  },
  'messages.read': {
    ...write,
    bots: true,
    method: 'put',
    path: '/rooms/{room}/read',
    summary: 'Mark the messages of a room as read by a user who is in it, up to one of them',
    params: inRoom,
    body: z.strictObject({
      user_id: siteUserId,
      seq: z
        .int('must be a whole number')
        .min(1, 'must be at least 1')
        .describe('of the last one that the user has read; a mark never moves back'),
    }),
    result: z.object({
      room_id: z.int(),
      user_id: z.string(),
      read_seq: z.int().describe('where the mark is now'),
      unread: z.int().describe('messages behind it'),
    }),
    errors: ['room_not_found'],
  },
  'messages.search': {
    ...read,
    method: 'get',
    path: '/users/{user_id}/search',
    summary: 'Search in the messages of the rooms that a user is in, the newest first',
    params: z.object({ user_id: siteUserId }),
    query: z.strictObject({
      ...pageOfApi,
      limit: pageOfApi.limit.pipe(z.number().max(50, 'must be at most 50')).default(20),
      query: z.string().trim().min(2, 'must have at least 2 characters').max(200, 'must have at most 200 characters'),
      room: roomName.optional().describe('only in this room'),
      from_user: siteUserId.optional().describe('only messages of this user'),
    }),
    result: z.object({ messages: z.array(stored), next }),
    errors: ['room_not_found', 'search_off'],
  },
})
