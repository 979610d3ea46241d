import type { Call } from '@imbachat/protocol'
import type { Bus } from '../bus.ts'
import type { CallMember, ChangedCall, GroupCall, StoredCall } from '../ports/calls.ts'
import { presentIn } from './group-machine.ts'

/** A call as this user sees it. A group member who is not in the call sees its members, but not the media they send. */
export function callFor(user_id: string, stored: StoredCall): Call {
  const isIn = stored.group === null || presentIn(stored).some((member) => member.user_id === user_id)
  return isIn ? toCall(stored) : asSeenOutside(toCall(stored))
}

/** The members of a group's call, without their pages and without the media they send. */
export const asSeenOutside = (call: Call): Call => ({ ...call, members: call.members.map(asSeenByAll) })

const asSeenByAll = ({ user_id }: Call['members'][number]) => ({
  ...{ user_id, party: null, audio: false, video: false, screen: false },
})

/** A call as those in it see it. */
export function toCall(stored: StoredCall): Call {
  const { call_id, room_id, rev, state, outcome, video, relay, started_by, started_at, ring_until } = stored
  const call: Call = {
    ...{ call_id, room_id, rev, state, video, started_by, started_at, ring_until, relay },
    members: stored.group === null ? stored.members.map(toMember) : presentIn(stored).map(toGroupMember),
  }
  if (stored.group !== null) {
    const gone = (how: 'declined' | 'removed') =>
      stored.members.filter((member) => member.gone === how).map(({ user_id }) => user_id)
    call.group = { most: stored.group.most, declined: gone('declined'), removed: gone('removed') }
  }
  if (stored.sfu !== null) call.sfu = stored.sfu
  if (outcome !== null) call.outcome = outcome
  if (stored.answered_at !== null) call.answered_at = stored.answered_at
  if (stored.ended_at !== null) call.ended_at = stored.ended_at
  return call
}

const toMember = ({ user_id, party, audio, video, screen }: CallMember) => ({ user_id, party, audio, video, screen })

const toGroupMember = (member: GroupCall['members'][number]) => ({
  ...toMember(member),
  ...(member.mutes > 0 && { mutes: member.mutes }),
})

/**
 * After the commit: every device of both users learns it, and the room gets the entry. In a group all members learn who
 * is in the call; who turned a camera on is for those alone who are in it.
 */
export function publishCall(
  bus: Pick<Bus, 'publish'>,
  widget_id: number,
  { call: stored, before, changed, entry }: ChangedCall,
): void {
  if (!changed) return
  const { room_id } = stored
  const call = toCall(stored)
  const user_ids = (stored.group === null ? stored.members : presentIn(stored)).map(({ user_id }) => user_id)
  if (stored.group !== null && isNewsOfRoom(before, stored)) bus.publish({ t: 'room-call', widget_id, room_id, call })
  else bus.publish({ t: 'call', widget_id, user_ids, call })
  if (entry === null) return
  bus.publish({ t: 'message', widget_id, room_id, message: entry })
  // a dialog without messages was on nobody's list
  if (entry.seq === 1 && stored.group === null) bus.publish({ t: 'room', widget_id, room_id, user_ids })
}

/** True if a user entered, left, declined, or moved to another device. */
const isNewsOfRoom = (before: StoredCall | null, after: GroupCall): boolean =>
  before?.group == null || partiesOf(before) !== partiesOf(after) || after.state === 'ended'

const partiesOf = ({ members }: GroupCall) => members.map(({ user_id, party, gone }) => [user_id, party, gone]).join()
