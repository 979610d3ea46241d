import { listBlocked } from '../../chat/own-state/block-user.ts'
import type { Handler } from './handler.ts'

export const blockedList: Handler<'blocked.list'> = ({ deps, principal }, { cursor, limit }) =>
  listBlocked(deps, principal, { cursor, limit })
