import type { GroupCallSetting, ReplyTo } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { EnterCall, StoredCall } from '../ports/calls.ts'
import type { UserPrincipal } from '../principal.ts'
import { refusal } from '../refusals.ts'
import type { ChatUser } from '../users/user.ts'
import type { WidgetSettings } from '../widget.ts'
import { presentIn } from './group-machine.ts'
import { isHidden, ownSettings } from './own-settings.ts'
import { holds, isOfAnother } from './parties.ts'
import { callFor, publishCall, toCall } from './publish-call.ts'

type Deps = Pick<ChatDeps, 'store' | 'bus' | 'ice' | 'limits' | 'forwarding'>

/** The members who may start calls in groups. */
export const groupCalls = (
  { limits }: Pick<ChatDeps, 'limits'>,
  { group_calls }: Pick<WidgetSettings, 'group_calls'>,
): GroupCallSetting => (limits.GROUP_CALL_USERS === 0 ? 'off' : group_calls)

/**
 * Enters the call of a group, starts it if it does not run, or renews the user's party by another page.
 * @throws ChatError room_not_found, forbidden, blocked, frozen, request_*, call_*
 */
export async function enterGroupCall(
  deps: Deps,
  principal: UserPrincipal,
  settings: WidgetSettings,
  user: Pick<ChatUser, 'user_id' | 'role' | 'profile'>,
  enter: Omit<EnterCall, 'widget_id' | 'user_id' | 'siteAdmin' | 'hidden' | 'hasRelay' | 'sfu'>,
): Promise<ReplyTo<'call.join'>> {
  const { store, bus, ice } = deps
  const { widget_id, user_id } = principal
  const own = await ownSettings(deps, widget_id, user)
  const outcome = await store.enterCall({
    ...{ ...enter, widget_id, user_id, siteAdmin: user.role === 'admin' },
    ...{ hidden: isHidden(settings, own), hasRelay: ice.hasRelay, sfu: deps.forwarding.party() },
  })
  if (outcome.due) publishCall(bus, widget_id, outcome.due)
  if (outcome.kind === 'refused') throw refusal(outcome, enter.room_id)
  publishCall(bus, widget_id, outcome.call)
  return withIce(deps, principal, enter.party, outcome.call.call)
}

/**
 * The servers that a party needs to connect, if it takes part.
 * @throws ChatError invalid_field: the party belongs to another user
 */
export async function withIce(
  { store, ice }: Pick<Deps, 'store' | 'ice'>,
  { widget_id, user_id }: UserPrincipal,
  party: string,
  call: StoredCall,
): Promise<ReplyTo<'call.renew'>> {
  if (call.outcome === null && isOfAnother(call, { user_id, party })) {
    throw refusal({ reason: 'party_taken' }, call.room_id)
  }
  const takesPart = call.outcome === null && holds(call, { user_id, party })
  if (!takesPart) return { call: callFor(user_id, call), ice: null }
  const reply = {
    call: toCall(call),
    ice: ice.serversFor({ ...call, relay: hidesAddress(call, user_id) }, user_id),
  }
  if (call.group === null) return reply
  const others = presentIn(call).flatMap((member) => (member.user_id === user_id ? [] : [member.user_id]))
  return { ...reply, apart: others.length === 0 ? [] : await store.blocksBetween(widget_id, user_id, others) }
}

/** The user sends through a relay alone. */
export const hidesAddress = (call: StoredCall, user_id: string): boolean =>
  call.relay || (call.group !== null && call.members.some((one) => one.user_id === user_id && one.hidden))
