import type { Connection, ConnectionOptions } from './connection/connection.ts'
import type { OutboxStorage, SdkClock } from './types.ts'

export interface ChatClientOptions {
  /** the chat server, `https://chat.example`; http or https, without query and fragment */
  url: string
  widgetId: number
  /** null: a guest */
  token: string | null
  /**
   * called for a new token before the old one ends, and after the server refused it as expired; null, a rejection or
   * something that is not a token: the page has no token now
   */
  tokenProvider?: (() => Promise<string | null>) | undefined
  /** the id of one of the user's profiles: the client acts as this user, with rooms and settings of its own */
  profile?: string | undefined
  /**
   * where unsent messages wait; default IndexedDB if available, otherwise memory, which ends with the process. A
   * function gets the owner: server, widget and user. For Node and Bun: `fileOutbox` of `@imbachat/sdk/file-outbox`
   */
  outboxStorage?: OutboxStorage | ((owner: string) => Promise<OutboxStorage>) | undefined
  /**
   * the longest wait between two attempts to connect, milliseconds; default 30,000, at least 1,000. What the server
   * asks for counts for more. `shareConnection` has the default
   */
  longestWaitMs?: number | undefined
  /**
   * default: a separate connection; `shareConnection` of `@imbachat/sdk/sharing` shares one with the browser's other
   * tabs
   */
  connect?: ((options: ConnectionOptions) => Connection) | undefined
  /** default: the platform's clock */
  clock?: SdkClock | undefined
}

/** Options with the connection that the client uses. */
export interface ConnectedClientOptions extends ChatClientOptions {
  connect(options: ConnectionOptions): Connection
}
