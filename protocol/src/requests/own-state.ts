import { z } from 'zod'
import { rev, roomId, seqOrHeld } from '../ids.ts'
import { ownItem } from '../users/own-item.ts'
import { defineRequest } from './define-request.ts'

export const ownStateRequests = [
  /**
   * Stores what the user has begun to write in a room, for their other devices; an empty `text` without `reply_to`
   * removes it. `rev` is that of the draft which it replaces, 0 if there was none: any other is refused as
   * `draft_stale`.
   */
  defineRequest({
    name: 'draft.set',
    audience: 'writers',
    fields: {
      room_id: roomId,
      /** at most as long as a message */
      text: z.string(),
      reply_to: seqOrHeld.nullable(),
      rev,
    },
    /** the item as stored; the user's other connections get it by the `own` event */
    reply: z.object({ item: ownItem }),
    errors: ['room_not_found', 'message_too_long', 'message_text_invalid', 'draft_stale'],
  }),

  /** Mutes a conversation for the user, on all of their devices, until a time; `until: null` unmutes it. */
  defineRequest({
    name: 'room.mute',
    audience: 'writers',
    fields: {
      room_id: roomId,
      /** milliseconds since 1970; `MUTED_FOREVER` for always */
      until: z.int().min(0).nullable(),
    },
    /** the item as stored; the user's other connections get it by the `own` event */
    reply: z.object({ item: ownItem }),
    errors: ['room_not_found'],
  }),

  /** Pins a conversation above the others in the user's list, or unpins it. Pinning takes it out of the archive. */
  defineRequest({
    name: 'room.pin',
    audience: 'writers',
    fields: { room_id: roomId, pinned: z.boolean() },
    /** the items as stored; the user's other connections get them by the `own` event */
    reply: z.object({ items: z.array(ownItem) }),
    errors: ['room_not_found', 'too_many_pins'],
  }),

  /**
   * Moves a conversation to the user's archive, or back. Archiving unpins it. A new message brings it back, unless it
   * is muted.
   */
  defineRequest({
    name: 'room.archive',
    audience: 'writers',
    fields: { room_id: roomId, archived: z.boolean() },
    /** the items as stored; the user's other connections get them by the `own` event */
    reply: z.object({ items: z.array(ownItem) }),
    errors: ['room_not_found'],
  }),

  /** Marks a conversation as unread for the user, or takes the mark away. Watermarks stay. */
  defineRequest({
    name: 'room.mark',
    audience: 'writers',
    fields: { room_id: roomId, unread: z.boolean() },
    /** the items as stored; the user's other connections get them by the `own` event */
    reply: z.object({ items: z.array(ownItem) }),
    errors: ['room_not_found'],
  }),

  /**
   * Clears a conversation's history for the user alone: messages up to `up_to_seq` are read, and no longer exist for
   * them.
   */
  defineRequest({
    name: 'room.clear',
    audience: 'writers',
    fields: {
      room_id: roomId,
      /** the newest message that the user knew; above the room's `last_seq` it is cut */
      up_to_seq: z.int().min(0),
      /** a dialog also leaves the list, until its next message */
      hide: z.boolean().default(false),
    },
    /** the items as stored; the user's other connections get them by the `own` event */
    reply: z.object({ items: z.array(ownItem) }),
    errors: ['room_not_found'],
  }),
] as const
