import type { ClientFrame, FrameResults, FrameType } from '@imbachat/protocol'
import type { ChatParts } from '../../domain/chat-parts.ts'
import type { PagePrincipal, UserPrincipal } from '../../domain/principal.ts'
import type { Session } from '../session.ts'

/** One frame of an authenticated socket. */
export interface Call<P extends PagePrincipal> {
  parts: ChatParts
  session: Session
  principal: P
}

type Handle<T extends FrameType, P extends PagePrincipal> = (
  call: Call<P>,
  frame: ClientFrame<T>,
) => Promise<FrameResults[T]>

/** Who may send a frame is part of what handles it, so that no frame is open to guests by oversight. */
export type Handler<T extends FrameType> =
  | { audience: 'visitors'; handle: Handle<T, PagePrincipal> }
  | { audience: 'users'; handle: Handle<T, UserPrincipal> }

export const forUsers = <T extends FrameType>(handle: Handle<T, UserPrincipal>): Handler<T> => ({
  audience: 'users',
  handle,
})

export const forVisitors = <T extends FrameType>(handle: Handle<T, PagePrincipal>): Handler<T> => ({
  audience: 'visitors',
  handle,
})
