import type { Limits } from '../../config/limits.ts'
import type { CallMember, Sends, StoredCall } from '../ports/calls.ts'

/** Time limits of the steps of a call. */
export type CallTimes = Pick<
  Limits,
  'CALL_UNREACHABLE_MS' | 'CALL_RING_MS' | 'CALL_CONNECT_MS' | 'CALL_LEASE_MS' | 'CALL_LONELY_MS'
>

/** Is this the page that has the call for its user? */
export const holds = (
  { members }: { members: readonly Pick<CallMember, 'user_id' | 'party'>[] },
  { user_id, party }: { user_id: string; party: string },
): boolean => members.some((member) => member.user_id === user_id && member.party === party)

/** Signals and media go to a party, so two users may not have the same one. */
export const isOfAnother = (
  { members }: { members: readonly Pick<CallMember, 'user_id' | 'party'>[] },
  { user_id, party }: { user_id: string; party: string },
): boolean => members.some((member) => member.user_id !== user_id && member.party === party)

export const sendsOf = ({ audio, video, screen }: Sends): Sends => ({ audio, video, screen })

/** The user takes part by this page from now on. */
export const takenBy = <Member extends CallMember>(
  member: Member,
  party: string,
  sends: Sends,
  at: number,
  times: CallTimes,
): Member => renewed({ ...member, ...sendsOf(sends), party, connected: false }, at, times)

export const renewed = <Member extends CallMember>(member: Member, at: number, times: CallTimes): Member =>
  member.party === null ? member : { ...member, lease_until: at + times.CALL_LEASE_MS }

/** The lease is over. */
export const isGone = ({ lease_until }: CallMember, at: number): boolean => lease_until !== null && lease_until <= at

/** The next rev: users see a difference. */
export const seen = <Call extends StoredCall>(call: Call): Call => ({ ...call, rev: call.rev + 1 })
