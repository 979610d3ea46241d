import { listBlocked } from '../../chat/own-state/block-user.ts'
import type { Handler } from './handler.ts'

export const blockedList: Handler<'blocked.list'> = ({ parts, principal }, { cursor, limit }) =>
  listBlocked(parts, principal, { cursor, limit })
