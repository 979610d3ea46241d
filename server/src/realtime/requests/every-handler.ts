// Written by `bun tools/checks/write-tables.ts`.
import { callHandlers } from './calls/calls.ts'
import { fileHandlers } from './messages/files.ts'
import { messageHandlers } from './messages/messages.ts'
import { pinHandlers } from './messages/pins.ts'
import { reactionHandlers } from './messages/reactions.ts'
import { starHandlers } from './messages/stars.ts'
import { pushHandlers } from './push/push.ts'
import { dialogHandlers } from './rooms/dialogs.ts'
import { inviteHandlers } from './rooms/invites.ts'
import { joinRequestHandlers } from './rooms/join-requests.ts'
import { memberHandlers } from './rooms/members.ts'
import { roomHandlers } from './rooms/rooms.ts'
import { safetyHandlers } from './safety/safety.ts'
import { ownStateHandlers } from './users/own-state.ts'
import { presenceHandlers } from './users/presence.ts'
import { sessionHandlers } from './users/session.ts'
import { userHandlers } from './users/users.ts'

export const everyHandler = {
  ...callHandlers,
  ...fileHandlers,
  ...messageHandlers,
  ...pinHandlers,
  ...reactionHandlers,
  ...starHandlers,
  ...pushHandlers,
  ...dialogHandlers,
  ...inviteHandlers,
  ...joinRequestHandlers,
  ...memberHandlers,
  ...roomHandlers,
  ...safetyHandlers,
  ...ownStateHandlers,
  ...presenceHandlers,
  ...sessionHandlers,
  ...userHandlers,
}
