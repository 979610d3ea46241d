import type { callRequests } from '@imbachat/protocol/requests/calls'
import {
  acceptCall,
  actInCall,
  currentCalls,
  goOnInCall,
  hostInCall,
  signalInCall,
} from '../../../chat/calls/change-call.ts'
import { callFor } from '../../../chat/calls/publish-call.ts'
import { startCall } from '../../../chat/calls/start-call.ts'
import type { HandlersOf } from '../handler.ts'

export const callHandlers: HandlersOf<typeof callRequests> = {
  'call.start': ({ deps, session, principal }, { room_id, party, video }) => {
    session.takePart(party)
    return startCall(deps, principal, { room_id, party, video })
  },

  'call.rang': async ({ deps, principal }, { call_id }) => ({
    call: callFor(principal.user_id, await actInCall(deps, principal, call_id, { act: 'ring' })),
  }),

  'call.accept': ({ deps, session, principal }, { call_id, party, video }) => {
    session.takePart(party)
    return acceptCall(deps, principal, { call_id, party, video })
  },

  'call.decline': async ({ deps, principal }, { call_id }) => ({
    call: callFor(principal.user_id, await actInCall(deps, principal, call_id, { act: 'decline' })),
  }),

  'call.cancel': async ({ deps, principal }, { call_id }) => ({
    call: callFor(principal.user_id, await actInCall(deps, principal, call_id, { act: 'cancel' })),
  }),

  'call.join': ({ deps, session, principal }, { call_id, party, audio, video, screen }) => {
    session.takePart(party)
    return goOnInCall(deps, principal, call_id, { act: 'join', party, audio, video, screen })
  },

  'call.leave': async ({ deps, principal }, { call_id, party, lost = false }) => ({
    call: callFor(principal.user_id, await actInCall(deps, principal, call_id, { act: 'leave', party, lost })),
  }),

  'call.end': async ({ deps, principal }, { call_id }) => ({
    call: callFor(principal.user_id, await actInCall(deps, principal, call_id, { act: 'end' })),
  }),

  'call.mute': async ({ deps, principal }, { call_id, user_id }) => ({
    call: callFor(principal.user_id, await hostInCall(deps, principal, { call_id, user_id, act: 'mute' })),
  }),

  'call.remove': async ({ deps, principal }, { call_id, user_id }) => ({
    call: callFor(principal.user_id, await hostInCall(deps, principal, { call_id, user_id, act: 'remove' })),
  }),

  'call.signal': async ({ deps, principal }, { call_id, party, to, n, signal }) => {
    await signalInCall(deps, principal, { call_id, party, to, n, signal })
    return {}
  },

  'call.renew': ({ deps, session, principal }, { call_id, party, connected, audio, video, screen, mutes = 0 }) => {
    session.takePart(party)
    const act = { act: 'renew' as const, party, connected, audio, video, screen, mutes }
    return goOnInCall(deps, principal, call_id, act)
  },

  'call.current': ({ deps, principal }) => currentCalls(deps, principal),
}
