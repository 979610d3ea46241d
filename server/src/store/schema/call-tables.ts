import type { CallOutcome, CallState } from '@imbachat/protocol'
import type { Generated } from 'kysely'

/** Calls and who takes part. */
export interface CallTables {
  call: CallTable
  call_member: CallMemberTable
}

/** A call of two users, or of a group. */
interface CallTable {
  widget_id: number
  /** UUID */
  id: string
  room_id: number
  /** counts the changes that users see */
  rev: number
  state: CallState
  /** null: it has not ended */
  outcome: CallOutcome | null
  video: number
  /** 1: media goes through a relay alone */
  relay: number
  /** the caller */
  created_by: string
  started_at: number
  ring_until: number
  answered_at: number | null
  ended_at: number | null
  /** when the server looks whether it has to end; null: it has ended */
  due_at: number | null
  /** `seq` of its entry in the room */
  entry_seq: number | null
  /** users of a group's call at the same time; null: two users of a dialog */
  most: Generated<number | null>
  /** for a group's call: since when one user is alone in it */
  alone_since: Generated<number | null>
  /** party of the SFU that forwards the media; null: none */
  sfu: Generated<string | null>
}

/** Of each call its two users; of a group's call, the users who are or were in it, and those who declined. */
interface CallMemberTable {
  widget_id: number
  call_id: string
  user_id: string
  room_id: number
  /** the page that takes part; null: none yet */
  party: string | null
  audio: number
  video: number
  screen: number
  connected: number
  lease_until: number | null
  /** 1: the call has not ended, and the user is in it */
  live: number
  /** for a group's call, like the next ones; null: the user declined */
  joined_at: Generated<number | null>
  /** why the user is not in it; null: they are */
  gone: Generated<'left' | 'removed' | 'declined' | null>
  /** how often a host turned the microphone off */
  mutes: Generated<number>
  /** 1: the user hides their address */
  hidden: Generated<number>
}
