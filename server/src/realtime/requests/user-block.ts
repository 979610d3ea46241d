import { blockUser } from '../../chat/own-state/block-user.ts'
import type { Handler } from './handler.ts'

export const userBlock: Handler<'user.block'> = async ({ deps, principal }, { user_id, blocked }) => ({
  item: await blockUser(deps, principal, { peerId: user_id, blocked }),
})
