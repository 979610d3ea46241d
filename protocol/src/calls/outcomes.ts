/**
 * The states of a call. `calling`: no device of the callee has rung yet. `connecting`: accepted, without media so far.
 */
export const CALL_STATES = ['calling', 'ringing', 'connecting', 'active', 'ended'] as const
export type CallState = (typeof CALL_STATES)[number]

/**
 * The outcomes of a call. `missed`: the callee did not answer in time. `cancelled`: the caller ended it before an
 * answer. `busy`: the callee was in another call. `unreachable`: no device of the callee rang. `lost`: it was accepted,
 * but the connection failed or broke.
 */
export const CALL_OUTCOMES = ['answered', 'missed', 'declined', 'cancelled', 'busy', 'unreachable', 'lost'] as const
export type CallOutcome = (typeof CALL_OUTCOMES)[number]

/**
 * The callee could not answer: the call's entry counts as unread for them. In a group, nobody in particular was called.
 */
export const isMissed = ({
  outcome,
  members,
}: {
  outcome: CallOutcome
  members?: readonly string[] | undefined
}): boolean =>
  members === undefined &&
  (outcome === 'missed' || outcome === 'cancelled' || outcome === 'busy' || outcome === 'unreachable')

/** The members who may start calls in groups. `managers`: owners and admins of the group, and the site's admins. */
export const GROUP_CALL_SETTINGS = ['off', 'managers', 'all'] as const
export type GroupCallSetting = (typeof GROUP_CALL_SETTINGS)[number]

/** The paths of media. `server`: never from user to user, so no user sees the address of another. */
export const CALL_PATHS = ['direct', 'server'] as const
export type CallPath = (typeof CALL_PATHS)[number]

/** Users that the entry of a group's call names. */
export const NAMED_IN_ENTRY = 20
