import type { Call } from '@imbachat/protocol'
import type { Bus } from '../bus.ts'
import type { ChangedCall, StoredCall } from '../ports/calls.ts'

/** A call as its two users see it. */
export function toCall(stored: StoredCall): Call {
  const { call_id, room_id, rev, state, outcome, video, relay, started_by, started_at, ring_until } = stored
  const call: Call = {
    ...{ call_id, room_id, rev, state, video, started_by, started_at, ring_until },
    members: stored.members.map(({ user_id, party, audio, video: sendsVideo, screen }) => ({
      ...{ user_id, party, audio, video: sendsVideo, screen },
    })),
    relay,
  }
  if (outcome !== null) call.outcome = outcome
  if (stored.answered_at !== null) call.answered_at = stored.answered_at
  if (stored.ended_at !== null) call.ended_at = stored.ended_at
  return call
}

/** After the commit: every device of both users learns it, and the room gets the entry. */
export function publishCall(
  bus: Pick<Bus, 'publish'>,
  widget_id: number,
  { call: stored, changed, entry }: ChangedCall,
): void {
  if (!changed) return
  const { room_id, members } = stored
  const user_ids = members.map(({ user_id }) => user_id)
  bus.publish({ t: 'call', widget_id, user_ids, call: toCall(stored) })
  if (entry === null) return
  bus.publish({ t: 'message', widget_id, room_id, message: entry })
  // a dialog without messages was on nobody's list
  if (entry.seq === 1) bus.publish({ t: 'room', widget_id, room_id, user_ids })
}
