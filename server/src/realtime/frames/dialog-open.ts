import { openDialog } from '../../domain/rooms/open-dialog.ts'
import { forUsers } from './handler.ts'

export const dialogOpen = forUsers<'dialog.open'>(async ({ parts, principal }, { user_id, permission }) => ({
  room: await openDialog(parts, principal, { peerId: user_id, permission }),
}))
