import { z } from 'zod'
import { anyUserId, clientId, rev, roomId, seq, seqOrHeld, time, uploadId } from '../ids.ts'
import { MOST_ENTITIES } from '../messages/entities.ts'
import { attachment, entity, givenEntities, MASKS, message, version } from '../messages/message.ts'
import { ownItem } from '../users/own-item.ts'
import { defineRequest } from './define-request.ts'

export const messageRequests = [
  /**
   * A page of history, oldest first: the newest, or the messages before `before_seq`. `at` begins the page with the
   * first message of that time or later, and `before_seq` is then not looked at. `seq` is dense, so `before_seq` may
   * name a message that comes later, to read around a message or forward. Past either end the page is empty.
   */
  defineRequest({
    name: 'messages.list',
    audience: 'readers',
    fields: {
      room_id: roomId,
      before_seq: seq.optional(),
      at: time.optional(),
      limit: z.int().min(1).max(100).default(50),
    },
    /** `last_seq` and `last_rev`: the state of the room that this page belongs to */
    reply: z.object({ messages: z.array(message), last_seq: z.int(), last_rev: z.int() }),
    errors: ['room_not_found'],
    cost: 2,
  }),

  /**
   * Everything that changed in a room after `rev`, by rev.
   * `changes`: apply them, then the client is at `rev`; ask again from there while `more`.
   * `resync`: too much has changed (or `rev` is from another life of the server): drop this room's messages and list
   * them again.
   */
  defineRequest({
    name: 'messages.sync',
    audience: 'readers',
    fields: { room_id: roomId, rev },
    reply: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('changes'), messages: z.array(message), rev: z.int(), more: z.boolean() }),
      z.object({ kind: z.literal('resync'), last_rev: z.int() }),
    ]),
    errors: ['room_not_found'],
  }),

  /**
   * The reader's messages that have every word of the query in any of its forms, newest first. A page may have fewer
   * messages than `limit`, even none, although there is a next one.
   */
  defineRequest({
    name: 'messages.search',
    audience: 'writers',
    fields: {
      query: z
        .string()
        .trim()
        .min(2, 'must have at least 2 characters')
        .max(200, 'must have at most 200 characters')
        .refine((text) => text.isWellFormed(), 'must be well-formed Unicode'),
      /** without it: in all of the reader's rooms */
      room_id: roomId.optional(),
      from_user: anyUserId.optional(),
      has: z.enum(['link', 'file', 'image']).optional(),
      /** created at this time or later, milliseconds since 1970 */
      after: time.optional(),
      /** created before this time */
      before: time.optional(),
      /** `next` of the page before; opaque */
      cursor: z.string().max(64).optional(),
      limit: z.int().min(1).max(50).default(20),
    },
    reply: z.object({
      hits: z.array(
        z.object({
          room_id: roomId,
          message,
          /** where the text has the words: `[offset, length]` in UTF-16 */
          ranges: z.array(z.array(z.int()).length(2)),
        }),
      ),
      next: z.string().nullable(),
      /** with `room_id`, on the first page: number of results; 1000 means at least 1000 */
      count: z.int().nullable(),
    }),
    errors: ['room_not_found', 'search_off'],
    cost: { base: 10, oneMoreForEach: { limit: 5 }, moreWithout: { room_id: 10 } },
  }),

  /**
   * Sends a message. The reply means: committed and fsynced. Sending the same `client_id` again answers with the same
   * `seq`, forever. The server checks `text` against the widget's limits (`message_too_long`, `message_empty`,
   * `message_text_invalid`).
   */
  defineRequest({
    name: 'message.send',
    audience: 'writers',
    fields: {
      room_id: roomId,
      client_id: clientId,
      /** may be empty where there are attachments */
      text: z.string(),
      /** formatting of the text; the server cuts and joins them where they cross or touch */
      entities: givenEntities.max(MOST_ENTITIES).optional(),
      reply_to: seqOrHeld.optional(),
      /** clients do not notify their users of it */
      silent: z.boolean().optional(),
      /** `rev` of the user's draft in this room, if there is one: the commit that stores the message removes it */
      draft: rev.optional(),
      /**
       * the user's own finished uploads for this room, up to 10; `poster_id` is the upload of a video's still picture
       */
      attachments: z
        .array(z.strictObject({ upload_id: uploadId, poster_id: uploadId.optional() }))
        .min(1)
        .max(100)
        .optional(),
    },
    reply: z.object({
      client_id: z.string(),
      seq: z.int(),
      rev: z.int(),
      created_at: z.int(),
      attachments: z.array(attachment).exactOptional(),
      /** present if the server masked parts of the text, or the site's program changed it: the stored text */
      stored: z
        .object({ text: z.string(), entities: z.array(entity).exactOptional(), masked: z.enum(MASKS).exactOptional() })
        .exactOptional(),
      /** others do not see it until a moderator publishes it: `seq` and `rev` are 0, and the own item `held` has it */
      held: z.literal(true).exactOptional(),
    }),
    errors: [
      'message_empty',
      'message_too_long',
      'message_text_invalid',
      'too_many_mentions',
      'mention_unknown',
      'mention_all_forbidden',
      'message_not_found',
      'room_not_found',
      'not_permitted',
      'muted',
      'request_pending',
      'request_declined',
      'too_many_files',
      'upload_not_found',
      'upload_unfinished',
      'blocked',
      'frozen',
      'words_refused',
      'refused_by_site',
      'check_unavailable',
      'managers_only',
      'slow_mode',
      'handed_over',
      'too_many_held',
    ],
  }),

  /**
   * Forwards a message that the user may read to a room in which they may write: its text, entities and files, with its
   * origin. It is a message of the user's like any other, and `client_id` works as in `message.send`.
   */
  defineRequest({
    name: 'message.forward',
    audience: 'writers',
    fields: { room_id: roomId, client_id: clientId, from_room_id: roomId, from_seq: seqOrHeld },
    reply: z.object({
      message,
      /** the same as in `message.send` */
      held: z.literal(true).exactOptional(),
    }),
    errors: [
      'message_not_found',
      'message_too_long',
      'room_not_found',
      'not_permitted',
      'muted',
      'request_pending',
      'request_declined',
      'blocked',
      'words_refused',
      'refused_by_site',
      'check_unavailable',
      'managers_only',
      'slow_mode',
      'handed_over',
      'too_many_held',
    ],
    cost: 2,
  }),

  /** Replaces the text of the user's own message, and its formatting. */
  defineRequest({
    name: 'message.edit',
    audience: 'writers',
    fields: {
      room_id: roomId,
      seq: seqOrHeld,
      text: z.string(),
      entities: givenEntities.max(MOST_ENTITIES).optional(),
    },
    reply: z.object({ message }),
    errors: [
      'message_empty',
      'message_too_long',
      'message_text_invalid',
      'too_many_mentions',
      'mention_unknown',
      'mention_all_forbidden',
      'message_not_found',
      'room_not_found',
      'not_permitted',
      'muted',
      'request_pending',
      'request_declined',
      'blocked',
      'frozen',
      'words_refused',
      'refused_by_site',
      'check_unavailable',
      'edit_needs_review',
      'managers_only',
      'forbidden',
      'too_late',
    ],
  }),

  /** Earlier versions of an edited message, the newest first. Empty while the widget keeps none. */
  defineRequest({
    name: 'message.versions',
    audience: 'readers',
    fields: { room_id: roomId, seq: seqOrHeld },
    reply: z.object({ versions: z.array(version) }),
    errors: ['message_not_found', 'room_not_found'],
  }),

  /** Deletes the user's own message for everybody: its text leaves the store, its place stays. */
  defineRequest({
    name: 'message.delete',
    audience: 'writers',
    fields: { room_id: roomId, seq: seqOrHeld },
    reply: z.object({ message }),
    errors: ['message_not_found', 'room_not_found', 'too_late'],
  }),

  /** Deletes the user's own message that others do not see yet: an item `held` of the own state has it. */
  defineRequest({
    name: 'message.withdraw',
    audience: 'writers',
    fields: { room_id: roomId, client_id: clientId },
    /** the user's messages that are still held in the room; the user's other connections get them by the `own` event */
    reply: z.object({ item: ownItem }),
    errors: ['message_not_found'],
  }),

  /** Deletes messages for the user alone, on all of their devices. It can't be taken back. */
  defineRequest({
    name: 'messages.hide',
    audience: 'writers',
    fields: { room_id: roomId, seqs: z.array(seqOrHeld).min(1).max(100) },
    /** the item as stored; the user's other connections get it by the `own` event */
    reply: z.object({ item: ownItem }),
    errors: ['room_not_found', 'message_not_found', 'too_many_hidden'],
  }),

  /** Takes the preview away from the user's own message. It comes back only if an edit changes the link. */
  defineRequest({
    name: 'preview.remove',
    audience: 'writers',
    fields: { room_id: roomId, seq },
    reply: z.object({ message }),
    errors: ['message_not_found', 'room_not_found'],
  }),

  /**
   * Presses a button of a message of the site that replies or calls the page; `client_id` is of this press. The same
   * one again is the same press, forever. Buttons that open an address need no request.
   */
  defineRequest({
    name: 'button.press',
    audience: 'writers',
    fields: { room_id: roomId, seq, button_id: z.string().min(1).max(64), client_id: clientId },
    reply: z.object({
      /** with the buttons as they are now */
      message,
      /**
       * the user's reply, where the button replies: an ordinary message that quotes the pressed one; missing: it is
       * held, and the button stays as it was
       */
      sent: message.exactOptional(),
    }),
    errors: [
      'button_not_found',
      'button_used',
      'message_not_found',
      'room_not_found',
      'not_permitted',
      'muted',
      'request_pending',
      'request_declined',
      'blocked',
      'frozen',
      'managers_only',
      'slow_mode',
      'handed_over',
      'forbidden',
      'message_too_long',
      'words_refused',
      'refused_by_site',
      'check_unavailable',
      'too_many_held',
    ],
  }),
] as const
