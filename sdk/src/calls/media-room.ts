import type { CallSignal } from '@imbachat/protocol'
import type { Observable } from '../types.ts'
import type { Quality } from './quality.ts'

/**
 * `blocked`: for longer than it takes, there is no path, and the room goes on trying. `lost`: there was no media for so
 * long that the room gave up.
 */
export type MediaState = 'connecting' | 'blocked' | 'connected' | 'reconnecting' | 'lost'

export type MediaKind = 'audio' | 'video'

/** Another user in the room, as their media arrives. */
export interface MediaMember {
  party: string
  /** audio and video; another one after each new connection */
  stream: MediaStream
  state: MediaState
}

export interface MediaStats {
  quality: Quality
  /** parties that speak now */
  speaking: readonly string[]
}

/**
 * The media of a call: a mesh of connections, or a server that forwards to many. The members and the state of a call
 * always come from the chat server.
 */
export interface MediaRoom {
  readonly state: Observable<MediaState>
  readonly members: Observable<readonly MediaMember[]>
  /** Sends this track from now on; null: nothing of its kind. */
  publish(kind: MediaKind, track: MediaStreamTrack | null): Promise<void>
  /** Sets the quality of a member's video that this page wants to receive. */
  subscribe(party: string, video: VideoWanted): void
  /** microphone, camera and screen of this device, as they are sent */
  readonly devices: Devices
  readonly stats: Observable<MediaStats>
  leave(): void
}

/** Another party of the call. */
export interface Peer {
  party: string
  /** this page is: the other one offers first */
  polite: boolean
}

/** A room as a call uses it. */
export interface CallRoom extends MediaRoom {
  /** These others take part now. */
  meet(peers: readonly Peer[]): void
  receive(from: string, signal: CallSignal): void
  /** The link to the server is back. */
  linked(): void
}

export type VideoWanted = 'off' | 'low' | 'high'

/** The microphone, camera and screen of this page. */
export interface Devices {
  readonly state: Observable<DevicesState>
  /**
   * Opens the microphone, and the camera with `video`; a camera that can't be had is left out.
   * @throws BlockedError if there is no microphone
   */
  open(video: boolean): Promise<void>
  mute(muted: boolean): void
  /** @throws BlockedError */
  camera(on: boolean): Promise<void>
  /** Films to the other side, front or back, for the rest of this call alone. @throws BlockedError */
  turn(): Promise<void>
  /** Asks the user which screen or window. False: they chose none. @throws BlockedError */
  share(on: boolean): Promise<boolean>
  /** Uses another microphone, camera or loudspeaker from now on, and in the next calls. @throws BlockedError */
  choose(kind: MediaDeviceKind, deviceId: string): Promise<void>
  close(): void
}

export interface DevicesState {
  audio: MediaStreamTrack | null
  /** of the camera or the screen */
  video: MediaStreamTrack | null
  /** `video` is of the camera at a phone's back: it shows what the user sees, so their own picture is no mirror */
  back: boolean
  muted: boolean
  screen: boolean
  /** all that can be chosen, once the browser has let the page see their names */
  list: readonly MediaDeviceInfo[]
  chosen: Readonly<Partial<Record<MediaDeviceKind, string>>>
  /** why there is no camera although it was asked for */
  noCamera: Blocked | null
}

/** The reason why the page can't use a device. */
export interface Blocked {
  device: 'microphone' | 'camera' | 'screen'
  by:
    | 'insecure page'
    /** the site's Permissions-Policy, or the `allow` of a frame around the chat */
    | 'site'
    /** the user said no, now or before */
    | 'browser'
    | 'system'
    /** no such device is connected */
    | 'missing'
    /** another program has it */
    | 'in use'
}

export class BlockedError extends Error {
  override readonly name = 'BlockedError'
  readonly blocked: Blocked

  constructor(blocked: Blocked) {
    super(`no ${blocked.device}: ${blocked.by}`)
    this.blocked = blocked
  }
}
