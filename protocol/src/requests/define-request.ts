import { z } from 'zod'
import type { ErrorCode } from '../errors/codes.ts'
import { requestId } from '../ids.ts'
import type { Cost } from './cost/cost.ts'

/**
 * `users`: signed in by the site. `writers`: they, and guests who write. `readers`: these, and guests who read public
 * rooms. `visitors`: anybody. The widget's setting `guests` says what its guests are.
 */
export type Audience = 'users' | 'writers' | 'readers' | 'visitors'

/**
 * Declares one request of the realtime protocol, in the list of its noun. Handler types, client types, rate costs, the
 * table in docs/protocol.md and the tests of isolation and bad input come from it.
 *
 * @example
 * defineRequest({
 *   name: 'room.join',
 *   audience: 'writers',
 *   fields: { room_id: roomId },
 *   reply: z.object({ room: roomSummary }),
 *   errors: ['room_not_found', 'forbidden'],
 * })
 */
export function defineRequest<
  const Name extends string,
  Fields extends z.ZodRawShape,
  Reply extends z.ZodType,
  const Who extends Audience,
>(declared: {
  name: Name
  audience: Who
  /** the client's fields besides `t` and `id` */
  fields: Fields
  reply: Reply
  /** codes it may be answered with, besides those in `COMMON_REQUEST_ERRORS` */
  errors: readonly ErrorCode[]
  /** its weight in the rate limit, default 1 */
  cost?: Cost<keyof Fields & string>
}) {
  const { name, audience, fields, reply, errors, cost = 1 } = declared
  return {
    name,
    audience,
    reply,
    errors,
    cost: cost as Cost,
    frame: z.strictObject({ t: z.literal(name), id: requestId, ...fields }),
  }
}

/** Codes that any request may be answered with. */
export const COMMON_REQUEST_ERRORS = [
  'invalid_frame',
  'invalid_field',
  'frame_too_large',
  'not_authenticated',
  'rate_limited',
  'server_busy',
  'internal',
] as const satisfies readonly ErrorCode[]

/** A reply without content: the `ok` says it all. */
export const done = z.object({})

/** Codes of a request besides the common ones: guests may be refused where it is not for all visitors. */
export const errorsOf = ({ audience, errors }: { audience: Audience; errors: readonly ErrorCode[] }): ErrorCode[] =>
  audience === 'visitors' ? [...errors] : ['guest_forbidden', ...errors]
