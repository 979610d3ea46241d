import { type Clock, steady } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import type { ChatStore } from '../chat/ports.ts'
import type { Limits } from '../config/limits.ts'
import type { Endpoint, OffReason, WebhookCall } from './endpoint.ts'
import { createEndpointRows, type EndpointKey, type EndpointRowsDeps } from './endpoint-rows.ts'
import { createLane, type Lane } from './lane.ts'
import { createPlaces } from './places.ts'

/** Milliseconds between two looks for events of other nodes, and for changes by the team. */
const LOOK_MS = 1_000
/** Milliseconds after which calls stop while leases can't be renewed: they end before another node may begin. */
const SURE_MS = 10_000
/** Milliseconds in which new events are looked for together. */
const TOGETHER_MS = 50
/** Endpoints that are claimed together: after a start, the last of many must not wait for a commit of each other. */
const CLAIMS = 32
/** Deliveries after which old ones are removed. */
const CLEAN_EVERY = 200

export interface Dispatcher {
  start(): Promise<void>
  /** The team changed an endpoint of the widget. */
  changed(widget_id: number): void
  close(): Promise<void>
}

export interface DispatcherDeps extends Omit<EndpointRowsDeps, 'now'> {
  events: Pick<ChatStore, 'eventsAfter' | 'eventSpan'>
  /** endpoints with something to deliver that no node serves; `of`: of these widgets only */
  dueEndpoints(of: readonly number[] | null): Promise<readonly EndpointKey[]>
  onEvents(listener: (widget_id: number) => void): () => void
  call: WebhookCall
  /** An endpoint was turned off: the owner is to know. */
  turnedOff(endpoint: Endpoint, reason: OffReason): Promise<void>
  /** there may be other nodes */
  several: boolean
  clock: Clock
  log: Log
  limits: Limits
  random?: () => number
}

interface Served {
  endpoint: Endpoint
  lane: Lane
  delivered: number
}

/** Delivers the events of all endpoints that no other node serves: a lane for each, which holds up no other one. */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { events, call, clock, log, limits, random = Math.random } = deps
  const rows = createEndpointRows({ ...deps, now: () => clock.now() }, crypto.randomUUID())
  const places = createPlaces({
    atOnce: limits.WEBHOOK_CALLS_AT_ONCE,
    perWidget: limits.WEBHOOK_CALLS_AT_ONCE_PER_WIDGET,
  })
  const served = new Map<string, Served>()
  /** the same lanes by widget: each commit of a widget asks for them */
  const ofWidget = new Map<number, Set<Lane>>()
  /** work in the background */
  const ending = new Set<Promise<unknown>>()
  const starting = new Set<string>()
  /** widgets with a changed endpoint, by how many changes; none of theirs is called until it is known which it is */
  const changing = new Map<number, number>()
  // after its clock was set back, this node must not believe that it still holds a lease that another node has by now
  const time = steady(clock)
  let renewedAt = time.now()
  /** widgets with new events; null: look at all */
  let toLook: Set<number> | null = null
  let looking: Promise<void> | null = null
  let lookAgain = false
  let closed = true
  let cancel = () => {}
  let unsubscribe = () => {}

  const keyOf = ({ widget_id, id }: EndpointKey) => `${widget_id} ${id}`

  function inBackground(work: Promise<unknown>, failure: string): void {
    const done: Promise<unknown> = work
      .catch((error: unknown) => log.warn(`${failure}; the server will try again`, { error }))
      .finally(() => ending.delete(done))
    ending.add(done)
  }

  /** @param widgets null: all */
  function look(widgets: readonly number[] | null): void {
    if (closed) return
    if (widgets === null) toLook = null
    else if (!lookAgain) toLook = new Set(widgets)
    else for (const id of widgets) toLook?.add(id)
    lookAgain = true
    looking ??= pause(widgets === null ? 0 : TOGETHER_MS)
      .then(looks)
      .catch((error: unknown) => log.warn('looking for webhooks failed; the server will try again', { error }))
      .finally(() => {
        looking = null
      })
  }

  const pause = (ms: number) =>
    ms === 0 ? Promise.resolve() : new Promise<void>((resolve) => void clock.after(ms, resolve))

  async function looks(): Promise<void> {
    while (lookAgain && !closed) {
      const of = toLook === null ? null : [...toLook]
      lookAgain = false
      const due = (await deps.dueEndpoints(of)).filter((key) => !served.has(keyOf(key)))
      for (let from = 0; from < due.length && !closed; from += CLAIMS) {
        await Promise.all(due.slice(from, from + CLAIMS).map(serve))
      }
    }
  }

  async function serve(key: EndpointKey): Promise<void> {
    const name = keyOf(key)
    if (starting.has(name)) return
    starting.add(name)
    try {
      const endpoint = await rows.claim(key)
      if (endpoint === null) return
      const known = await rows.known(endpoint)
      if (closed) return rows.release(endpoint)
      const own: Served = { endpoint, delivered: 0, lane: { poke() {}, close: async () => {} } }
      own.lane = createLane(
        {
          log: events,
          places,
          call,
          mayCall: () => !changing.has(key.widget_id) && time.now() - renewedAt < SURE_MS,
          async save(progress, deliveries) {
            own.delivered += deliveries.length
            const isMine = await rows.save(endpoint, progress, deliveries)
            if (own.delivered >= CLEAN_EVERY) {
              own.delivered = 0
              const first = (await events.eventSpan(key.widget_id))?.first_id ?? 0
              await rows.clean({ ...endpoint, after_id: progress.after_id }, first)
            }
            return isMine
          },
          async turnOff(reason) {
            if (await rows.turnOff(endpoint, reason)) await deps.turnedOff(endpoint, reason)
          },
          ended: () => inBackground(stopServing(name), 'a webhook could not be released'),
          clock,
          logger: log,
          random,
          limits: {
            retryMs: limits.WEBHOOK_EVENT_RETRY_SECONDS * 1_000,
            giveUpMs: limits.WEBHOOK_GIVE_UP_HOURS * 3_600_000,
          },
        },
        endpoint,
        known,
      )
      served.set(name, own)
      const lanes = ofWidget.get(key.widget_id) ?? new Set()
      ofWidget.set(key.widget_id, lanes.add(own.lane))
    } finally {
      starting.delete(name)
    }
  }

  /** Lets go of an endpoint, and looks whether there is more to do for it. */
  async function stopServing(name: string): Promise<void> {
    const own = served.get(name)
    if (own === undefined) return
    served.delete(name)
    const lanes = ofWidget.get(own.endpoint.widget_id)
    lanes?.delete(own.lane)
    if (lanes?.size === 0) ofWidget.delete(own.endpoint.widget_id)
    await own.lane.close()
    await rows.release(own.endpoint)
    look([own.endpoint.widget_id])
  }

  /** Keeps what this node serves, and notices changes. */
  async function renew(): Promise<void> {
    const before = [...served]
    const at = time.now()
    if (before.length > 0) {
      const widgets = [...new Set(before.map(([, { endpoint }]) => endpoint.widget_id))]
      const found = new Map((await rows.renew(widgets)).map((row) => [keyOf(row), row.revision]))
      for (const [name, own] of before) {
        if (served.get(name) !== own) continue
        if (found.get(name) !== own.endpoint.revision) await stopServing(name)
      }
    }
    renewedAt = at
    for (const { lane } of served.values()) lane.poke()
  }

  async function tick(): Promise<void> {
    try {
      await renew()
      look(null)
    } catch (error) {
      log.warn('leases of webhooks could not be renewed; the server will try again', { error })
    }
    if (!closed) cancel = clock.after(LOOK_MS, () => inBackground(tick(), 'webhooks'))
  }

  return {
    async start() {
      closed = false
      if (!deps.several) await rows.releaseAll()
      unsubscribe = deps.onEvents((widget_id) => {
        const lanes = ofWidget.get(widget_id)
        if (lanes === undefined) look([widget_id])
        else for (const lane of lanes) lane.poke()
      })
      inBackground(tick(), 'webhooks')
    },
    changed(widget_id) {
      if (closed) return
      changing.set(widget_id, (changing.get(widget_id) ?? 0) + 1)
      const known = renew().finally(() => {
        const others = (changing.get(widget_id) ?? 1) - 1
        if (others === 0) changing.delete(widget_id)
        else changing.set(widget_id, others)
      })
      inBackground(
        known.then(() => look([widget_id])),
        'a change of a webhook is not known yet',
      )
    },
    async close() {
      closed = true
      cancel()
      unsubscribe()
      await looking
      await Promise.all([...served.keys()].map((name) => stopServing(name)))
      await Promise.all(ending)
    },
  }
}
