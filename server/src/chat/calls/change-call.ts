import { ChatError, type ReplyTo, type RequestFrame } from '@imbachat/protocol'
import { isShadowBanned, mustBeInGoodStanding } from '../../moderation/restrictions/standing.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { settingsOf } from '../messages/check-message.ts'
import type { CallAct, CallMember, GroupCall, Sends, StoredCall } from '../ports/calls.ts'
import type { UserPrincipal } from '../principal.ts'
import { refusal } from '../refusals.ts'
import { mayRemove } from '../rooms/rights.ts'
import { canManage, presentRoom } from '../rooms/room-policy.ts'
import { enterGroupCall, groupCalls, hidesAddress, withIce } from './enter-group-call.ts'
import { holds } from './parties.ts'
import { callFor, publishCall } from './publish-call.ts'
import { mayCall, mustBeAllowedToCall } from './start-call.ts'

type Deps = Pick<ChatDeps, 'store' | 'bus' | 'users' | 'widgets' | 'ice' | 'limits' | 'forwarding'>

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
  if (!call || !(await isOfUser())) throw callNotFound(call_id)
  return call

  /** In a group: every current member, also one who is not in the call. A former member is not included. */
  async function isOfUser(): Promise<boolean> {
    if (!call?.group) return call?.members.some((member) => member.user_id === user_id) === true
    const [membership] = await store.membershipsOf(widget_id, user_id, [call.room_id])
    return membership?.state === 'joined'
  }
}

type OwnAct<Act = CallAct> = Act extends { user_id: string } ? Omit<Act, 'user_id'> : never

/** One act of a user. An act that comes too late changes nothing. @throws ChatError call_not_found */
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
  const call = await actInCall(deps, principal, call_id, { act: 'accept', party, video })
  return withIce(deps, principal, party, call)
}

/**
 * Renews a party, with a new page or with a heartbeat. It ends if the user may not call any more, and sends no camera
 * or screen if the user may only speak. A member of a group enters its call by this.
 * @throws ChatError call_not_found, and for a group those of `enterGroupCall`
 */
export async function goOnInCall(
  deps: Deps,
  principal: UserPrincipal,
  call_id: string,
  act: OwnAct<Extract<CallAct, { act: 'join' | 'renew' }>>,
): Promise<ReplyTo<'call.renew'>> {
  const { widget_id, user_id } = principal
  if (act.act === 'join') {
    const call = await ownCall(deps, principal, call_id)
    if (call.group !== null) return joinGroupCall(deps, principal, call, act)
  }
  const most = mayCall(await settingsOf(deps, widget_id), await deps.users.sender(widget_id, user_id))
  if (most === 'off')
    return { call: callFor(user_id, await actInCall(deps, principal, call_id, { act: 'end' })), ice: null }
  const allowed = most === 'video' ? act : { ...act, video: false, screen: false }
  return withIce(deps, principal, act.party, await actInCall(deps, principal, call_id, allowed))
}

async function joinGroupCall(
  deps: Deps,
  principal: UserPrincipal,
  { room_id, call_id }: GroupCall,
  { party, audio, video, screen }: { party: string } & Sends,
): Promise<ReplyTo<'call.join'>> {
  const settings = await settingsOf(deps, principal.widget_id)
  const user = await deps.users.author(principal.widget_id, principal.user_id)
  mustBeAllowedToCall(settings, user, video || screen)
  mustBeInGoodStanding(user)
  // Other users get no event, and the caller sees a full call.
  if (isShadowBanned(user)) throw refusal({ reason: 'call_full' }, room_id)
  return enterGroupCall(deps, principal, settings, user, {
    room_id,
    call_id,
    party,
    starts: null,
    audio,
    video,
    screen,
  })
}

/**
 * A host mutes or removes another member of a group's call. The user who started it is one, and so are the managers of
 * the room; a manager is removed as from the room itself.
 * @throws ChatError call_not_found, room_not_found, forbidden
 */
export async function hostInCall(
  deps: Pick<Deps, 'store' | 'bus' | 'users'>,
  principal: UserPrincipal,
  { call_id, user_id: target, act }: { call_id: string; user_id: string; act: 'mute' | 'remove' },
): Promise<StoredCall> {
  const { store, bus, users } = deps
  const { widget_id, user_id } = principal
  const call = await ownCall(deps, principal, call_id)
  const { room_id } = call
  const [own, theirs, user] = await Promise.all([
    store.roomOf(widget_id, room_id, user_id),
    store.roomOf(widget_id, room_id, target),
    users.sender(widget_id, user_id),
  ])
  const row = presentRoom(own, room_id)
  const isHost = call.group !== null && (call.started_by === user_id || canManage(row, user))
  const standing = { role: row.member.role, siteAdmin: user.role === 'admin' }
  const mayAct = isHost && target !== user_id && (act === 'mute' || mayRemove(standing, theirs?.member.role))
  if (!mayAct) throw refusal({ reason: 'forbidden' }, room_id)
  const changed = await store.changeCall({ widget_id, room_id, call_id, change: { act, user_id: target } })
  if (changed === null) throw callNotFound(call_id)
  publishCall(bus, widget_id, changed)
  return changed.call
}

/** Candidates with an address of the party's own. */
const OWN_ADDRESS = /\btyp (host|srflx|prflx)\b/

/**
 * Passes a signal from one party to the other. Before the call is accepted there is no other party.
 * @throws ChatError call_not_found, call_party_gone, invalid_field
 */
export async function signalInCall(
  { store, bus, forwarding }: Pick<Deps, 'store' | 'bus' | 'forwarding'>,
  principal: UserPrincipal,
  { call_id, party, to, n, signal }: Omit<RequestFrame<'call.signal'>, 't' | 'id'>,
): Promise<void> {
  const { widget_id, user_id } = principal
  const call = await ownCall({ store }, principal, call_id)
  const members: readonly CallMember[] = call.members
  const isOpen = call.state === 'connecting' || call.state === 'active'
  if (isOpen && call.sfu === to && holds(call, { user_id, party })) {
    return forwarding.signal(widget_id, call, { user_id, party, signal })
  }
  // where the SFU has the media, pages learn nothing of each other
  const other = call.sfu === null && members.find((member) => member.user_id !== user_id && member.party === to)
  // In a group, two users of whom one blocks the other get no media path between them.
  const blocks = call.group && other ? await store.blocksBetween(widget_id, user_id, [other.user_id]) : []
  if (!isOpen || !other || blocks.length > 0 || !holds(call, { user_id, party })) {
    throw new ChatError('call_party_gone', 'This page or the other one does not take part in the call now.', {
      field: isOpen && (!other || blocks.length > 0) ? 'to' : 'party',
    })
  }
  if (hidesAddress(call, user_id) && OWN_ADDRESS.test(JSON.stringify(signal))) {
    const text = 'This call goes through a relay alone: no candidate may be of the type host, srflx or prflx.'
    throw new ChatError('invalid_field', text, { field: 'signal' })
  }
  bus.publish({ t: 'call-signal', widget_id, user_id: other.user_id, signal: { call_id, from: party, to, n, signal } })
}

/** @returns the user's calls that ring or run, those of their groups, and the calls that they may start */
export async function currentCalls(
  deps: Pick<Deps, 'store' | 'users' | 'widgets' | 'limits'>,
  { widget_id, user_id }: UserPrincipal,
): Promise<ReplyTo<'call.current'>> {
  const [call, around, settings, user] = await Promise.all([
    deps.store.liveCall(widget_id, user_id),
    deps.limits.GROUP_CALL_USERS === 0 ? [] : deps.store.callsAround(widget_id, user_id),
    settingsOf(deps, widget_id),
    deps.users.sender(widget_id, user_id),
  ])
  const may = mayCall(settings, user)
  const calls = call && !around.some(({ call_id }) => call_id === call.call_id) ? [call, ...around] : around
  return {
    calls: calls.map((one) => callFor(user_id, one)),
    may,
    groups: may === 'off' ? 'off' : groupCalls(deps, settings),
  }
}
