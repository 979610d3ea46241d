import type { Call } from '@imbachat/protocol'

/** The state of a call, as a page shows it. */
export type CallPhase =
  /** the user is called, and this page rings */
  | 'incoming'
  /** this page calls, and waits for an answer */
  | 'calling'
  /** this page has it */
  | 'here'
  /** another page or device of the user has it, or waits for its answer */
  | 'elsewhere'
  /** it runs in a group, and the user is not in it */
  | 'open'
  | 'ended'

/** @param party by which this page takes part in the call; null: it does not */
export function phaseOf(call: Call, user_id: string, party: string | null): CallPhase {
  if (call.state === 'ended') return 'ended'
  const own = memberOf(call, user_id)
  const isHere = party !== null && own?.party === party
  if (call.group) return !own ? 'open' : isHere ? 'here' : 'elsewhere'
  if (call.state === 'connecting' || call.state === 'active') return isHere ? 'here' : 'elsewhere'
  if (call.started_by !== user_id) return 'incoming'
  return isHere ? 'calling' : 'elsewhere'
}

/** The call of a group rings for the user, who is not in it. @param now milliseconds since 1970 */
export const ringsInGroup = (call: Call, user_id: string, now: number): boolean =>
  phaseOf(call, user_id, null) === 'open' &&
  now < call.ring_until &&
  call.group?.declined.includes(user_id) === false &&
  !call.group.removed.includes(user_id)

export const memberOf = (call: Call, user_id: string) => call.members.find((member) => member.user_id === user_id)

export const peerOf = (call: Call, user_id: string) => call.members.find((member) => member.user_id !== user_id)

type Calls = ReadonlyMap<string, Call>

/** Takes over what came of a call, unless a later state of it is known. */
export function withCall(known: Calls, came: Call): Calls {
  const before = known.get(came.call_id)
  return before && before.rev >= came.rev ? known : new Map(known).set(came.call_id, came)
}

/**
 * The server has listed all calls that ring or run: the others have ended while there was no connection.
 * @param asked the calls that were known when it was asked
 */
export function withList(known: Calls, asked: Calls, listed: readonly Call[]): Calls {
  const ids = new Set(listed.map(({ call_id }) => call_id))
  const left = [...known].map(([call_id, call]): [string, Call] => {
    const isGone = call.state !== 'ended' && asked.get(call_id) === call && !ids.has(call_id)
    return [call_id, isGone ? { ...call, state: 'ended', rev: call.rev + 1, outcome: 'lost' } : call]
  })
  return listed.reduce<Calls>(withCall, new Map(left))
}
