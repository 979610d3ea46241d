import type { RequestName } from '@imbachat/protocol'
import type { Handler } from './handler.ts'
import { fileHandlers } from './messages/files.ts'
import { messageHandlers } from './messages/messages.ts'
import { pinHandlers } from './messages/pins.ts'
import { reactionHandlers } from './messages/reactions.ts'
import { starHandlers } from './messages/stars.ts'
import { dialogHandlers } from './rooms/dialogs.ts'
import { inviteHandlers } from './rooms/invites.ts'
import { joinRequestHandlers } from './rooms/join-requests.ts'
import { memberHandlers } from './rooms/members.ts'
import { roomHandlers } from './rooms/rooms.ts'
import { ownStateHandlers } from './users/own-state.ts'
import { presenceHandlers } from './users/presence.ts'
import { safetyHandlers } from './users/safety.ts'
import { sessionHandlers } from './users/session.ts'
import { userHandlers } from './users/users.ts'

/** The frames of an authenticated connection. `auth` makes it one and is in `../authenticate.ts`. */
export type LiveRequestName = Exclude<RequestName, 'auth'>

/** Typed by frame: a frame without a handler does not compile. */
export const handlers: { readonly [T in LiveRequestName]: Handler<T> } = {
  ...sessionHandlers,
  ...roomHandlers,
  ...dialogHandlers,
  ...inviteHandlers,
  ...joinRequestHandlers,
  ...memberHandlers,
  ...userHandlers,
  ...messageHandlers,
  ...starHandlers,
  ...pinHandlers,
  ...reactionHandlers,
  ...fileHandlers,
  ...presenceHandlers,
  ...ownStateHandlers,
  ...safetyHandlers,
}
