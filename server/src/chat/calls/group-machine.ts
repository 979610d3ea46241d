import type { CallAct, EnterCall, GroupCall, GroupMember, Sends, StoredCall } from '../ports/calls.ts'
import { type CallTimes, holds, isGone, isOfAnother, renewed, seen, sendsOf, takenBy } from './parties.ts'

/** Without an SFU each sends to each, so a fifth user is too much for a phone. */
export const MOST_IN_MESH = 4

/** A call of a group, which its first member has just started. @param rings on the devices of the others */
export function newGroupCall(
  { call_id, room_id, user_id, video }: Pick<EnterCall, 'call_id' | 'room_id' | 'user_id' | 'video'>,
  { relay, sfu, most, rings }: { relay: boolean; sfu: string | null; most: number; rings: boolean },
  at: number,
  times: CallTimes,
): GroupCall {
  return {
    ...{ call_id, room_id, rev: 0, state: 'active', outcome: null, video, relay, sfu },
    ...{ started_by: user_id, started_at: at },
    ...{ ring_until: rings ? at + times.CALL_RING_MS : at, answered_at: null, ended_at: null, entry_seq: null },
    ...{ group: { most, alone_since: null }, members: [] },
  }
}

export const isPresent = ({ party }: Pick<GroupMember, 'party'>): boolean => party !== null
export const presentIn = ({ members }: GroupCall): GroupMember[] => members.filter(isPresent)

/** Why a user may not come in; null: they may, or are in it already. */
export function refusalToEnter(
  call: GroupCall,
  { user_id, party }: { user_id: string; party: string },
): 'call_full' | 'call_removed' | 'party_taken' | null {
  if (isOfAnother(call, { user_id, party })) return 'party_taken'
  const known = call.members.find((member) => member.user_id === user_id)
  if (known && isPresent(known)) return null
  if (known?.gone === 'removed') return 'call_removed'
  return presentIn(call).length >= call.group.most ? 'call_full' : null
}

/** The user takes part by this page: they come in, come back, or go on on another device. */
export function entered(
  call: GroupCall,
  { user_id, party, hidden, ...sends }: { user_id: string; party: string; hidden: boolean } & Sends,
  at: number,
  times: CallTimes,
): GroupCall {
  if (call.state === 'ended' || refusalToEnter(call, { user_id, party }) !== null) return call
  const known = call.members.find((member) => member.user_id === user_id)
  if (known?.party === party) {
    return changed(call, { ...renewed(known, at, times), ...sendsOf(sends) }, at)
  }
  const member = known ?? { ...NEW, user_id }
  const taken = takenBy({ ...member, joined_at: member.joined_at ?? at, gone: null, hidden }, party, sends, at, times)
  return changed(call, taken, at)
}

const NEW = {
  ...{ party: null, audio: false, video: false, screen: false, connected: false, lease_until: null },
  ...{ joined_at: null, gone: null, mutes: 0, hidden: false },
} as const satisfies Omit<GroupMember, 'user_id'>

/** The next state of a group's call. The call runs from its start; a user who enters takes part at once. */
export function nextGroupCall(call: GroupCall, change: CallAct, at: number, times: CallTimes): GroupCall {
  if (call.state === 'ended') return call
  const of = (user_id: string) => call.members.find((member) => member.user_id === user_id)
  switch (change.act) {
    case 'due': {
      const late = change.leases ? presentIn(call).filter((member) => isGone(member, at)) : []
      const left = late.reduce((before, member) => changed(before, leaving(member, 'left'), at), call)
      const { alone_since } = left.group
      if (left.state === 'ended' || alone_since === null || alone_since + times.CALL_LONELY_MS > at) return left
      return ended(left, at)
    }
    case 'forward':
      return call.sfu === change.instead ? forwardedBy(call, change.sfu, change.hasRelay) : call
    case 'leave': {
      const member = of(change.user_id)
      return member && holds(call, change) ? changed(call, leaving(member, 'left'), at) : call
    }
    case 'end':
    case 'stop': {
      const member = of(change.user_id)
      return member && isPresent(member) ? changed(call, leaving(member, 'left'), at) : call
    }
    case 'remove': {
      const member = of(change.user_id)
      return member && isPresent(member) ? changed(call, leaving(member, 'removed'), at) : call
    }
    case 'mute': {
      const member = of(change.user_id)
      if (!member || !isPresent(member) || !member.audio) return call
      return changed(call, { ...member, audio: false, mutes: member.mutes + 1 }, at)
    }
    case 'decline': {
      // a call that does not ring can't be declined
      if (at >= call.ring_until || of(change.user_id)) return call
      return changed(call, { ...NEW, user_id: change.user_id, gone: 'declined' }, at)
    }
    case 'renew': {
      const member = of(change.user_id)
      if (!member || !holds(call, change)) return call
      // a renewal that was sent before a host turned the microphone off must not turn it on again
      const audio = change.audio && (change.mutes ?? 0) >= member.mutes
      const sends = { ...sendsOf(change), audio }
      return changed(call, { ...renewed(member, at, times), ...sends, connected: change.connected }, at)
    }
    // a member comes in by `entered`; nobody is called in particular, so nobody accepts
    case 'join':
    case 'ring':
    case 'accept':
    case 'cancel':
      return call
  }
}

/** @returns the same call, where its members may not connect to each other */
function forwardedBy(call: GroupCall, sfu: string | null, hasRelay: boolean): GroupCall {
  if (sfu !== null) return seen({ ...call, sfu })
  const present = presentIn(call)
  const isPrivate = call.relay || present.some(({ hidden }) => hidden)
  if (present.length > MOST_IN_MESH || (isPrivate && !hasRelay)) return call
  return seen({ ...call, sfu, group: { ...call.group, most: Math.min(call.group.most, MOST_IN_MESH) } })
}

/** When the server has to look at a call that lives. */
export function dueAtOfGroup(call: GroupCall, times: CallTimes): number {
  const leases = presentIn(call).flatMap(({ lease_until }) => (lease_until === null ? [] : [lease_until]))
  const { alone_since } = call.group
  return Math.min(...leases, alone_since === null ? Number.POSITIVE_INFINITY : alone_since + times.CALL_LONELY_MS)
}

const leaving = (member: GroupMember, gone: 'left' | 'removed'): GroupMember => ({
  ...member,
  ...{ party: null, audio: false, video: false, screen: false, connected: false, lease_until: null, gone },
})

/** The next rev, where users see a difference. Nobody left: it has ended. */
function changed(call: GroupCall, after: GroupMember, at: number): GroupCall {
  const before = call.members.find((member) => member.user_id === after.user_id)
  // by the time of their first coming: a user who declined before comes last now
  const members =
    before && before.joined_at !== null
      ? call.members.map((member) => (member === before ? after : member))
      : [...call.members.filter((member) => member !== before), after]
  const present = members.filter(isPresent).length
  const next: GroupCall = {
    ...call,
    members,
    answered_at: call.answered_at ?? (present > 1 ? at : null),
    group: { ...call.group, alone_since: present === 1 ? (call.group.alone_since ?? at) : null },
  }
  if (present === 0) return ended(next, at)
  return before && looksAs(before) === looksAs(after) ? next : seen(next)
}

const looksAs = ({ party, audio, video, screen, gone, mutes }: GroupMember) =>
  `${party} ${audio} ${video} ${screen} ${gone} ${mutes}`

const ended = (call: GroupCall, at: number): GroupCall =>
  seen({ ...call, state: 'ended', outcome: call.answered_at === null ? 'missed' : 'answered', ended_at: at })

/** The users who entered a call and those who left it. @param before null: the call is new */
export function moves(before: StoredCall | null, after: StoredCall): { came: string[]; left: string[] } {
  const [was, is] = [before, after].map(
    (call) => new Set(call?.group ? presentIn(call).map(({ user_id }) => user_id) : []),
  )
  return { came: [...(is ?? [])].filter((id) => !was?.has(id)), left: [...(was ?? [])].filter((id) => !is?.has(id)) }
}
