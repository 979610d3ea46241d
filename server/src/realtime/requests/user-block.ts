import { blockUser } from '../../chat/own-state/block-user.ts'
import type { Handler } from './handler.ts'

export const userBlock: Handler<'user.block'> = async ({ parts, principal }, { user_id, blocked }) => ({
  item: await blockUser(parts, principal, { peerId: user_id, blocked }),
})
