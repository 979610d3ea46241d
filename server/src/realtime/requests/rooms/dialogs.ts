import type { dialogRequests } from '@imbachat/protocol/requests/dialogs'
import { answerDialog } from '../../../chat/rooms/dialogs/answer-dialog.ts'
import { openDialog } from '../../../chat/rooms/dialogs/open-dialog.ts'
import type { HandlersOf } from '../handler.ts'

export const dialogHandlers: HandlersOf<typeof dialogRequests> = {
  'dialog.open': async ({ deps, principal }, { user_id, permission, context }) => ({
    room: await openDialog(deps, principal, { peer_id: user_id, permission, context }),
  }),

  'dialog.answer': async ({ deps, principal }, answer) => ({
    room: await answerDialog(deps, principal, answer),
  }),
}
