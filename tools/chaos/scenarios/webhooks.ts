import { getJwt } from '@imbachat/demo/token'
import { freshPostgresDatabase } from '@imbachat/server/store/testing/postgres-database'
import { startPostgresServer } from '@imbachat/server/store/testing/postgres-server'
import { type Received, startReceiver } from '@imbachat/server/webhooks/testing/receiver'
import { until } from '../../../sdk/src/testing/until.ts'
import type { StoredEvent } from '../../checker/store-export.ts'
import { pairs, talk } from '../conversations.ts'
import { LogReader } from '../log-reader.ts'
import { ms, type Outcome, type Scenario } from '../scenario.ts'
import { Stage } from '../stage.ts'

const HOUR_MS = 3_600_000
/** The longest time between two tries of a receiver that is down. */
const PROBE_MS = 5 * 60_000
/** Users' tokens outlive the hour. */
const TOKEN_SECONDS = 3 * 3_600
const DELIVERED_MS = 4 * 60_000

interface Sizes {
  events: number
  kills: number
  /** pairs of users, and acts of each of their clients in a second */
  pairs: number
  perSecond: number
}

const SIZES: Sizes = { events: 50_000, kills: 20, pairs: 8, perSecond: 60 }

const name = 'webhooks: the receiver is down for an hour, and the server is killed 20 times'
const deadlineMs = 10 * 60_000

export const scenario: Scenario = { name, deadlineMs, play: () => webhooks(SIZES) }

export const onPostgres: Scenario = {
  name: `${name}, PostgreSQL`,
  deadlineMs,
  async play() {
    const postgres = await startPostgresServer()
    try {
      const { url } = await freshPostgresDatabase(postgres.url)
      return await webhooks(SIZES, { DATABASE_URL: url })
    } finally {
      await postgres.remove()
    }
  },
}

/**
 * People write, the receiver of their widget's webhook goes down for an hour by the server's clock, and the server is
 * killed with -9 before, in and after that hour. A program reads the same events by the API.
 */
export async function webhooks(sizes: Sizes, env: Record<string, string> = {}): Promise<Outcome> {
  let ahead = 0
  let isDown = false
  const receiver = startReceiver({ now: () => Date.now() + ahead, after: () => () => {} })
  receiver.onMessage(() => (isDown ? new Response('down', { status: 503 }) : undefined))
  // clients share one address
  const stage = await Stage.set({ env: { API_CALLS_PER_SECOND: '1000', ...env } })
  try {
    const { id: widget, secretKey } = stage.widgets[0] ?? { id: 0, secretKey: '' }
    const { apiKey, webhookSecret } = await stage.server.makeReader(widget, receiver.url)
    receiver.setSecret(webhookSecret)
    const reader = new LogReader(() => stage.anyPort(), apiKey)

    const speakers = await pairs(stage, sizes.pairs)
    for (const { client } of speakers) {
      client.options.token = () => getJwt(client.options.user, secretKey, TOKEN_SECONDS)
    }
    // most kills are in the hour; of two, the first
    const [first, last] = [Math.floor(sizes.kills / 5), Math.floor((sizes.kills * 4) / 5)]
    const begun = performance.now()
    const talking = talk(speakers, sizes.perSecond)
    for (let kill = 1; kill <= sizes.kills; kill++) {
      // what is not a message makes more events than what is no event takes
      await until(() => reader.ids.length >= (sizes.events * kill) / (sizes.kills + 1), 'events are read', DELIVERED_MS)
      isDown = kill > first && kill <= last
      await stage.server.kill('SIGKILL')
      if (isDown) ahead += HOUR_MS / (last - first)
      stage.setClock(ahead)
      await stage.restart()
    }
    await until(() => reader.ids.length >= sizes.events, 'all events are read', DELIVERED_MS)
    await talking.stop()
    const talked = performance.now() - begun

    await reader.end()
    isDown = false
    const taken = () => new Set(receiver.taken.map(({ webhook_id }) => webhook_id)).size
    // the next try of an endpoint that was down is five minutes away at most
    ahead += PROBE_MS
    stage.setClock(ahead)
    await until(
      () => receiver.taken.length >= reader.ids.length && taken() >= reader.ids.length,
      'all events are delivered',
      DELIVERED_MS,
    )
    const verdict = await stage.verdict()
    verdict.broken.push(...reader.faults(widget, verdict.events), ...deliveryFaults(receiver, verdict.events))
    return {
      figures:
        `${verdict.events.length} events in ${ms(talked)}, ${receiver.received.length} tries, ` +
        `${receiver.received.length - receiver.taken.length} of them refused, ` +
        `${receiver.taken.length - taken()} events delivered twice`,
      verdict,
    }
  } finally {
    await stage.close()
    receiver.stop()
  }
}

/** @returns the deliveries that the receiver did not get, or not in the order of their room */
function deliveryFaults(
  { taken, refused }: { taken: readonly Received[]; refused: readonly unknown[] },
  events: readonly StoredEvent[],
): string[] {
  const faults = refused.length === 0 ? [] : [`HOOK-1: ${refused.length} tries did not verify: ${refused[0]}`]
  const seen = new Set<number>()
  const newest = new Map<string, number>()
  const rooms = new Map(events.map(({ id, room }) => [id, room]))
  for (const delivery of taken) {
    const id = Number(delivery.id)
    if (seen.has(id)) continue
    seen.add(id)
    if (!rooms.has(id)) faults.push(`HOOK-5: event ${id} was delivered and is not in the log`)
    const key = String(rooms.get(id))
    const before = newest.get(key) ?? 0
    if (rooms.get(id) !== null && id < before) faults.push(`HOOK-3: event ${id} of room ${key} came after ${before}`)
    newest.set(key, Math.max(before, id))
  }
  const missing = events.filter(({ id }) => !seen.has(id))
  if (missing.length > 0) faults.push(`HOOK-5: ${missing.length} events were not delivered, such as ${missing[0]?.id}`)
  return faults
}
