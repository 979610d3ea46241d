import type { EventType } from '@imbachat/protocol/http/api/event-catalogue'
import type { WebhookOffReason } from '@imbachat/protocol/http/widget/webhooks'

/** Why the dispatcher turns an endpoint off: it answered 410, or it took nothing for too long. */
export type OffReason = Extract<WebhookOffReason, 'gone' | 'unreachable'>

/** An endpoint, as its deliveries need it. */
export interface Endpoint {
  widget_id: number
  id: string
  url: string
  /** the bot that receives the events, only those that it may read; null: the site */
  bot_id: string | null
  /** null: all */
  types: readonly EventType[] | null
  /** the current one first */
  secrets: readonly string[]
  /** up to this event, all are settled */
  after_id: number
  /** Events in between are settled: a span was replayed. */
  gap: { from: number; to: number } | null
  /** counts replays */
  run: number
  /** counts the owner's changes */
  revision: number
  /** the first failure since the last success */
  failing_since: number | null
  /** failures since then */
  streak: number
  /** No try before this time. */
  next_at: number | null
}

/** The progress of an endpoint through the log. */
export type Progress = Pick<Endpoint, 'after_id' | 'failing_since' | 'streak' | 'next_at'> & {
  /** why the last try failed */
  problem: string | null
}

/** The result of one try of an event. */
export interface Attempt {
  /** milliseconds since 1970 */
  at: number
  /** null: no answer came */
  status: number | null
  /** null: delivered. Else `status`, or why no answer came. */
  problem: string | null
  /** the beginning of the answer's body */
  answer: string
  ms: number
  retry_after: string | undefined
}

export interface Delivery extends Omit<Attempt, 'retry_after'> {
  event_id: number
  type: EventType
  state: 'pending' | 'delivered' | 'dead'
  tries: number
  held_ms: number
  /** time of the next try, while it is pending */
  next_at: number | null
}

/** Calls a receiver; never throws. */
export type WebhookCall = (request: {
  widget_id: number
  endpoint_id: string
  url: string
  headers: Record<string, string>
  body: string
}) => Promise<Omit<Attempt, 'at'>>
