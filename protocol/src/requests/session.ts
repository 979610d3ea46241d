import { z } from 'zod'
import { guestName, userId } from '../ids.ts'
import { ownProfile, userCard } from '../users/user.ts'
import { defineRequest } from './define-request.ts'

export const sessionRequests = [
  /**
   * The first request of a connection. `token: null` is a guest. The token is never part of a URL. With `profile`, the
   * connection is that of one of the user's profiles, a user of its own.
   */
  defineRequest({
    name: 'auth',
    audience: 'visitors',
    fields: { v: z.int(), token: z.string().max(8192).nullable(), profile: userId.exactOptional() },
    reply: z.object({
      session_id: z.string(),
      /** null: a guest */
      me: userCard.nullable(),
      /** present for a user with profiles, on a connection without `profile` */
      profiles: z.array(ownProfile).exactOptional(),
      /** server's clock, milliseconds since 1970 */
      server_time: z.int(),
      /** when the token ends, milliseconds since 1970; null for a guest. Renew before it by `auth.renew`. */
      expires_at: z.int().nullable(),
      /**
       * It changes when the server was restored from a backup: the client may then have newer data than the store. Drop
       * it and read again.
       */
      epoch: z.string(),
      /** the user's rev: above the client's, `user.sync`; 0 for a guest */
      user_rev: z.int(),
      limits: z.object({ message_max_chars: z.int(), frame_max_bytes: z.int() }),
    }),
    errors: [
      'protocol_version',
      'token_malformed',
      'token_algorithm',
      'token_signature',
      'token_expired',
      'token_not_yet_valid',
      'token_lifetime',
      'token_claims',
      'token_user_id',
      'widget_unknown',
      'widget_suspended',
      'banned',
      'guest_forbidden',
      'already_authenticated',
      /** `profile` is none of the user's */
      'user_unknown',
    ],
  }),

  /**
   * Continues a connection with a fresh token of the same user. A token of another user is refused with
   * `token_user_changed`.
   */
  defineRequest({
    name: 'auth.renew',
    audience: 'visitors',
    fields: { token: z.string().max(8192) },
    /** milliseconds since 1970; null for a guest */
    reply: z.object({ expires_at: z.int().nullable() }),
    errors: [
      'token_malformed',
      'token_algorithm',
      'token_signature',
      'token_expired',
      'token_not_yet_valid',
      'token_lifetime',
      'token_claims',
      'token_user_id',
      'token_user_changed',
    ],
  }),

  /**
   * Makes a guest who writes under this name, where the widget's setting `guests` is `write`. The connection stays as
   * it is: `auth` with the token on a new one.
   */
  defineRequest({
    name: 'guest.enter',
    audience: 'visitors',
    fields: { name: guestName },
    /** `token`: for `auth`, 30 days */
    reply: z.object({ token: z.string(), user: userCard, expires_at: z.int() }),
    errors: ['guest_forbidden', 'forbidden', 'words_refused'],
    cost: 10,
  }),

  /** Browsers can't send WebSocket pings: a client that has received nothing for long sends this. */
  defineRequest({
    name: 'ping',
    audience: 'visitors',
    fields: {},
    reply: z.object({ server_time: z.int() }),
    errors: [],
  }),
] as const
