/** The client without a connection: for pages that provide one, such as `shareConnection`'s. */
export { createClient } from './client.ts'
export { shownReactions } from './reactions.ts'
export type { RequestErrorCode } from './request-error.ts'
export type * from './types.ts'
