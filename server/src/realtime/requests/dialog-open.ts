import { openDialog } from '../../chat/rooms/open-dialog.ts'
import type { Handler } from './handler.ts'

export const dialogOpen: Handler<'dialog.open'> = async ({ deps, principal }, { user_id, permission, context }) => ({
  room: await openDialog(deps, principal, { peerId: user_id, permission, context }),
})
