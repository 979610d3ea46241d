import type { CallOutcome } from '@imbachat/protocol'
import type { CallAct, CallMember, PairCall, StartCall, StoredCall } from '../ports/calls.ts'
import { dueAtOfGroup, nextGroupCall } from './group-machine.ts'
import { type CallTimes, holds, isGone, isOfAnother, renewed, seen, sendsOf, takenBy } from './parties.ts'

/** A call of two that begins, and rings unless it has an outcome already. */
export function newCall(
  { room_id, call_id, user_id, peer_id, party, video }: StartCall,
  { relay, sfu, outcome }: { relay: boolean; sfu: string | null; outcome: CallOutcome | null },
  at: number,
  times: CallTimes,
): PairCall {
  const call: PairCall = {
    ...{ call_id, room_id, rev: 1, state: 'calling', outcome: null, video, relay, sfu },
    ...{ started_by: user_id, started_at: at, ring_until: at + times.CALL_RING_MS },
    ...{ answered_at: null, ended_at: null, entry_seq: null, group: null },
    members: [takenBy(nobody(user_id), party, { audio: true, video, screen: false }, at, times), nobody(peer_id)],
  }
  return outcome === null ? call : ended(call, outcome, at)
}

const nobody = (user_id: string): CallMember => ({
  ...{ user_id, party: null, audio: false, video: false, screen: false },
  ...{ connected: false, lease_until: null },
})

/**
 * The next state of a call. All acts are decided here; the transaction decides which act comes first.
 * @returns the same object if nothing changes, a lease included
 */
export function nextCall(call: StoredCall, change: CallAct, at: number, times: CallTimes): StoredCall {
  return call.group === null ? nextOfTwo(call, change, at, times) : nextGroupCall(call, change, at, times)
}

function nextOfTwo(call: PairCall, change: CallAct, at: number, times: CallTimes): PairCall {
  if (call.state === 'ended') return call
  switch (change.act) {
    case 'due': {
      const outcome = dueOutcome(call, at, times, change.leases)
      return outcome === null ? call : ended(call, outcome, at)
    }
    case 'forward':
      // without a relay, the two would see each other's address
      if (call.sfu !== change.instead || (change.sfu === null && call.relay && !change.hasRelay)) return call
      return seen({ ...call, sfu: change.sfu })
    case 'stop':
      return ended(call, isAnswered(call) ? 'answered' : 'cancelled', at)
    case 'ring':
      if (!isCallee(call, change.user_id) || isAnswered(call)) return call
      return call.state === 'calling' && at < call.ring_until ? seen({ ...call, state: 'ringing' }) : call
    case 'accept':
      return accepted(call, change, at, times)
    case 'decline':
      return isCallee(call, change.user_id) && !isAnswered(call) ? ended(call, 'declined', at) : call
    case 'cancel':
      // the caller cancels, even if the callee has just accepted
      return isCallee(call, change.user_id) ? call : ended(call, isAnswered(call) ? 'answered' : 'cancelled', at)
    case 'end':
      if (isAnswered(call)) return ended(call, 'answered', at)
      return ended(call, isCallee(call, change.user_id) ? 'declined' : 'cancelled', at)
    case 'leave':
      if (!holds(call, change)) return call
      return ended(call, !isAnswered(call) ? 'cancelled' : change.lost ? 'lost' : 'answered', at)
    case 'join':
      // a callee takes part by accepting
      if ((!isAnswered(call) && isCallee(call, change.user_id)) || isOfAnother(call, change)) return call
      return withMember(call, change.user_id, (member) =>
        member.party === change.party
          ? renewed({ ...member, ...sendsOf(change) }, at, times)
          : takenBy(member, change.party, change, at, times),
      )
    case 'renew':
      if (!holds(call, change)) return call
      return connectedOnce(
        withMember(call, change.user_id, (member) =>
          renewed({ ...member, ...sendsOf(change), connected: member.connected || change.connected }, at, times),
        ),
      )
    // only for groups: in a dialog each side mutes itself
    case 'mute':
    case 'remove':
      return call
  }
}

function accepted(
  call: PairCall,
  { user_id, party, video }: CallAct & { act: 'accept' },
  at: number,
  times: CallTimes,
): PairCall {
  if (!isCallee(call, user_id) || isAnswered(call)) return call
  if (at >= call.ring_until) return ended(call, 'missed', at)
  if (isOfAnother(call, { user_id, party })) return call
  const sends = { audio: true, video, screen: false }
  const taken = withMember(call, user_id, (member) => takenBy(member, party, sends, at, times))
  // the caller's page has the same time as the callee's to report that it is there
  const [caller, callee] = taken.members
  return { ...taken, state: 'connecting', answered_at: at, members: [renewed(caller, at, times), callee] }
}

/** When the server has to look at a call that lives. */
export function dueAt(call: StoredCall, times: CallTimes): number {
  if (call.group !== null) return dueAtOfGroup(call, times)
  const leases = call.members.flatMap(({ lease_until }) => (lease_until === null ? [] : [lease_until]))
  return Math.min(...leases, deadline(call, times)?.at ?? Number.POSITIVE_INFINITY)
}

/** The end that a step has by itself; null: it has none. */
function deadline(call: PairCall, times: CallTimes): { at: number; outcome: CallOutcome } | null {
  const { state, started_at, ring_until, answered_at } = call
  switch (state) {
    case 'calling':
      return { at: Math.min(started_at + times.CALL_UNREACHABLE_MS, ring_until), outcome: 'unreachable' }
    case 'ringing':
      return { at: ring_until, outcome: 'missed' }
    case 'connecting':
      return { at: (answered_at ?? started_at) + times.CALL_CONNECT_MS, outcome: 'lost' }
    default:
      return null
  }
}

function dueOutcome(call: PairCall, at: number, times: CallTimes, leases: boolean): CallOutcome | null {
  const step = deadline(call, times)
  if (step !== null && step.at <= at) return step.outcome
  if (!leases || !call.members.some((member) => isGone(member, at))) return null
  return isAnswered(call) ? 'lost' : 'cancelled'
}

const isCallee = (call: PairCall, user_id: string) => call.started_by !== user_id
const isAnswered = ({ answered_at }: PairCall) => answered_at !== null

/** The next rev, where users see a difference. */
function withMember(call: PairCall, user_id: string, change: (member: CallMember) => CallMember): PairCall {
  const [caller, callee] = call.members
  const isFirst = caller.user_id === user_id
  const before = isFirst ? caller : callee
  const after = change(before)
  const next: PairCall = { ...call, members: isFirst ? [after, callee] : [caller, after] }
  return looksAs(before) === looksAs(after) ? next : seen(next)
}

const looksAs = ({ party, audio, video, screen }: CallMember) => `${party} ${audio} ${video} ${screen}`

const connectedOnce = (call: PairCall): PairCall =>
  call.state === 'connecting' && call.members.every(({ connected }) => connected)
    ? seen({ ...call, state: 'active' })
    : call

const ended = (call: PairCall, outcome: CallOutcome, at: number): PairCall =>
  seen({ ...call, state: 'ended', outcome, ended_at: Math.max(at, call.answered_at ?? 0) })
