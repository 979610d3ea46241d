import type { ErrorBody } from '@imbachat/protocol'
import type { SdkClock } from '../types.ts'

/** Carries frames to the server and back. */
export interface Wire {
  send(frame: string): void
  /** Ends at once and silently. */
  close(): void
}

export interface WireEvents {
  opened(): void
  /** null: a sign of life without a frame */
  received(frame: string | null): void
  /** Called once, even if it never opened. `error` is what the server sent; null: the network failed. */
  closed(error: ErrorBody | null): void
}

/** @param url of the widget on the server: `https://chat.example/imbachat/v1/7` */
export type OpenWire = (url: string, clock: SdkClock, events: WireEvents) => Wire
