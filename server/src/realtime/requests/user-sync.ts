import { syncOwnState } from '../../chat/own-state/sync-own-state.ts'
import type { Handler } from './handler.ts'

export const userSync: Handler<'user.sync'> = ({ deps, principal }, { rev }) => syncOwnState(deps, principal, rev)
