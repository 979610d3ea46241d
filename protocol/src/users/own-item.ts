import { z } from 'zod'
import { heldMessage } from '../messages/message.ts'
import { restriction, userSettings } from './user.ts'

/** A request to join, as the user who made it sees it. */
export const ownRequest = z.object({
  /** the room's, when the user asked */
  title: z.string(),
  /** a manager declined it: the user may ask again at this time, milliseconds since 1970; null: it is open */
  declined_until: z.int().nullable(),
})

/**
 * One part of a user's own state: data that only this user sees, the same on all of the user's devices. `rev` is the
 * user's rev at the item's last change; an item replaces the one of the same kind about the same room or user.
 */
export const ownItem = z
  .discriminatedUnion('kind', [
    /** a muted conversation: no sound, a grey badge, not counted by the launcher; null: not muted */
    z.object({ kind: z.literal('mute'), rev: z.int(), room_id: z.int(), until: z.int().nullable() }),
    /** a pinned conversation is above the others, the highest `order` first; null: not pinned */
    z.object({ kind: z.literal('pin'), rev: z.int(), room_id: z.int(), order: z.int().nullable() }),
    /**
     * the room's `last_seq` when it was archived; null: not archived. A room with newer messages is archived only while
     * it is muted
     */
    z.object({ kind: z.literal('archive'), rev: z.int(), room_id: z.int(), seq: z.int().nullable() }),
    /** shown as unread although everything is read */
    z.object({ kind: z.literal('unread'), rev: z.int(), room_id: z.int(), marked: z.boolean() }),
    /**
     * messages up to `up_to_seq` do not exist for the user; a dialog without messages after `hidden_seq` is not listed
     */
    z.object({ kind: z.literal('cleared'), rev: z.int(), room_id: z.int(), up_to_seq: z.int(), hidden_seq: z.int() }),
    /** the user asked to join a room; null: they no longer do, or they are in it */
    z.object({ kind: z.literal('ask'), rev: z.int(), room_id: z.int(), request: ownRequest.nullable() }),
    /** a user that the reader has blocked; `at`: since when, null: not blocked */
    z.object({ kind: z.literal('block'), rev: z.int(), user_id: z.string(), at: z.int().nullable() }),
    /** the user's settings; absent: `DEFAULT_USER_SETTINGS` */
    z.object({ kind: z.literal('settings'), rev: z.int(), ...userSettings.shape }),
    /** restrictions that the widget's moderators gave the user; null: no restriction */
    z.object({
      kind: z.literal('standing'),
      rev: z.int(),
      /** the user can't write */
      mute: restriction.nullable(),
      /** the user can't use the chat */
      ban: restriction.nullable(),
      /** shown until the user confirms it by `warning.confirm` */
      warning: z.object({ warning_id: z.string(), text: z.string(), at: z.int() }).nullable(),
    }),
    /** the user's draft in a room; `text` '' without `reply_to`: no draft */
    z.object({
      kind: z.literal('draft'),
      rev: z.int(),
      room_id: z.int(),
      text: z.string(),
      reply_to: z.number().nullable(),
      /** when it was stored */
      at: z.int(),
    }),
    /** starred messages of a room, by `seq`, each with the time when it was starred */
    z.object({
      kind: z.literal('star'),
      rev: z.int(),
      room_id: z.int(),
      messages: z.array(z.object({ seq: z.number(), at: z.int() })),
    }),
    /** messages that the user deleted for themself: first and last `seq` of each range, in order */
    z.object({
      kind: z.literal('hidden'),
      rev: z.int(),
      room_id: z.int(),
      ranges: z.array(z.array(z.int()).length(2)),
    }),
    /** the user's messages in a room that others do not see, the oldest first */
    z.object({ kind: z.literal('held'), rev: z.int(), room_id: z.int(), messages: z.array(heldMessage) }),
  ])
  .meta({ id: 'OwnItem' })
export type OwnItem = z.output<typeof ownItem>

/** Restrictions that the widget's moderators gave a user. */
export type Standing = Omit<Extract<OwnItem, { kind: 'standing' }>, 'kind' | 'rev'>
