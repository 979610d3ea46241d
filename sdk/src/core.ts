/** The client without a connection: for pages that provide one, such as `shareConnection`'s. */
export { createClient } from './client.ts'
export type * from './client-types.ts'
export { userIdOf } from './connection/token.ts'
export { observable } from './observable.ts'
export { newClientId } from './outbox/client-id.ts'
export { ChatRequestError, type RequestErrorCode } from './request-error.ts'
export { shownReactions } from './timeline/reactions.ts'
export type * from './types.ts'
