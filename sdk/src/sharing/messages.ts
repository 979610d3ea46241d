import type { ErrorBody, ReplyTo, RequestInput, RequestName, ServerEvent } from '@imbachat/protocol'
import type { RequestErrorCode } from '../request-error.ts'
import type { ConnectionState } from '../types.ts'

/** Both ends of a line between a tab and the host of the shared connection: a MessagePort or a BroadcastChannel of their own. */
export interface Port {
  postMessage(message: unknown): void
  onmessage: ((event: MessageEvent) => void) | null
  close(): void
}

export type ToHost =
  /** first, and again after the tab was `refused` */
  | { t: 'join'; token: string }
  /** from the tab's page, asked for or not */
  | { t: 'token'; token: string }
  /** the page was asked and has none */
  | { t: 'noToken'; asked: number }
  /** `until`, milliseconds since 1970: later, the tab has given it up, and it must not be done any more */
  | { t: 'request'; id: number; type: RequestName; input: RequestInput<RequestName>; until: number }
  | { t: 'wake' }
  | { t: 'drop' }
  | { t: 'ping' }
  | { t: 'leave' }

export type ToTab =
  /** the host is there: join */
  | { t: 'hello' }
  | { t: 'pong' }
  /** what follows comes of the connection; before it, and again at each reconnect. `token` is the accepted one. */
  | { t: 'authenticated'; result: ReplyTo<'auth'>; token: string }
  /** after `refused` the tab is no longer served */
  | { t: 'state'; state: ConnectionState }
  | { t: 'event'; event: ServerEvent }
  | { t: 'answer'; id: number; result: ReplyTo<RequestName> }
  | { t: 'answer'; id: number; error: Failure }
  /** one of the tabs is asked for a fresh token of its page */
  | { t: 'askToken'; asked: number }
  /** another token is in use */
  | { t: 'token'; token: string }
  /** the connection is not for this tab: it makes one of its own */
  | { t: 'sentAway' }

/** A `ChatRequestError` on its way. */
export type Failure = Omit<ErrorBody, 'code'> & { code: RequestErrorCode }
