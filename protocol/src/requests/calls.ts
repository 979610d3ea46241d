import { z } from 'zod'
import { call, callId, callParty, callSignal, ice } from '../calls/call.ts'
import { roomId } from '../ids.ts'
import { defineRequest, done } from './define-request.ts'

/** The call as it is after the request, also where the request came too late and changed nothing. */
const theCall = z.object({ call })

/** `ice`: null where this party does not take part, as when another device was faster. */
const callAndIce = z.object({ call, ice: ice.nullable() })

/** What this party sends. */
const sends = { audio: z.boolean(), video: z.boolean(), screen: z.boolean() }

export const callRequests = [
  /**
   * Calls the other user of a dialog. If that user is calling here, it accepts their call. Where a call of the reader
   * runs here already, the reply has that call. A call that does not ring is answered as ended, with its outcome.
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

  /** The callee does not want the call. */
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

  /** Goes on here: after a reload, or instead of another device of the user. The other side connects again. */
  defineRequest({
    name: 'call.join',
    audience: 'users',
    fields: { call_id: callId, party: callParty, ...sends },
    reply: callAndIce,
    errors: ['call_not_found'],
    cost: 2,
  }),

  /**
   * This party hangs up; the call ends, unless another device of the user has it by now. `lost`: there was no media for
   * long.
   */
  defineRequest({
    name: 'call.leave',
    audience: 'users',
    fields: { call_id: callId, party: callParty, lost: z.literal(true).exactOptional() },
    reply: theCall,
    errors: ['call_not_found'],
  }),

  /** Ends the call, whichever device of the user has it. */
  defineRequest({
    name: 'call.end',
    audience: 'users',
    fields: { call_id: callId },
    reply: theCall,
    errors: ['call_not_found'],
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
   * Every 5 s: the party is alive, and what it sends now. `connected`: media flows. Without it the server ends the call
   * after 20 s.
   */
  defineRequest({
    name: 'call.renew',
    audience: 'users',
    fields: { call_id: callId, party: callParty, connected: z.boolean(), ...sends },
    reply: callAndIce,
    errors: ['call_not_found'],
  }),

  /** The user's calls that ring or run, after each sign-in. `may`: the most that the user may start. */
  defineRequest({
    name: 'call.current',
    audience: 'users',
    fields: {},
    reply: z.object({ calls: z.array(call), may: z.enum(['off', 'audio', 'video']) }),
    errors: [],
  }),
] as const
