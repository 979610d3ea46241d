/** What the server tells the process that forwards media. */
export type ToSfu =
  /** Who is in a call now; nobody: it has ended. */
  | { t: 'members'; call_id: string; slots: number; members: SfuMember[] }
  /** The page of a member wants to connect; its connection before ends. */
  | { t: 'connect'; call_id: string; party: string; attempt: number }
  | { t: 'answer'; call_id: string; party: string; attempt: number; sdp: string }

export interface SfuMember {
  party: string
  /** a host has turned the microphone off */
  muted: boolean
  /** parties with whom this one exchanges nothing */
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
  /** Another process has taken the place of one that died: it knows of no call. */
  restarted(): void
  /** It can't be had on this machine. */
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
