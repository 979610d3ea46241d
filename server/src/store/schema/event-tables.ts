import type { WebhookOffReason } from '@imbachat/protocol/http/widget/webhooks'
import type { Generated } from 'kysely'

/** The event log, webhooks, and work that outlives a server. */
export interface EventTables {
  event_head: EventHeadTable
  event: EventTable
  event_waiting: WaitingEventTable
  webhook_endpoint: WebhookEndpointTable
  webhook_delivery: WebhookDeliveryTable
  job: JobTable
}

interface EventHeadTable {
  widget_id: number
  /** id of the newest event, also of a removed one */
  last_id: number
}

interface EventTable {
  widget_id: number
  id: number
  type: string
  room_id: number | null
  /** whose data it has */
  user_id: string | null
  at: number
  /** JSON */
  data: string
}

/** On PostgreSQL: an event until it has its number. */
interface WaitingEventTable extends Omit<EventTable, 'id'> {
  /** rises in the order in which a room's changes are committed */
  place: Generated<number>
}

/** Addresses to which the events of a widget are delivered. */
interface WebhookEndpointTable {
  widget_id: number
  id: string
  url: string
  description: string
  /** JSON: the types of events; null: all */
  types: string | null
  /** the bot that receives them; null: the site does */
  user_id: Generated<string | null>
  /** null: it is on */
  off_reason: WebhookOffReason | null
  /** the secret that signs deliveries, and the old one until it expires */
  sealed: string
  previous_sealed: string | null
  previous_ends_at: number | null
  /** of mails about it */
  language: string
  created_at: number
  /** up to this event, all are delivered or given up */
  after_id: number
  /** Events above the first and up to the second are settled: a span before them is replayed. */
  gap_from: number | null
  gap_to: number | null
  /** counts replays */
  run: Generated<number>
  /** counts changes by the team: the node that serves it begins again */
  revision: Generated<number>
  /** the first failure since the last success, and how many there were */
  failing_since: Generated<number | null>
  streak: Generated<number>
  /** no try before this time */
  next_at: Generated<number | null>
  /** problem of the last failure */
  problem: Generated<string | null>
  /** the node that serves it, and the end of its lease */
  lease: Generated<string | null>
  lease_until: Generated<number | null>
}

/** The last deliveries of an endpoint, those that failed and those that were delivered out of order. */
interface WebhookDeliveryTable {
  widget_id: number
  endpoint_id: string
  event_id: number
  /** the replay that it belongs to */
  run: number
  type: string
  state: 'pending' | 'delivered' | 'dead'
  tries: number
  /** milliseconds that it failed while other events passed */
  held_ms: number
  next_at: number | null
  /** time of the last try */
  at: number
  status: number | null
  problem: string | null
  /** the beginning of the answer */
  answer: string
  ms: number
}

/** Work to do, also if the server dies over it. */
interface JobTable {
  widget_id: number
  id: string
  kind: string
  /** JSON */
  payload: string
  /** when it may begin; of one that runs: when it counts as lost; null: it was given up */
  run_at: number | null
  running: Generated<number>
  tries: Generated<number>
  /** lease of the run that holds the job */
  lease: Generated<string | null>
  /** error of the last try */
  error: Generated<string | null>
  created_at: number
}
