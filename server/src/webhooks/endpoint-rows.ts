import type { EventType } from '@imbachat/protocol/http/api/event-catalogue'
import { type Expression, type Kysely, type Selectable, sql } from 'kysely'
import type { Secrets } from '../config/secrets.ts'
import type { Database } from '../store/schema/schema.ts'
import type { Tried } from './backlog.ts'
import type { Delivery, Endpoint, OffReason, Progress } from './endpoint.ts'
import { secretPurpose } from './signature.ts'

export type EndpointRow = Selectable<Database['webhook_endpoint']>
export type DeliveryRow = Selectable<Database['webhook_delivery']>

/** Deliveries that the dashboard can show of each endpoint, beside those that failed. */
export const DELIVERIES_SHOWN = 200
/** Deliveries of one statement. */
const ROWS = 50
/** Milliseconds until the endpoints of a node that died are another's. */
export const LEASE_MS = 30_000

export interface EndpointRowsDeps {
  control: Kysely<Database>
  readDb: Kysely<Database>
  secrets: Pick<Secrets, 'open'>
  /** the time of leases, some milliseconds from now: of several nodes, the database's */
  leaseTime(inMs: number): Expression<number>
  now(): number
}

/** Names one endpoint of one widget. */
export type EndpointKey = Pick<Endpoint, 'widget_id' | 'id'>

/** Rows of endpoints and deliveries, as the node that serves them needs them. `lease`: names this node. */
export function createEndpointRows({ control, readDb, secrets, leaseTime, now }: EndpointRowsDeps, lease: string) {
  const mine = ({ widget_id, id }: EndpointKey) =>
    control
      .updateTable('webhook_endpoint')
      .where('widget_id', '=', widget_id)
      .where('id', '=', id)
      .where('lease', '=', lease)

  return {
    /** null: another node was first, or it was turned off */
    async claim({ widget_id, id }: EndpointKey): Promise<Endpoint | null> {
      const row = await control
        .updateTable('webhook_endpoint')
        .set({ lease, lease_until: leaseTime(LEASE_MS) })
        .where('widget_id', '=', widget_id)
        .where('id', '=', id)
        .where('off_reason', 'is', null)
        .where((eb) => eb.or([eb('lease', 'is', null), eb('lease', '=', lease), eb('lease_until', '<=', leaseTime(0))]))
        .returningAll()
        .executeTakeFirst()
      return row === undefined ? null : endpointOf(row, secrets, now())
    },

    /**
     * Events that were tried before and are not below `after_id`. If no call fails now, or the team changed the
     * endpoint, a failed event is tried at once, not after its delay.
     */
    async known({ widget_id, id, after_id, run, streak }: Endpoint): Promise<Map<number, Tried>> {
      const rows = await readDb
        .selectFrom('webhook_delivery')
        .select(['event_id', 'state', 'tries', 'held_ms', 'next_at', 'at'])
        .where('widget_id', '=', widget_id)
        .where('endpoint_id', '=', id)
        .where('event_id', '>', after_id)
        .where('run', '=', run)
        .execute()
      return new Map(rows.map((row) => [row.event_id, streak === 0 ? { ...row, next_at: null } : row]))
    },

    /**
     * All endpoints that this node serves, with the count of the team's changes. An endpoint that is missing belongs to
     * another node now.
     */
    renew(widgets: readonly number[]): Promise<(EndpointKey & { revision: number })[]> {
      return control
        .updateTable('webhook_endpoint')
        .set({ lease_until: leaseTime(LEASE_MS) })
        .where('widget_id', 'in', widgets)
        .where('lease', '=', lease)
        .where('off_reason', 'is', null)
        .returning(['widget_id', 'id', 'revision'])
        .execute()
    },

    /** False: the team changed it, or another node serves it. Then only deliveries are stored. */
    async save(endpoint: Endpoint, progress: Progress, deliveries: readonly Delivery[]): Promise<boolean> {
      const { widget_id, id, run, revision } = endpoint
      // Rows first: if the server dies in between, it must not repeat events that were delivered out of order.
      for (let from = 0; from < deliveries.length; from += ROWS) {
        const rows = deliveries.slice(from, from + ROWS)
        await putDeliveries(
          control,
          rows.map((row) => ({ ...row, widget_id, endpoint_id: id, run })),
        )
      }
      const { numUpdatedRows } = await mine(endpoint)
        .set({ ...progress, ...(passedGap(endpoint, progress) && { gap_from: null, gap_to: null }) })
        .where('revision', '=', revision)
        .executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    },

    async release(key: EndpointKey): Promise<void> {
      await mine(key).set({ lease: null, lease_until: null }).execute()
    },

    /** @returns true if this node turned it off; false: the owner did so before */
    async turnOff(key: EndpointKey, off_reason: OffReason): Promise<boolean> {
      const { numUpdatedRows } = await mine(key)
        .set({ off_reason, lease: null, lease_until: null })
        .where('off_reason', 'is', null)
        .executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    },

    /** Removes old deliveries that went well, and failed ones whose event is gone. */
    async clean({ widget_id, id, after_id }: Endpoint, firstEvent: number): Promise<void> {
      const oldest = await readDb
        .selectFrom('webhook_delivery')
        .select('event_id')
        .where('widget_id', '=', widget_id)
        .where('endpoint_id', '=', id)
        .where('state', '=', 'delivered')
        .orderBy('event_id', 'desc')
        .offset(DELIVERIES_SHOWN)
        .limit(1)
        .executeTakeFirst()
      await control
        .deleteFrom('webhook_delivery')
        .where('widget_id', '=', widget_id)
        .where('endpoint_id', '=', id)
        .where('event_id', '<=', after_id)
        .where((eb) =>
          eb.or([
            eb('event_id', '<', firstEvent),
            eb.and([eb('state', '=', 'delivered'), eb('event_id', '<=', oldest?.event_id ?? -1)]),
          ]),
        )
        .execute()
    },

    /** Releases all leases at the start of a single node, since the process that held them has ended. */
    async releaseAll(): Promise<void> {
      await control
        .updateTable('webhook_endpoint')
        .set({ lease: null, lease_until: null })
        .where('lease', 'is not', null)
        .execute()
    },
  }
}

const passedGap = ({ gap }: Endpoint, { after_id }: Progress): boolean => gap !== null && after_id >= gap.to

export async function putDeliveries(control: Kysely<Database>, rows: readonly DeliveryRow[]): Promise<void> {
  await control
    .insertInto('webhook_delivery')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(['widget_id', 'endpoint_id', 'event_id']).doUpdateSet((eb) => ({
        run: eb.ref('excluded.run'),
        state: eb.ref('excluded.state'),
        tries: eb.ref('excluded.tries'),
        held_ms: eb.ref('excluded.held_ms'),
        next_at: eb.ref('excluded.next_at'),
        at: eb.ref('excluded.at'),
        status: eb.ref('excluded.status'),
        problem: eb.ref('excluded.problem'),
        answer: eb.ref('excluded.answer'),
        ms: eb.ref('excluded.ms'),
      })),
    )
    .execute()
}

export function endpointOf(row: EndpointRow, secrets: Pick<Secrets, 'open'>, now: number): Endpoint {
  const {
    widget_id,
    id,
    url,
    types,
    user_id: bot_id,
    after_id,
    gap_from,
    gap_to,
    run,
    revision,
    failing_since,
    streak,
    next_at,
  } = row
  return {
    widget_id,
    id,
    url,
    bot_id,
    types: typesOf(types),
    secrets: liveSecrets(row, now).map(({ sealed }) => secrets.open(sealed, secretPurpose(widget_id, id))),
    after_id,
    gap: gap_from === null || gap_to === null ? null : { from: gap_from, to: gap_to },
    run,
    revision,
    failing_since,
    streak,
    next_at,
  }
}

export const typesOf = (types: string | null): EventType[] | null => (types === null ? null : JSON.parse(types))

/** The current secret first, then the one that is being replaced. */
export function liveSecrets(
  { sealed, previous_sealed, previous_ends_at }: EndpointRow,
  now: number,
): { sealed: string; ends_at: number | null }[] {
  const isLive = previous_sealed !== null && previous_ends_at !== null && previous_ends_at > now
  return [{ sealed, ends_at: null }, ...(isLive ? [{ sealed: previous_sealed, ends_at: previous_ends_at }] : [])]
}

/** Adds 1 to a column, in PostgreSQL and SQLite. */
export const oneMore = (column: 'run' | 'revision') => sql<number>`${sql.ref(column)} + 1`
