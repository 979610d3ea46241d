import { z } from 'zod'
import { call, callId, callParty, callSignal, ice } from '../calls/call.ts'
import { GROUP_CALL_SETTINGS } from '../calls/outcomes.ts'
import { anyUserId, roomId } from '../ids.ts'
import { defineRequest, done } from './define-request.ts'

/** The call as it is after the request, also where the request came too late and changed nothing. */
const theCall = z.object({ call })

/** `ice`: null where this party does not take part, as when another device was faster. */
const callAndIce = z.object({
  call,
  ice: ice.nullable(),
  /** in a group, the users that get no media of this one and send it none, because one of the two blocks the other */
  apart: z.array(z.string()).exactOptional(),
})

/** Media that this party sends. */
const sends = { audio: z.boolean(), video: z.boolean(), screen: z.boolean() }

export const callRequests = [
  /**
   * Calls the other user of a dialog. If that user is calling here, it accepts their call. Where a call of the reader
   * runs here already, the reply has that call. A call that does not ring is answered as ended, with its outcome. In a
   * group, it starts a call that members join, or joins the one that runs.
   */
  defineRequest({
    name: 'call.start',
    audience: 'users',
    fields: { room_id: roomId, party: callParty, video: z.boolean() },
    reply: callAndIce,
    errors: [
      'room_not_found',
      'calls_off',
      'call_not_accepted',
      'call_needs_relay',
      'call_elsewhere',
      'not_permitted',
      'muted',
      'blocked',
      'frozen',
      'request_pending',
      'request_declined',
      'forbidden',
      'call_full',
      'call_removed',
    ],
    cost: 5,
  }),

  /** A device of the callee rings. */
  defineRequest({
    name: 'call.rang',
    audience: 'users',
    fields: { call_id: callId },
    reply: theCall,
    errors: ['call_not_found'],
  }),

  /** Takes the call on this page, where no device of the user was faster. `video`: this side sends video too. */
  defineRequest({
    name: 'call.accept',
    audience: 'users',
    fields: { call_id: callId, party: callParty, video: z.boolean() },
    reply: callAndIce,
    errors: ['call_not_found', 'calls_off', 'not_permitted', 'blocked'],
  }),

  /** The callee does not want the call; in a group, the devices of this user stop ringing. */
  defineRequest({
    name: 'call.decline',
    audience: 'users',
    fields: { call_id: callId },
    reply: theCall,
    errors: ['call_not_found'],
  }),

  /** The caller gives up. A call that was accepted meanwhile ends too. */
  defineRequest({
    name: 'call.cancel',
    audience: 'users',
    fields: { call_id: callId },
    reply: theCall,
    errors: ['call_not_found'],
  }),

  /**
   * Goes on here: after a reload, or instead of another device of the user. The other side connects again. In a group,
   * it is also how a member comes into a call that runs.
   */
  defineRequest({
    name: 'call.join',
    audience: 'users',
    fields: { call_id: callId, party: callParty, ...sends },
    reply: callAndIce,
    errors: [
      'call_not_found',
      'room_not_found',
      'calls_off',
      'not_permitted',
      'muted',
      'blocked',
      'frozen',
      'request_pending',
      'request_declined',
      'forbidden',
      'call_needs_relay',
      'call_elsewhere',
      'call_full',
      'call_removed',
    ],
    cost: 2,
  }),

  /**
   * This party hangs up; the call ends, unless another device of the user has it by now. A group's call ends with its
   * last member. `lost`: there was no media for long.
   */
  defineRequest({
    name: 'call.leave',
    audience: 'users',
    fields: { call_id: callId, party: callParty, lost: z.literal(true).exactOptional() },
    reply: theCall,
    errors: ['call_not_found'],
  }),

  /** Ends the call, whichever device of the user has it; in a group, only this user leaves. */
  defineRequest({
    name: 'call.end',
    audience: 'users',
    fields: { call_id: callId },
    reply: theCall,
    errors: ['call_not_found'],
  }),

  /**
   * Turns the microphone of another member of a group's call off. The user who started it may, and each manager of the
   * room.
   */
  defineRequest({
    name: 'call.mute',
    audience: 'users',
    fields: { call_id: callId, user_id: anyUserId },
    reply: theCall,
    errors: ['call_not_found', 'room_not_found', 'forbidden'],
  }),

  /** Removes another member from a group's call, until it ends. The same users may as with `call.mute`. */
  defineRequest({
    name: 'call.remove',
    audience: 'users',
    fields: { call_id: callId, user_id: anyUserId },
    reply: theCall,
    errors: ['call_not_found', 'room_not_found', 'forbidden'],
  }),

  /**
   * Sends a signal to the other party, once the call is accepted. `n` counts the party's signals in this call from 1.
   * Nothing is stored: a signal to a party that is not connected is lost.
   */
  defineRequest({
    name: 'call.signal',
    audience: 'users',
    fields: { call_id: callId, party: callParty, to: callParty, n: z.int().min(1), signal: callSignal },
    reply: done,
    errors: ['call_not_found', 'call_party_gone'],
  }),

  /**
   * Every 5 s: the party is alive, and what it sends now. `connected`: media flows. `mutes`: those of the call's member
   * that this page has obeyed. Without it the server ends the call after 20 s, or takes the user out of a group's call.
   */
  defineRequest({
    name: 'call.renew',
    audience: 'users',
    fields: {
      ...{ call_id: callId, party: callParty, connected: z.boolean(), ...sends },
      mutes: z.int().min(0).exactOptional(),
    },
    reply: callAndIce,
    errors: ['call_not_found'],
  }),

  /**
   * The user's calls that ring or run, and those that run in their groups, after each sign-in. `may`: the most that the
   * user may start. `groups`: who starts calls in groups.
   */
  defineRequest({
    name: 'call.current',
    audience: 'users',
    fields: {},
    reply: z.object({
      calls: z.array(call),
      may: z.enum(['off', 'audio', 'video']),
      groups: z.enum(GROUP_CALL_SETTINGS),
    }),
    errors: [],
  }),
] as const
