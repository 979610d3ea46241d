import type { RequestName } from '@imbachat/protocol'
import { everyHandler } from './every-handler.ts'
import type { Handler } from './handler.ts'

/** The frames of an authenticated connection. `auth` makes it one and is in `../connection/authenticate.ts`. */
export type LiveRequestName = Exclude<RequestName, 'auth'>

/** Typed by frame: a frame without a handler does not compile. */
export const handlers: { readonly [T in LiveRequestName]: Handler<T> } = everyHandler
