import type { RoomHolder } from '../bridge/messages.ts'
import type { Given, LoadOptions } from './options.ts'

/** One user (or guest) of the page, from `load` until another one comes. */
export interface Session {
  given: Given
  options: LoadOptions
  /** `silent` until the frame answers */
  state: 'silent' | 'starting' | 'ready'
  /** why it failed, until it comes after all */
  error?: Error | undefined
  ready: Promise<void>
  resolve(): void
  reject(error: Error): void
}

/**
 * A place of the page. From `placeHolder`: an element's id, which is the room's pipe, and the room's title. From
 * `createInbox` and `createChatbox`: an element, and for a chatbox its room.
 */
export type Holder = [elementId: string | null, title: string | null, element?: Element, room?: RoomHolder | undefined]

/** A call of the page that the window answers. */
export interface Call {
  name: string
  /** the page's input; as JSON, where it is for the frame, which checks it */
  given: unknown
  resolve(value: unknown): void
  reject(error: Error): void
}

export interface Loader {
  /** the visitor or the page has opened the window already */
  wanted: boolean
  /** places that the page named; more may be added */
  holders: Holder[]
  /** calls of the page without an answer yet */
  calls: Map<number, Call>
  listeners: [event: string, listener: unknown][]
  api: { load(given: Given): unknown; logout(): unknown }
  /** Puts the chat where it belongs, then looks for places to fill. */
  place(): void
  setOpen(open: boolean): void
  /** Opens the window without taking the focus. */
  reopen(): void
  /** Updates launcher and frame with the state of the window once more. */
  showOpen(): void
  /** Rejects `load` and every call of this session. */
  fail(code: string, message: string): void
  removeShell(): void
}
