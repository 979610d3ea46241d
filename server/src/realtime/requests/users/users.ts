import type { userRequests } from '@imbachat/protocol/requests/users'
import { blockUser, listBlocked } from '../../../chat/own-state/block-user.ts'
import { changeSettings } from '../../../chat/own-state/change-settings.ts'
import { syncOwnState } from '../../../chat/own-state/sync-own-state.ts'
import { getUsers } from '../../../chat/users/get-users.ts'
import { listFriends, searchPeople } from '../../../chat/users/search-people.ts'
import type { HandlersOf } from '../handler.ts'

export const userHandlers: HandlersOf<typeof userRequests> = {
  'users.get': async ({ deps, principal }, wanted) => ({
    users: await getUsers(deps, principal, wanted),
  }),

  'people.search': async ({ deps, principal }, { query }) => ({
    users: await searchPeople(deps, principal, query),
  }),

  'people.friends': async ({ deps, principal }) => ({
    users: await listFriends(deps, principal),
  }),

  'user.block': async ({ deps, principal }, { user_id, blocked }) => ({
    item: await blockUser(deps, principal, { peer_id: user_id, blocked }),
  }),

  'blocked.list': ({ deps, principal }, page) => listBlocked(deps, principal, page),

  'settings.set': async ({ deps, principal }, { settings }) => ({
    item: await changeSettings(deps, principal, settings),
  }),

  'user.sync': ({ deps, principal }, { rev }) => syncOwnState(deps, principal, rev),
}
