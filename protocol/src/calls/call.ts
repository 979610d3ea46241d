import { z } from 'zod'
import { CALL_OUTCOMES, CALL_STATES } from './outcomes.ts'

/** The server makes it. The `client_id` of the call's entry is the same. */
export const callId = z.uuid()

/** Of 128 random bits, base64url: a page names itself by it in one call. Only the chosen parties exchange signals. */
export const callParty = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'must be 16 bytes in base64url')

/** A user of a call. */
export const callMember = z.object({
  user_id: z.string(),
  /** the page that takes part for this user; null: none yet; not the reader's own: another device has the call */
  party: z.string().nullable(),
  /** media that the party sends now */
  audio: z.boolean(),
  video: z.boolean(),
  screen: z.boolean(),
  /**
   * in a group: number of times that a host turned the microphone off. When it grows, the page turns it off; the user
   * may turn it on again
   */
  mutes: z.int().exactOptional(),
})

/** Additional fields of a group's call. */
const groupOfCall = z.object({
  /** users that may take part at the same time */
  most: z.int(),
  /** users who were called and do not come: their devices stop ringing */
  declined: z.array(z.string()),
  /** users that a host removed: they can't enter the call again */
  removed: z.array(z.string()),
})

export const call = z
  .object({
    call_id: callId,
    room_id: z.int(),
    /** counts the changes of this call: an older one than known is ignored */
    rev: z.int(),
    state: z.enum(CALL_STATES),
    /** present when it has ended */
    outcome: z.enum(CALL_OUTCOMES).exactOptional(),
    /** true: it was started as a video call */
    video: z.boolean(),
    started_by: z.string(),
    /** milliseconds since 1970, by the server's clock, as all times here */
    started_at: z.int(),
    /** devices stop ringing then */
    ring_until: z.int(),
    answered_at: z.int().exactOptional(),
    ended_at: z.int().exactOptional(),
    /** the caller first; in a group those who take part now, the first who came first */
    members: z.array(callMember),
    /** for a group; absent: a call of two users of a dialog */
    group: groupOfCall.exactOptional(),
    /** no address is shown to the other users: media goes through the SFU or a relay */
    relay: z.boolean(),
    /**
     * Party of the server that forwards the media (SFU): pages connect to it alone, and not to each other. It offers
     * after a `restart`, and takes no candidates. Another party than before: pages connect again.
     */
    sfu: callParty.exactOptional(),
  })
  .meta({ id: 'Call' })
export interface Call extends z.output<typeof call> {}

/** Servers for `RTCPeerConnection`. */
export const ice = z
  .object({
    servers: z.array(
      z.object({
        urls: z.array(z.string()),
        username: z.string().exactOptional(),
        /** good for ten minutes; each reply has a new one */
        credential: z.string().exactOptional(),
      }),
    ),
    /** `iceTransportPolicy` must be `relay` */
    relay_only: z.boolean(),
  })
  .meta({ id: 'Ice' })
export interface Ice extends z.output<typeof ice> {}

/** A message about a call that has ended: its sender started it. */
export const callPart = z
  .object({
    call_id: callId,
    outcome: z.enum(CALL_OUTCOMES),
    video: z.boolean(),
    /** from the acceptance to the end, in a group from the second user on; absent if nobody accepted */
    duration_ms: z.int().exactOptional(),
    /** for a group: the first users who took part, in the order in which they entered */
    members: z.array(z.string()).exactOptional(),
    /** for a group: number of users who took part */
    member_count: z.int().exactOptional(),
  })
  .meta({ id: 'CallPart' })
export interface CallPart extends z.output<typeof callPart> {}

/** Most bytes of a signal, as JSON. */
export const SIGNAL_BYTES = 32 * 1024

/** A signal between two parties that connect. */
export const callSignal = z
  .strictObject({
    /** number of the sender's `RTCPeerConnection`, from 1: a new connection has a higher one, and ends the older one */
    attempt: z.int().min(1).max(1_000_000),
    description: z.strictObject({ type: z.enum(['offer', 'answer']), sdp: z.string().min(1) }).exactOptional(),
    /** an empty `candidate` marks the end of the candidates */
    candidates: z
      .array(
        z.strictObject({
          candidate: z.string().max(1000, 'must have at most 1000 characters'),
          sdpMid: z.string().max(64, 'must have at most 64 characters').nullable(),
          sdpMLineIndex: z.int().min(0).max(100).nullable(),
          usernameFragment: z.string().max(256, 'must have at most 256 characters').nullable(),
        }),
      )
      .min(1)
      .max(64)
      .exactOptional(),
    /** the receiver is the one who offers: it begins a new offer, of the same connection if `attempt` is its own */
    restart: z.literal(true).exactOptional(),
  })
  .refine((signal) => JSON.stringify(signal).length <= SIGNAL_BYTES, `must have at most ${SIGNAL_BYTES} bytes`)
export type CallSignal = z.output<typeof callSignal>
