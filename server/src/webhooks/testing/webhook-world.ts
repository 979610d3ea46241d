import type { EventType } from '@imbachat/protocol/http/api/event-catalogue'
import { silentLog } from '../../chat/log.ts'
import { DEFAULT_LIMITS, type Limits } from '../../config/limits.ts'
import { loadSecrets } from '../../config/secrets.ts'
import { createWidgets } from '../../dashboard/widgets/widgets.ts'
import { createEgress } from '../../egress/egress.ts'
import { type MovableClock, movableClock } from '../../realtime/testing/movable-clock.ts'
import { createWebhookCall } from '../../site/call-webhook.ts'
import { dueEndpoints } from '../../store/due-endpoints.ts'
import { jobTime } from '../../store/due-jobs.ts'
import { openStore } from '../../store/index.ts'
import type { Store } from '../../store/store.ts'
import { dataDirWithTables } from '../../store/testing/data-dir.ts'
import { createDispatcher, type Dispatcher } from '../dispatcher.ts'
import type { OffReason } from '../endpoint.ts'
import { createWebhooks } from '../webhooks.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const SECRET = 'a secret of at least thirty-two characters'

interface WorldOptions {
  databaseUrl?: string
  limits?: Partial<Limits>
  several?: boolean
}

/** A widget on a real store, receivers on real ports, and dispatchers that deliver its events through egress. */
export async function webhookWorld({ databaseUrl, limits: chosen = {}, several = false }: WorldOptions = {}) {
  const clock: MovableClock = movableClock()
  const limits: Limits = { ...DEFAULT_LIMITS, ...chosen }
  const folder = databaseUrl === undefined ? await dataDirWithTables() : null
  const where = folder === null ? { dataDir: '', databaseUrl } : { dataDir: folder.dataDir }
  const store: Store = await openStore({ ...where, clock, log: silentLog })
  const secrets = loadSecrets({ secret: SECRET, dataDir: '' })
  const widgets = createWidgets({ ...store, secrets, clock })
  const { id: widget_id } = await widgets.create(null, { name: 'Shop' })
  const egress = createEgress({
    allowLoopback: true,
    allow: [],
    clock,
    limits: { timeoutMs: limits.WEBHOOK_TIMEOUT_MS, slots: { atOnce: 256, waiting: 256 } },
  })
  const call = createWebhookCall(egress)
  const off: { endpoint_id: string; reason: OffReason }[] = []
  const dispatchers: Dispatcher[] = []
  const receivers: Receiver[] = []
  let calls = 0

  const webhooks = createWebhooks({
    ...store,
    secrets,
    events: store.chat,
    call,
    changed: (id) => {
      for (const dispatcher of dispatchers) dispatcher.changed(id)
    },
    clock,
    limits,
  })

  return {
    clock,
    store,
    widgets,
    widget_id,
    webhooks,
    off,
    /** how many are under way */
    calls: () => calls,
    /** Starts a node's dispatcher; `stop` it or `die`. */
    async node() {
      let isDead = false
      const dispatcher = createDispatcher({
        ...store,
        secrets,
        events: store.chat,
        // a process that died answers nobody and stores nothing
        call: async (request) => {
          calls += 1
          const answer = await call(request).finally(() => {
            calls -= 1
          })
          if (isDead) await new Promise(() => {})
          return answer
        },
        onEvents: (listener) => store.onEvents((id) => void (isDead || listener(id))),
        turnedOff: async ({ id }, reason) => void off.push({ endpoint_id: id, reason }),
        leaseTime: (inMs) => jobTime(store.control, clock.now(), inMs),
        dueEndpoints: (of) => dueEndpoints(store.readDb, of, clock.now()),
        several,
        clock: { now: clock.now, after: (ms, run) => clock.after(ms, () => void (isDead || run())) },
        log: silentLog,
        limits,
      })
      dispatchers.push(dispatcher)
      await dispatcher.start()
      const forget = () => void dispatchers.splice(dispatchers.indexOf(dispatcher), 1)
      return {
        stop: () => {
          forget()
          return dispatcher.close()
        },
        die() {
          isDead = true
          forget()
        },
      }
    },
    receiver() {
      const receiver = startReceiver(clock)
      receivers.push(receiver)
      return receiver
    },
    /** An endpoint of the widget for this receiver. */
    async endpoint(receiver: Receiver, types: EventType[] | null = null, of = widget_id) {
      const { endpoint, secrets: made } = await webhooks.create(of, {
        url: receiver.url,
        description: '',
        types,
        language: 'en',
      })
      receiver.setSecret(made[0]?.value ?? '')
      return endpoint
    },
    /** Says something to the log of a room. @returns its text */
    async happen(room_id: number, text: string, of = widget_id): Promise<string> {
      const shape = { type: 'group' as const, pipe: null, is_public: false, user_ids: [], context: null }
      const data = { room_id, title: text, ...shape }
      await store.chat.addEvent({ widget_id: of, event: { type: 'room.created', room_id, user_id: null, data } })
      return text
    },
    async stop() {
      let isClosed = false
      const closing = Promise.all(dispatchers.map((dispatcher) => dispatcher.close())).finally(() => {
        isClosed = true
      })
      // it waits for calls that hang, for seconds
      while (!isClosed) {
        await Bun.sleep(1)
        clock.elapse(100)
      }
      await closing
      for (const receiver of receivers) receiver.stop()
      await store.close()
      folder?.remove()
    },
  }
}
export type WebhookWorld = Awaited<ReturnType<typeof webhookWorld>>
