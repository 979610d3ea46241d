import type { CallOutcome, CallState, GroupCallSetting, Message } from '@imbachat/protocol'

/** The media that a party sends. */
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
  /** the party must renew its lease before this time; null: no party */
  lease_until: number | null
}

/** A user who takes part in a call of a group, took part, or declined it. */
export interface GroupMember extends CallMember {
  /** null: they declined */
  joined_at: number | null
  /** why they do not take part now; null: they do */
  gone: 'left' | 'removed' | 'declined' | null
  /** how often a host turned the microphone off */
  mutes: number
  /** the user hides their address: they send through a relay alone */
  hidden: boolean
}

/** A call as stored. Times are the database's, milliseconds since 1970. */
interface CallBasis {
  call_id: string
  room_id: number
  /** counts the changes that users see */
  rev: number
  state: CallState
  /** null: it has not ended */
  outcome: CallOutcome | null
  video: boolean
  /** no address is shown to the other users */
  relay: boolean
  /** party of the SFU that forwards the media; null: pages connect to each other */
  sfu: string | null
  started_by: string
  started_at: number
  ring_until: number
  answered_at: number | null
  ended_at: number | null
  /** `seq` of its entry in the room; null: not written yet */
  entry_seq: number | null
}

/** A call between the two users of a dialog. */
export interface PairCall extends CallBasis {
  group: null
  /** the caller first */
  members: [CallMember, CallMember]
}

/** A call of a group. It is `active` from its start, and ends with its last member. */
export interface GroupCall extends CallBasis {
  group: {
    /** users who may take part at the same time */
    most: number
    /** since when one user is alone in it; null: there are more */
    alone_since: number | null
  }
  /** by the time of their first coming */
  members: GroupMember[]
}

export type StoredCall = PairCall | GroupCall

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
  /** party of the SFU for a private call; null: media does not go through an SFU */
  sfu: string | null
}

/** A user comes into the call of a group, or starts it. */
export interface EnterCall extends Sends {
  widget_id: number
  room_id: number
  /** id of the call that the user enters, or of the new one */
  call_id: string
  user_id: string
  party: string
  /** null: a call that runs is joined, none is started */
  starts: GroupCallSetting | null
  siteAdmin: boolean
  /** the user hides their address */
  hidden: boolean
  /** the server has a relay */
  hasRelay: boolean
  /** party of the SFU for a new call; null: media does not go through an SFU */
  sfu: string | null
}

/** Acts and events that change a call. */
export type CallAct =
  | { act: 'ring'; user_id: string }
  | { act: 'accept'; user_id: string; party: string; video: boolean }
  | { act: 'decline'; user_id: string }
  | { act: 'cancel'; user_id: string }
  | ({ act: 'join'; user_id: string; party: string } & Sends)
  | { act: 'leave'; user_id: string; party: string; lost: boolean }
  | { act: 'end'; user_id: string }
  /** `mutes`: how many mutes by a host the page has applied */
  | ({ act: 'renew'; user_id: string; party: string; connected: boolean; mutes?: number } & Sends)
  /** by a host of a group's call */
  | { act: 'mute' | 'remove'; user_id: string }
  /** the user may not go on: a ban, a block; no longer a member of the group */
  | { act: 'stop'; user_id: string }
  /**
   * Another SFU forwards the media from now on, in the place of this one; null: none, if pages may connect to each
   * other.
   */
  | { act: 'forward'; sfu: string | null; instead: string; hasRelay: boolean }
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
  /** null: it is new */
  before: StoredCall | null
  changed: boolean
  entry: Message | null
}

export type StartCallOutcome =
  | { kind: 'started'; call: ChangedCall; due: ChangedCall | null }
  | {
      kind: 'refused'
      /** what time has changed in the call of the room: others learn of it, even if this one is refused */
      due: ChangedCall | null
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

export type EnterCallOutcome =
  | { kind: 'entered'; call: ChangedCall; due: ChangedCall | null }
  | {
      kind: 'refused'
      /** the same as in a call of two */
      due: ChangedCall | null
      reason:
        | 'room_not_found'
        | 'forbidden'
        | 'blocked'
        | 'frozen'
        | 'request_pending'
        | 'request_declined'
        | 'call_needs_relay'
        | 'call_elsewhere'
        | 'call_full'
        | 'call_removed'
        | 'party_taken'
    }

export interface CallStore {
  callOf(widget_id: number, call_id: string): Promise<StoredCall | null>
  /** the call of the user that rings or runs */
  liveCall(widget_id: number, user_id: string): Promise<StoredCall | null>
  /** the call of the room that rings or runs */
  roomCall(widget_id: number, room_id: number): Promise<StoredCall | null>
  /** calls that run in groups that the user has joined */
  callsAround(widget_id: number, user_id: string): Promise<StoredCall[]>
  startCall(input: StartCall): Promise<StartCallOutcome>
  enterCall(input: EnterCall): Promise<EnterCallOutcome>
  /** null: the call does not exist */
  changeCall(input: ChangeCall): Promise<ChangedCall | null>
}

/** Messages from the server to the process that forwards media. */
export type ToSfu =
  /** The current members of a call; an empty list ends it. */
  | { t: 'members'; call_id: string; slots: number; members: SfuMember[] }
  /** The page of a member wants to connect; its connection before ends. */
  | { t: 'connect'; call_id: string; party: string; attempt: number }
  | { t: 'answer'; call_id: string; party: string; attempt: number; sdp: string }

export interface SfuMember {
  party: string
  /** a host has turned the microphone off */
  muted: boolean
  /** the call says that it sends a camera or a screen; otherwise no picture of it is forwarded */
  video: boolean
  /** parties with whom this party exchanges no media */
  apart: string[]
}

export interface SfuOffer {
  call_id: string
  party: string
  attempt: number
  sdp: string
}

export interface SfuListener {
  offered(offer: SfuOffer): void
  /** A packet of a member's page has arrived; `public`: from an address of the internet. */
  reached(call_id: string, from: 'public' | 'private'): void
  /** Another process has taken the place of one that died: it knows of no call. */
  restarted(): void
  /** The process can't run on this machine. */
  failed(): void
}

/** The process that forwards the media of calls on this node. */
export interface SfuProcess {
  /** False: it is turned off, or can't be had on this machine. */
  available(): boolean
  /** The first message starts it. */
  send(message: ToSfu): void
  listen(listener: SfuListener): void
  close(): void
}

export const noSfu: SfuProcess = { available: () => false, send() {}, listen() {}, close() {} }
