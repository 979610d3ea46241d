import { ChatError } from '@imbachat/protocol'
import type { sessionRequests } from '@imbachat/protocol/requests/session'
import { enterAsGuest } from '../../../chat/guests/enter-as-guest.ts'
import { isBeforeEnd, mustNotBeErased, sessionsEnded } from '../../../chat/identity/ended-sessions.ts'
import type { HandlersOf } from '../handler.ts'

export const sessionHandlers: HandlersOf<typeof sessionRequests> = {
  'auth.renew': async ({ deps, session, principal }, { token }) => {
    const renewed = await deps.identity.authenticate(session.widget_id, token)
    const sameUser =
      renewed.kind === 'user'
        ? principal.kind === 'user' && [principal.user_id, principal.person_id].includes(renewed.user_id)
        : principal.kind === 'guest'
    if (!sameUser) {
      throw new ChatError('token_user_changed', 'The token belongs to another user: open a new connection for them.', {
        field: 'token',
      })
    }
    if (renewed.kind === 'user') {
      const { widget_id, user_id } = renewed
      // from the store: this node may have missed the end of the sessions
      const [user] = await deps.store.users(widget_id, [user_id])
      if (isBeforeEnd(renewed, user?.tokens_from, session.openedAt)) throw sessionsEnded()
      await mustNotBeErased(deps.store, renewed, user ?? null)
    }
    const { user_id, person_id } = principal.kind === 'user' ? principal : {}
    const isProfile = renewed.kind === 'user' && user_id !== undefined && person_id !== undefined
    session.renew(isProfile ? { ...renewed, user_id, person_id } : renewed)
    return { expires_at: renewed.kind === 'user' ? renewed.expires_at : null }
  },

  'guest.enter': ({ deps, principal, session: { address } }, { name }) =>
    enterAsGuest(deps, principal, { name, address }),

  ping: async ({ deps }) => ({ server_time: deps.clock.now() }),
}
