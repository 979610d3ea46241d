import { ChatError, type ReplyTo, type RequestFrame } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { settingsOf } from '../messages/check-message.ts'
import type { CallAct, StoredCall } from '../ports/calls.ts'
import type { UserPrincipal } from '../principal.ts'
import { holds } from './machine.ts'
import { publishCall, toCall } from './publish-call.ts'
import { mayCall, mustBeAllowedToCall } from './start-call.ts'

type Deps = Pick<ChatDeps, 'store' | 'bus' | 'users' | 'widgets' | 'ice'>

/** The same answer for a missing call and one of other users. */
const callNotFound = (call_id: string) =>
  new ChatError('call_not_found', `There is no call ${call_id} of yours.`, { field: 'call_id' })

/** @throws ChatError call_not_found */
async function ownCall(
  { store }: Pick<Deps, 'store'>,
  { widget_id, user_id }: UserPrincipal,
  call_id: string,
): Promise<StoredCall> {
  const call = await store.callOf(widget_id, call_id)
  if (!call?.members.some((member) => member.user_id === user_id)) throw callNotFound(call_id)
  return call
}

type OwnAct<Act = CallAct> = Act extends { user_id: string } ? Omit<Act, 'user_id'> : never

/** One act of a user. What comes too late changes nothing. @throws ChatError call_not_found */
export async function actInCall(
  { store, bus }: Pick<Deps, 'store' | 'bus'>,
  principal: UserPrincipal,
  call_id: string,
  act: OwnAct,
): Promise<StoredCall> {
  const { widget_id, user_id } = principal
  const { room_id } = await ownCall({ store }, principal, call_id)
  const changed = await store.changeCall({ widget_id, room_id, call_id, change: { ...act, user_id } as CallAct })
  if (changed === null) throw callNotFound(call_id)
  publishCall(bus, widget_id, changed)
  return changed.call
}

/** @throws ChatError call_not_found, calls_off, not_permitted */
export async function acceptCall(
  deps: Deps,
  principal: UserPrincipal,
  { call_id, party, video }: { call_id: string; party: string; video: boolean },
): Promise<ReplyTo<'call.accept'>> {
  const { widget_id, user_id } = principal
  const user = await deps.users.author(widget_id, user_id)
  mustBeAllowedToCall(await settingsOf(deps, widget_id), user, video)
  return withIce(deps, principal, party, await actInCall(deps, principal, call_id, { act: 'accept', party, video }))
}

/**
 * A party goes on: with a new page, or with a sign of life. It ends where the user may no longer call.
 * @throws ChatError call_not_found
 */
export async function goOnInCall(
  deps: Deps,
  principal: UserPrincipal,
  call_id: string,
  act: OwnAct<Extract<CallAct, { act: 'join' | 'renew' }>>,
): Promise<ReplyTo<'call.renew'>> {
  const { widget_id, user_id } = principal
  const most = mayCall(await settingsOf(deps, widget_id), await deps.users.sender(widget_id, user_id))
  if (most === 'off') return { call: toCall(await actInCall(deps, principal, call_id, { act: 'end' })), ice: null }
  return withIce(deps, principal, act.party, await actInCall(deps, principal, call_id, act))
}

function withIce({ ice }: Pick<Deps, 'ice'>, { user_id }: UserPrincipal, party: string, call: StoredCall) {
  const takesPart = call.outcome === null && holds(call, { user_id, party })
  return { call: toCall(call), ice: takesPart ? ice.serversFor(call, user_id) : null }
}

/** Candidates with an address of the party's own. */
const OWN_ADDRESS = /\btyp (host|srflx|prflx)\b/

/**
 * Passes a signal from one chosen party to the other. Before the acceptance there is no second one.
 * @throws ChatError call_not_found, call_party_gone, invalid_field
 */
export async function signalInCall(
  { store, bus }: Pick<Deps, 'store' | 'bus'>,
  principal: UserPrincipal,
  { call_id, party, to, n, signal }: Omit<RequestFrame<'call.signal'>, 't' | 'id'>,
): Promise<void> {
  const { widget_id, user_id } = principal
  const call = await ownCall({ store }, principal, call_id)
  const other = call.members.find((member) => member.user_id !== user_id)
  const isOpen = call.state === 'connecting' || call.state === 'active'
  if (!isOpen || other?.party !== to || !holds(call, { user_id, party })) {
    throw new ChatError('call_party_gone', 'This page or the other one does not take part in the call now.', {
      field: isOpen && other?.party !== to ? 'to' : 'party',
    })
  }
  if (call.relay && OWN_ADDRESS.test(JSON.stringify(signal))) {
    const said = 'This call goes through a relay alone: no candidate may be of the type host, srflx or prflx.'
    throw new ChatError('invalid_field', said, { field: 'signal' })
  }
  bus.publish({ t: 'call-signal', widget_id, user_id: other.user_id, signal: { call_id, from: party, to, n, signal } })
}

/** @returns the user's call that rings or runs, and what they may start */
export async function currentCalls(
  deps: Pick<Deps, 'store' | 'users' | 'widgets'>,
  { widget_id, user_id }: UserPrincipal,
): Promise<ReplyTo<'call.current'>> {
  const [call, settings, user] = await Promise.all([
    deps.store.liveCall(widget_id, user_id),
    settingsOf(deps, widget_id),
    deps.users.sender(widget_id, user_id),
  ])
  return { calls: call === null ? [] : [toCall(call)], may: mayCall(settings, user) }
}
