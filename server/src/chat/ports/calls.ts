import type { CallOutcome, CallState, Message } from '@imbachat/protocol'

/** What a party sends. */
export interface Sends {
  audio: boolean
  video: boolean
  screen: boolean
}

/** A user of a call. */
export interface CallMember extends Sends {
  user_id: string
  /** the page that takes part for the user; null: none yet */
  party: string | null
  /** media flows */
  connected: boolean
  /** the party has to renew it before; null: there is no party */
  lease_until: number | null
}

/** A call as stored. Times are the database's, milliseconds since 1970. */
export interface StoredCall {
  call_id: string
  room_id: number
  /** counts the changes that users see */
  rev: number
  state: CallState
  /** null: it has not ended */
  outcome: CallOutcome | null
  video: boolean
  /** media goes through a relay alone */
  relay: boolean
  started_by: string
  started_at: number
  ring_until: number
  answered_at: number | null
  ended_at: number | null
  /** `seq` of its entry in the room; null: not written yet */
  entry_seq: number | null
  /** the caller first */
  members: [CallMember, CallMember]
}

export interface StartCall {
  widget_id: number
  room_id: number
  call_id: string
  user_id: string
  peer_id: string
  party: string
  video: boolean
  /** the callee lets this user call, and can answer */
  takesCalls: boolean
  /** one of both hides the address */
  hidden: boolean
  /** the server has a relay */
  hasRelay: boolean
}

/** What happens to a call. */
export type CallAct =
  | { act: 'ring'; user_id: string }
  | { act: 'accept'; user_id: string; party: string; video: boolean }
  | { act: 'decline'; user_id: string }
  | { act: 'cancel'; user_id: string }
  | ({ act: 'join'; user_id: string; party: string } & Sends)
  | { act: 'leave'; user_id: string; party: string; lost: boolean }
  | { act: 'end'; user_id: string }
  | ({ act: 'renew'; user_id: string; party: string; connected: boolean } & Sends)
  /** one of both may not go on: a ban, a block */
  | { act: 'stop' }
  /** what time ends; `leases`: parties that did not renew count as gone */
  | { act: 'due'; leases: boolean }

export interface ChangeCall {
  widget_id: number
  room_id: number
  call_id: string
  change: CallAct
}

/** `changed`: users see a difference. `entry`: of an ended call, the message about it. */
export interface ChangedCall {
  call: StoredCall
  /** before; null: it is new */
  was: CallState | null
  changed: boolean
  entry: Message | null
}

export type StartCallOutcome =
  /** `ended`: a call of the room whose time was over */
  | { kind: 'started'; call: ChangedCall; ended: ChangedCall | null }
  | {
      kind: 'refused'
      reason:
        | 'room_not_found'
        | 'forbidden'
        | 'blocked'
        | 'frozen'
        | 'request_pending'
        | 'request_declined'
        | 'call_not_accepted'
        | 'call_needs_relay'
        | 'call_elsewhere'
    }

export interface CallStore {
  callOf(widget_id: number, call_id: string): Promise<StoredCall | null>
  /** the call of the user that rings or runs */
  liveCall(widget_id: number, user_id: string): Promise<StoredCall | null>
  startCall(input: StartCall): Promise<StartCallOutcome>
  /** null: there is no such call */
  changeCall(input: ChangeCall): Promise<ChangedCall | null>
}
