import type { ErrorBody, ReplyTo, RequestInput, RequestName, ServerEvent } from '@imbachat/protocol'
import type { RequestErrorCode } from '../request-error.ts'
import type { ConnectionState } from '../types.ts'

/**
 * Both ends of a link between a tab and the host of the shared connection: a separate MessagePort or BroadcastChannel.
 */
export interface Port {
  postMessage(message: unknown): void
  onmessage: ((event: MessageEvent) => void) | null
  close(): void
}

export type ToHost =
  /** first, and again after the tab was `refused` */
  | { t: 'join'; token: string }
  /** from the tab's page, whether asked or not */
  | { t: 'token'; token: string }
  /** the page was asked and has no token */
  | { t: 'noToken'; asked: number }
  /** `until`, milliseconds since 1970: after this time the tab has given the request up, and it must not be made */
  | { t: 'request'; id: number; type: RequestName; input: RequestInput<RequestName>; until: number }
  | { t: 'wake'; patienceMs: number | undefined }
  | { t: 'drop' }
  | { t: 'ping' }
  | { t: 'leave' }

export type ToTab =
  /** the host is there: the tab may join */
  | { t: 'hello' }
  | { t: 'pong' }
  /** comes before the connection's events, and again at each reconnect. `token` is the accepted one. */
  | { t: 'authenticated'; result: ReplyTo<'auth'>; token: string }
  /** after `refused` the host no longer serves the tab */
  | { t: 'state'; state: ConnectionState }
  | { t: 'event'; event: ServerEvent }
  | { t: 'answer'; id: number; result: ReplyTo<RequestName> }
  | { t: 'answer'; id: number; error: Failure }
  /** asks one of the tabs for a new token from its page */
  | { t: 'askToken'; asked: number }
  /** another token is in use */
  | { t: 'token'; token: string }
  /** the connection is not for this tab: the tab opens its own */
  | { t: 'sentAway' }

/** The body of a `ChatRequestError`, for the tab to make its own. */
export type Failure = Omit<ErrorBody, 'code'> & { code: RequestErrorCode }
