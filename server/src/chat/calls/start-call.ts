import { ChatError, isErasedUser, isGuestUser, type ReplyTo } from '@imbachat/protocol'
import { ROOM_TYPE } from '@imbachat/protocol/site'
import { isShadowBanned, mustBeInGoodStanding } from '../../moderation/restrictions/standing.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { settingsOf } from '../messages/check-message.ts'
import type { UserPrincipal } from '../principal.ts'
import { refusal } from '../refusals.ts'
import { presentRoom } from '../rooms/room-policy.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import { mustNotBlockPerson, personOf } from '../users/profiles.ts'
import type { ChatUser } from '../users/user.ts'
import type { WidgetSettings } from '../widget.ts'
import { enterGroupCall, groupCalls, withIce } from './enter-group-call.ts'
import { newCall } from './machine.ts'
import { isHidden, ownSettings } from './own-settings.ts'
import { publishCall, toCall } from './publish-call.ts'

type Deps = Pick<
  ChatDeps,
  'store' | 'bus' | 'users' | 'widgets' | 'clock' | 'limits' | 'messageRate' | 'callRate' | 'ice' | 'forwarding'
>

/**
 * The best media that a user may call with: the widget's setting, limited by the site's permissions. Bots may not call.
 */
export function mayCall(
  { calls }: Pick<WidgetSettings, 'calls'>,
  { permissions, bot, profile }: Pick<ChatUser, 'permissions' | 'bot' | 'profile'>,
) {
  if (calls === 'off' || bot !== undefined || profile?.gone || permissions?.audio_calls === false) return 'off'
  return permissions?.video_calls === false ? 'audio' : calls
}

/** @throws ChatError calls_off, not_permitted */
export function mustBeAllowedToCall(settings: WidgetSettings, user: ChatUser, video: boolean): void {
  const most = mayCall(settings, user)
  if (most === 'video' || (most === 'audio' && !video)) return
  const isOff = settings.calls === 'off' || (video && settings.calls === 'audio')
  const calls = most === 'audio' ? 'video calls' : 'calls'
  if (isOff) throw new ChatError('calls_off', `This widget has no ${calls}.`, { ...(video && { field: 'video' }) })
  throw new ChatError('not_permitted', `The site does not allow this user ${calls}.`, {
    ...(video && { field: 'video' }),
  })
}

/**
 * Calls the other user of a dialog, or accepts their call. In a group, starts its call or joins it.
 * @throws ChatError calls_off, not_permitted, muted, banned, room_not_found, call_*, blocked, frozen, request_*,
 * forbidden, rate_limited
 */
export async function startCall(
  deps: Deps,
  principal: UserPrincipal,
  { room_id, party, video }: { room_id: number; party: string; video: boolean },
): Promise<ReplyTo<'call.start'>> {
  const { store, bus, users, limits, clock } = deps
  const { widget_id, user_id } = principal
  const settings = await settingsOf(deps, widget_id)
  const caller = await users.author(widget_id, user_id)
  mustBeAllowedToCall(settings, caller, video)
  mustBeInGoodStanding(caller)
  // before anything is read: most of a flood ends here
  if (limits.CALLS_PER_MINUTE > 0) {
    const size = { burst: limits.CALLS_PER_MINUTE, perSecond: limits.CALLS_PER_MINUTE / 60 }
    takeOrRefuse(
      deps.callRate,
      `${widget_id}/${personOf(principal)}`,
      size,
      `At most ${limits.CALLS_PER_MINUTE} calls a minute.`,
    )
  }
  const { room, peer } = presentRoom(await store.roomOf(widget_id, room_id, user_id), room_id)
  const call_id = crypto.randomUUID()
  if (room.type === ROOM_TYPE.conference) {
    const starts = groupCalls(deps, settings)
    if (starts === 'off') throw new ChatError('calls_off', 'Groups have no calls here.', { field: 'room_id' })
    // other users get no event
    if (isShadowBanned(caller)) throw refusal({ reason: 'call_full' }, room_id)
    const sends = { audio: true, video, screen: false }
    return enterGroupCall(deps, principal, settings, caller, { room_id, call_id, party, starts, ...sends })
  }
  if (peer === null) throw refusal({ reason: 'forbidden' }, room_id)
  await mustNotBlockPerson(deps, principal, caller, room_id)
  const peer_id = peer.user_id
  const callee = (await users.lookUp(widget_id, [peer_id])).get(peer_id)
  const [mine, theirs] = await Promise.all([
    ownSettings(deps, widget_id, caller),
    ownSettings(deps, widget_id, callee ?? { user_id: peer_id }),
  ])
  const start = {
    ...{ widget_id, room_id, call_id, user_id, peer_id, party, video },
    takesCalls: theirs.calls_from !== 'nobody' && callee !== undefined && canAnswer(settings, callee),
    hidden: isHidden(settings, mine) || isHidden(settings, theirs),
    hasRelay: deps.ice.hasRelay,
    sfu: deps.forwarding.party(),
  }
  if (isShadowBanned(caller)) {
    // other users get no event, and the caller sees an unreachable callee
    const unheard = newCall(start, { relay: start.hidden, sfu: null, outcome: 'unreachable' }, clock.now(), limits)
    return { call: toCall(unheard), ice: null }
  }
  const outcome = await store.startCall(start)
  if (outcome.due) publishCall(bus, widget_id, outcome.due)
  if (outcome.kind === 'refused') throw refusal(outcome, room_id)
  const { call } = outcome
  publishCall(bus, widget_id, call)
  return withIce(deps, principal, party, call.call)
}

/** Bots, guests, erased users and users without the site's permission can't answer calls. */
const canAnswer = (settings: WidgetSettings, callee: ChatUser): boolean =>
  !isGuestUser(callee.user_id) && !isErasedUser(callee.user_id) && mayCall(settings, callee) !== 'off'
