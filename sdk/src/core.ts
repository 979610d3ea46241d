/** The client without a connection of its own: for pages that give it one, such as `shareConnection`'s. */
export { createClient } from './client.ts'
export { shownReactions } from './reactions.ts'
export type { RequestErrorCode } from './request-error.ts'
export type * from './types.ts'
