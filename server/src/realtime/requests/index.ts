import type { RequestName } from '@imbachat/protocol'
import { dialogHandlers } from './dialogs.ts'
import { fileHandlers } from './files.ts'
import type { Handler } from './handler.ts'
import { inviteHandlers } from './invites.ts'
import { joinRequestHandlers } from './join-requests.ts'
import { memberHandlers } from './members.ts'
import { messageHandlers } from './messages.ts'
import { ownStateHandlers } from './own-state.ts'
import { pinHandlers } from './pins.ts'
import { presenceHandlers } from './presence.ts'
import { reactionHandlers } from './reactions.ts'
import { roomHandlers } from './rooms.ts'
import { safetyHandlers } from './safety.ts'
import { sessionHandlers } from './session.ts'
import { starHandlers } from './stars.ts'
import { userHandlers } from './users.ts'

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
