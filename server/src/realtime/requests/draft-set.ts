import { setDraft } from '../../chat/own-state/set-draft.ts'
import type { Handler } from './handler.ts'

export const draftSet: Handler<'draft.set'> = async ({ deps, principal }, { room_id, text, reply_to, rev }) => ({
  item: await setDraft(deps, principal, { roomId: room_id, text, replyTo: reply_to, rev }),
})
