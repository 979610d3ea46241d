import { ChatError } from '@imbachat/protocol'
import type { MailLanguage } from '@imbachat/protocol/http/account/mail-language'
import type { EventType } from '@imbachat/protocol/http/api/event-catalogue'
import type {
  WebhookAttempt,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookSecret,
} from '@imbachat/protocol/http/widget/webhooks'
import type { Kysely } from 'kysely'
import type { Clock } from '../chat/clock.ts'
import { cursorOf, pageOf } from '../chat/cursor.ts'
import type { ChatStore, LoggedEvent } from '../chat/ports.ts'
import { missing } from '../chat/refusals.ts'
import type { Limits } from '../config/limits.ts'
import type { Secrets } from '../config/secrets.ts'
import type { Database } from '../store/schema/schema.ts'
import type { Attempt, Delivery, WebhookCall } from './endpoint.ts'
import {
  type DeliveryRow,
  type EndpointRow,
  endpointOf,
  liveSecrets,
  oneMore,
  putDeliveries,
  typesOf,
} from './endpoint-rows.ts'
import { DOWN_FAILURES } from './lane.ts'
import { payloadOf } from './payload.ts'
import { freshSecret, secretPurpose, signatureHeaders, webhookId } from './signature.ts'

const HOUR = 3_600_000
/** Not in the catalogue: it happens when somebody of the team presses a button. */
const TEST_TYPE = 'webhook.test'

const places = cursorOf('number')

export interface NewEndpoint {
  url: string
  /** the bot that receives them; missing: the site does */
  bot_id?: string | null | undefined
  description: string
  types: EventType[] | null
  language: MailLanguage
}

export interface EndpointChange {
  url?: string | undefined
  description?: string | undefined
  types?: EventType[] | null | undefined
  on?: boolean | undefined
  skip?: boolean | undefined
}

/** The acts of a widget's team on its endpoints. All throw ChatError not_found for an unknown endpoint or event. */
export interface Webhooks {
  list(widget_id: number): Promise<WebhookEndpoint[]>
  get(widget_id: number, id: string): Promise<WebhookEndpoint>
  /** @throws ChatError forbidden when there are too many, user_unknown */
  create(widget_id: number, input: NewEndpoint): Promise<{ endpoint: WebhookEndpoint; secrets: WebhookSecret[] }>
  change(widget_id: number, id: string, change: EndpointChange): Promise<WebhookEndpoint>
  /** @returns its address */
  delete(widget_id: number, id: string): Promise<string>
  secrets(widget_id: number, id: string): Promise<WebhookSecret[]>
  rotate(widget_id: number, id: string, hours: number): Promise<WebhookSecret[]>
  test(widget_id: number, id: string): Promise<WebhookAttempt>
  deliveries(
    widget_id: number,
    id: string,
    page: { limit: number; cursor?: string | undefined; state?: Delivery['state'] | undefined },
  ): Promise<{ deliveries: WebhookDelivery[]; next: string | null }>
  delivery(
    widget_id: number,
    id: string,
    event_id: string,
  ): Promise<{ delivery: WebhookDelivery; attempt: WebhookAttempt }>
  retry(widget_id: number, id: string, event_id: string): Promise<WebhookDelivery>
  /** @returns the number of events of any type in the span */
  replay(widget_id: number, id: string, span: { from: number; to?: number | undefined }): Promise<number>
}

export interface WebhooksDeps {
  control: Kysely<Database>
  readDb: Kysely<Database>
  secrets: Pick<Secrets, 'seal' | 'open'>
  events: Pick<ChatStore, 'eventsAfter' | 'eventSpan' | 'keepEvents'>
  call: WebhookCall
  /** An endpoint was changed: the node that serves it begins again. */
  changed(widget_id: number): void
  clock: Clock
  limits: Pick<Limits, 'WEBHOOK_ENDPOINTS'>
}

export function createWebhooks(deps: WebhooksDeps): Webhooks {
  const { control, readDb, secrets, events, call, clock, limits } = deps

  async function rowOf(widget_id: number, id: string): Promise<EndpointRow> {
    const row = await control
      .selectFrom('webhook_endpoint')
      .selectAll()
      .where('widget_id', '=', widget_id)
      .where('id', '=', id)
      .executeTakeFirst()
    if (row === undefined) throw new ChatError('not_found', `there is no webhook ${id}`, { field: 'endpoint_id' })
    return row
  }

  type Change = Partial<EndpointRow>

  /** A changed endpoint begins again, with the delays of failures left out. */
  async function put(widget_id: number, id: string, change: Change): Promise<EndpointRow> {
    const row = await control
      .updateTable('webhook_endpoint')
      .set({ ...change, revision: oneMore('revision'), failing_since: null, streak: 0, next_at: null })
      .where('widget_id', '=', widget_id)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    deps.changed(widget_id)
    return row ?? rowOf(widget_id, id)
  }

  async function viewOf(row: EndpointRow): Promise<WebhookEndpoint> {
    const [view] = await viewsOf(row.widget_id, [row])
    if (view === undefined) throw new Error('a row has no view')
    return view
  }

  async function viewsOf(widget_id: number, rows: readonly EndpointRow[]): Promise<WebhookEndpoint[]> {
    const counts = await readDb
      .selectFrom('webhook_delivery')
      .select(['endpoint_id', (eb) => eb.fn.countAll<number>().as('dead')])
      .where('widget_id', '=', widget_id)
      .where('state', '=', 'dead')
      .groupBy('endpoint_id')
      .execute()
    const dead = new Map(counts.map((row) => [row.endpoint_id, Number(row.dead)]))
    const last = (await events.eventSpan(widget_id))?.last_id ?? 0
    return rows.map((row) => {
      const isFailing = row.streak >= DOWN_FAILURES
      return {
        endpoint_id: row.id,
        url: row.url,
        description: row.description,
        bot_id: row.user_id,
        types: typesOf(row.types),
        state: row.off_reason !== null ? 'off' : isFailing ? 'failing' : 'on',
        off_reason: row.off_reason,
        failing_since: isFailing || row.off_reason !== null ? row.failing_since : null,
        problem: row.problem,
        next_at: isFailing ? row.next_at : null,
        waiting: Math.max(0, last - row.after_id),
        dead: dead.get(row.id) ?? 0,
        created_at: row.created_at,
      }
    })
  }

  const secretsOf = (row: EndpointRow): WebhookSecret[] =>
    liveSecrets(row, clock.now()).map(({ sealed, ends_at }) => ({
      value: secrets.open(sealed, secretPurpose(row.widget_id, row.id)),
      ends_at,
    }))

  async function send(row: EndpointRow, message: { id: string; body: string }): Promise<Attempt> {
    const { widget_id, id: endpoint_id, url, secrets: signing } = endpointOf(row, secrets, clock.now())
    const at = clock.now()
    const headers = { ...PLAIN, ...signatureHeaders({ ...message, at, secrets: signing }) }
    return { at, ...(await call({ widget_id, endpoint_id, url, headers, body: message.body })) }
  }

  /** @throws ChatError user_unknown */
  async function mustBeBot(widget_id: number, bot_id: string | null): Promise<void> {
    if (bot_id === null) return
    const row = await control
      .selectFrom('chat_user')
      .select('bot')
      .where('widget_id', '=', widget_id)
      .where('id', '=', bot_id)
      .executeTakeFirst()
    if (row?.bot != null) return
    throw missing('bot', bot_id, 'bot_id')
  }

  /** @param bot_id reads only what this bot may read now; null: all of it */
  async function eventOf(widget_id: number, event_id: number, bot_id: string | null): Promise<LoggedEvent | null> {
    const found = await events.eventsAfter(widget_id, { after: event_id - 1, limit: 1, bot_id, pipes: true })
    const [event] = found.events
    return event?.id === event_id ? event : null
  }

  async function deliveryRow(widget_id: number, id: string, named: string): Promise<DeliveryRow> {
    const event_id = /^\d{1,15}$/.test(named) ? Number(named) : 0
    const row = await control
      .selectFrom('webhook_delivery')
      .selectAll()
      .where('widget_id', '=', widget_id)
      .where('endpoint_id', '=', id)
      .where('event_id', '=', event_id)
      .executeTakeFirst()
    if (row === undefined) throw noSuchDelivery()
    return row
  }

  /** The last event before a moment. Halves the log, which has no index of times; they rise but for clocks set back. */
  async function lastBefore(widget_id: number, at: number): Promise<number> {
    const span = await events.eventSpan(widget_id)
    let [low, high] = [(span?.first_id ?? 1) - 1, span?.last_id ?? 0]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      const event = await readDb
        .selectFrom('event')
        .select(['id', 'at'])
        .where('widget_id', '=', widget_id)
        .where('id', '>=', middle)
        .orderBy('id')
        .limit(1)
        .executeTakeFirst()
      if (event !== undefined && event.at < at) low = event.id
      else high = middle - 1
    }
    return low
  }

  return {
    async list(widget_id) {
      const rows = await readDb
        .selectFrom('webhook_endpoint')
        .selectAll()
        .where('widget_id', '=', widget_id)
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return viewsOf(widget_id, rows)
    },

    get: async (widget_id, id) => viewOf(await rowOf(widget_id, id)),

    async create(widget_id, { url, description, bot_id = null, types, language }) {
      await mustBeBot(widget_id, bot_id)
      const most = limits.WEBHOOK_ENDPOINTS
      const { count } = await control
        .selectFrom('webhook_endpoint')
        .select((eb) => eb.fn.countAll().as('count'))
        .where('widget_id', '=', widget_id)
        .executeTakeFirstOrThrow()
      if (Number(count) >= most) throw new ChatError('forbidden', `a widget may have at most ${most} webhooks`)
      await events.keepEvents({ widget_id, keep: true })
      const id = `we_${Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString('hex')}`
      const row = await control
        .insertInto('webhook_endpoint')
        .values({
          widget_id,
          id,
          url,
          description,
          types: types && JSON.stringify(types),
          user_id: bot_id,
          off_reason: null,
          sealed: secrets.seal(freshSecret(), secretPurpose(widget_id, id)),
          previous_sealed: null,
          previous_ends_at: null,
          language,
          created_at: clock.now(),
          after_id: (await events.eventSpan(widget_id))?.last_id ?? 0,
          gap_from: null,
          gap_to: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow()
      return { endpoint: await viewOf(row), secrets: secretsOf(row) }
    },

    async change(widget_id, id, { url, description, types, on, skip }) {
      const row = await rowOf(widget_id, id)
      const isTurnedOn = on === true && row.off_reason !== null
      const change: Change = {
        ...(url !== undefined && { url }),
        ...(description !== undefined && { description }),
        ...(types !== undefined && { types: types && JSON.stringify(types) }),
        ...(isTurnedOn && { off_reason: null, problem: null }),
        ...(on === false &&
          row.off_reason === null && { off_reason: 'owner' as const, lease: null, lease_until: null }),
      }
      if (isTurnedOn && skip === true) {
        const after_id = (await events.eventSpan(widget_id))?.last_id ?? row.after_id
        Object.assign(change, { after_id, gap_from: null, gap_to: null, run: row.run + 1 })
      }
      return viewOf(await put(widget_id, id, change))
    },

    async delete(widget_id, id) {
      const { url } = await rowOf(widget_id, id)
      await control.deleteFrom('webhook_endpoint').where('widget_id', '=', widget_id).where('id', '=', id).execute()
      await control
        .deleteFrom('webhook_delivery')
        .where('widget_id', '=', widget_id)
        .where('endpoint_id', '=', id)
        .execute()
      deps.changed(widget_id)
      await endUnreadLog(deps, widget_id)
      return url
    },

    secrets: async (widget_id, id) => secretsOf(await rowOf(widget_id, id)),

    async rotate(widget_id, id, hours) {
      const row = await rowOf(widget_id, id)
      const change = {
        sealed: secrets.seal(freshSecret(), secretPurpose(widget_id, id)),
        previous_sealed: hours === 0 ? null : row.sealed,
        previous_ends_at: hours === 0 ? null : clock.now() + hours * HOUR,
      }
      return secretsOf(await put(widget_id, id, change))
    },

    async test(widget_id, id) {
      const row = await rowOf(widget_id, id)
      const number = `test_${crypto.randomUUID()}`
      const timestamp = new Date(clock.now()).toISOString()
      const message = {
        id: `evt_${widget_id}_${number}`,
        body: JSON.stringify({ id: number, type: TEST_TYPE, timestamp, data: {} }),
      }
      return attemptOf(row.url, message, await send(row, message))
    },

    async deliveries(widget_id, id, { limit, cursor, state }) {
      await rowOf(widget_id, id)
      const before = cursor === undefined ? null : places.read(cursor)[0]
      const rows = await readDb
        .selectFrom('webhook_delivery')
        .selectAll()
        .where('widget_id', '=', widget_id)
        .where('endpoint_id', '=', id)
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'dead'))
        .$if(before !== null, (query) => query.where('event_id', '<', before ?? 0))
        .orderBy('event_id', 'desc')
        .limit(limit + 1)
        .execute()
      const { page, next } = pageOf(rows, limit, ({ event_id }) => places.write(event_id))
      return { deliveries: page.map(deliveryView), next }
    },

    async delivery(widget_id, id, named) {
      const { url } = await rowOf(widget_id, id)
      const row = await deliveryRow(widget_id, id, named)
      const event = await eventOf(widget_id, row.event_id, null)
      const message = event && { id: webhookId(widget_id, event), body: payloadOf(event) }
      return { delivery: deliveryView(row), attempt: attemptOf(url, message, row) }
    },

    async retry(widget_id, id, named) {
      const endpoint = await rowOf(widget_id, id)
      const row = await deliveryRow(widget_id, id, named)
      const { event_id } = row
      if (row.state === 'pending') {
        await control
          .updateTable('webhook_delivery')
          .set({ next_at: 0 })
          .where('widget_id', '=', widget_id)
          .where('endpoint_id', '=', id)
          .where('event_id', '=', event_id)
          .execute()
        await put(widget_id, id, {})
        return deliveryView(row)
      }
      const event = await eventOf(widget_id, event_id, endpoint.user_id)
      if (event === null) {
        const isKept = endpoint.user_id !== null && (await eventOf(widget_id, event_id, null)) !== null
        throw isKept ? notForBot() : noSuchDelivery()
      }
      const message = { id: webhookId(widget_id, event), body: payloadOf(event) }
      const { retry_after: _, ...attempt } = await send(endpoint, message)
      const tried: DeliveryRow = {
        ...row,
        ...attempt,
        tries: row.tries + 1,
        state: attempt.problem === null || row.state === 'delivered' ? 'delivered' : 'dead',
      }
      await putDeliveries(control, [tried])
      return deliveryView(tried)
    },

    async replay(widget_id, id, { from, to }) {
      const row = await rowOf(widget_id, id)
      const first = await lastBefore(widget_id, from)
      // settled events, up to this endpoint's place in the log
      const settled = row.gap_to ?? row.after_id
      const last = Math.min(to === undefined ? settled : await lastBefore(widget_id, to + 1), settled)
      if (first >= last) return 0
      await put(widget_id, id, {
        after_id: first,
        gap_from: last < settled ? last : null,
        gap_to: last < settled ? settled : null,
        run: row.run + 1,
      })
      return last - first
    },
  }
}

const PLAIN = { 'content-type': 'application/json' }

const notForBot = () => new ChatError('not_found', 'The bot may not read this event any more.', { field: 'bot_id' })

const noSuchDelivery = () =>
  new ChatError('not_found', 'nothing is known of this event: it is too old, or was never tried', { field: 'event_id' })

function deliveryView({ event_id, type, state, tries, at, next_at, status, problem, ms }: DeliveryRow) {
  return { event_id: String(event_id), type, state, tries, at, next_at, status, problem, ms }
}

function attemptOf(
  url: string,
  message: { id: string; body: string } | null,
  { at, status, problem, answer, ms }: Omit<Attempt, 'retry_after'>,
): WebhookAttempt {
  const timestamp = String(Math.floor(at / 1000))
  const request = message && {
    url,
    headers: { ...PLAIN, 'webhook-id': message.id, 'webhook-timestamp': timestamp },
    body: message.body,
  }
  return { at, status, problem, ms, request, answer }
}

/**
 * A webhook whose widget has no log: another reader ended at the moment when it was made.
 * @returns the widgets
 */
export async function readersWithoutLog({ readDb }: Pick<WebhooksDeps, 'readDb'>): Promise<number[]> {
  const rows = await readDb
    .selectFrom('webhook_endpoint as e')
    .innerJoin('widget as w', 'w.id', 'e.widget_id')
    .leftJoin('event_head as h', 'h.widget_id', 'e.widget_id')
    .select('e.widget_id')
    .distinct()
    .where('h.widget_id', 'is', null)
    .where('w.deleted_at', 'is', null)
    .execute()
  return rows.map(({ widget_id }) => widget_id)
}

/** Ends the log of a widget's events when nothing reads it any more: a widget without readers pays nothing. */
export async function endUnreadLog(
  { control, events, clock }: Pick<WebhooksDeps, 'control' | 'clock'> & { events: Pick<ChatStore, 'keepEvents'> },
  widget_id: number,
): Promise<void> {
  const endpoint = await control
    .selectFrom('webhook_endpoint')
    .select('id')
    .where('widget_id', '=', widget_id)
    .limit(1)
    .executeTakeFirst()
  const key = await control
    .selectFrom('api_key')
    .select('id')
    .where('widget_id', '=', widget_id)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', clock.now())]))
    .where('scopes', 'like', '%"events:read"%')
    .limit(1)
    .executeTakeFirst()
  const notifier = await control
    .selectFrom('notifier')
    .select('widget_id')
    .where('widget_id', '=', widget_id)
    .executeTakeFirst()
  if (endpoint ?? key ?? notifier) return
  await events.keepEvents({ widget_id, keep: false })
}
