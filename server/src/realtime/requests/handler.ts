import type { ReplyTo, RequestFrame, RequestName, Requests } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { PagePrincipal, UserPrincipal } from '../../chat/principal.ts'
import type { Session } from '../connection/session.ts'

/** Only requests for `visitors` reach their handler with a guest; a guest who only reads acts as `readerOf` says. */
export type PrincipalOf<T extends RequestName> = Requests[T]['audience'] extends 'visitors'
  ? PagePrincipal
  : UserPrincipal

/** One request of an authenticated connection. */
export interface Call<T extends RequestName> {
  deps: ChatDeps
  session: Session
  principal: PrincipalOf<T>
}

export type Handler<T extends RequestName> = (call: Call<T>, frame: RequestFrame<T>) => Promise<ReplyTo<T>>

/** The handlers of one noun's declarations (`protocol/src/requests`): one that is missing does not compile. */
export type HandlersOf<Declared extends readonly { name: RequestName }[]> = {
  readonly [T in Exclude<Declared[number]['name'], 'auth'>]: Handler<T>
}
