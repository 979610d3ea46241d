/** How far a call is. `calling`: no device of the callee has rung yet. `connecting`: accepted, without media so far. */
export const CALL_STATES = ['calling', 'ringing', 'connecting', 'active', 'ended'] as const
export type CallState = (typeof CALL_STATES)[number]

/**
 * How a call ended. `missed`: nobody answered in time. `cancelled`: the caller ended it before an answer. `busy`: the
 * callee was in another call. `unreachable`: no device of theirs rang. `lost`: it was accepted, and the connection was
 * not made, or broke.
 */
export const CALL_OUTCOMES = ['answered', 'missed', 'declined', 'cancelled', 'busy', 'unreachable', 'lost'] as const
export type CallOutcome = (typeof CALL_OUTCOMES)[number]

/** The callee could not answer: the call's entry counts as unread for them. */
export const isMissed = (outcome: CallOutcome): boolean =>
  outcome === 'missed' || outcome === 'cancelled' || outcome === 'busy' || outcome === 'unreachable'
