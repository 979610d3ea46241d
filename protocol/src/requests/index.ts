import type { z } from 'zod'
import type { ErrorBody } from '../errors/codes.ts'
import type { ServerEvent } from '../events.ts'
import { callRequests } from './calls.ts'
import { dialogRequests } from './dialogs.ts'
import { fileRequests } from './files.ts'
import { inviteRequests } from './invites.ts'
import { joinRequestRequests } from './join-requests.ts'
import { memberRequests } from './members.ts'
import { messageRequests } from './messages.ts'
import { ownStateRequests } from './own-state.ts'
import { pinRequests } from './pins.ts'
import { presenceRequests } from './presence.ts'
import { pushRequests } from './push.ts'
import { reactionRequests } from './reactions.ts'
import { roomRequests } from './rooms.ts'
import { safetyRequests } from './safety.ts'
import { sessionRequests } from './session.ts'
import { starRequests } from './stars.ts'
import { userRequests } from './users.ts'

export { costOf, costOfRooms } from './cost/cost.ts'
export { type Audience, COMMON_REQUEST_ERRORS, defineRequest } from './define-request.ts'
export type { RoomFilter } from './rooms.ts'

/** Every request that a client may send, in the order of docs/protocol.md. */
const declared = [
  ...sessionRequests,
  ...roomRequests,
  ...dialogRequests,
  ...inviteRequests,
  ...joinRequestRequests,
  ...memberRequests,
  ...userRequests,
  ...messageRequests,
  ...starRequests,
  ...pinRequests,
  ...reactionRequests,
  ...fileRequests,
  ...presenceRequests,
  ...ownStateRequests,
  ...safetyRequests,
  ...pushRequests,
  ...callRequests,
] as const

type Declared = (typeof declared)[number]

/** The same by name. The server has a handler for each (`server/src/realtime/requests`). */
export type Requests = { readonly [R in Declared as R['name']]: R }

export const requests = Object.fromEntries(declared.map((request) => [request.name, request])) as unknown as Requests

export type RequestName = Declared['name']

/** A request as the server reads it, defaults filled in. */
export type RequestFrame<T extends RequestName = RequestName> = z.output<Requests[T]['frame']>

/** A request as a client writes it, without `t` and `id`. */
export type RequestInput<T extends RequestName> = Omit<z.input<Requests[T]['frame']>, 't' | 'id'>

/** The reply to a request. */
export type ReplyTo<T extends RequestName> = z.output<Requests[T]['reply']>

/** The answer to request `id`. */
export type Reply<T extends RequestName = RequestName> =
  | { t: 'ok'; id: number; result: ReplyTo<T> }
  | ({ t: 'error'; id: number | null } & ErrorBody)

export type ServerFrame = Reply | ServerEvent
