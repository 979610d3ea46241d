import type { ReplyTo, RequestFrame, RequestName, Requests } from '@imbachat/protocol'
import type { ChatParts } from '../../chat/chat-parts.ts'
import type { PagePrincipal, UserPrincipal } from '../../chat/principal.ts'
import type { Session } from '../connection/session.ts'

/** Only requests for `visitors` reach their handler with a guest; a reading guest acts as `readerOf` says. */
export type PrincipalOf<T extends RequestName> = Requests[T]['audience'] extends 'visitors'
  ? PagePrincipal
  : UserPrincipal

/** One request of an authenticated connection. */
export interface Call<T extends RequestName> {
  parts: ChatParts
  session: Session
  principal: PrincipalOf<T>
}

export type Handler<T extends RequestName> = (call: Call<T>, frame: RequestFrame<T>) => Promise<ReplyTo<T>>
