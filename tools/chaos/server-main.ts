// The real server in its own process, with widgets to load and commands that cause faults. Started by
// `server-process.ts`.
import type { App } from '@imbachat/server/app'
import type { Bus } from '@imbachat/server/chat/bus'
import type { Clock } from '@imbachat/server/chat/clock'
import { keyMark } from '@imbachat/server/chat/identity/signing-keys'
import { silentLog } from '@imbachat/server/chat/log'
import type { ChatStore } from '@imbachat/server/chat/ports'
import { createApiKeys } from '@imbachat/server/dashboard/keys/api-keys'
import { openSecrets } from '@imbachat/server/dashboard/secret/open-secrets'
import { startServer } from '@imbachat/server/main'
import { createSubscriptions } from '@imbachat/server/notifications/push/subscriptions'
import { createWebhooks } from '@imbachat/server/webhooks/webhooks'
import type { FromServer, ToServer } from './server-messages.ts'

let armed: (ToServer & { t: 'die' }) | undefined
let clockAhead = Number(process.env.CLOCK_AHEAD ?? 0)

/** Nothing runs after this line: no handler, no flush, no drain. */
const die = () => process.kill(process.pid, 'SIGKILL')

/** True at the wanted moment. Counts down the writes until then. */
function comesNow(moment: (ToServer & { t: 'die' })['moment']): boolean {
  if (armed?.moment !== moment) return false
  armed.afterWrites--
  return armed.afterWrites < 0
}

/** Committed, but neither acked nor published. */
function aroundStore(store: ChatStore): ChatStore {
  const mayDieAfter =
    <Input, Outcome>(write: (input: Input) => Promise<Outcome>) =>
    async (input: Input): Promise<Outcome> => {
      const outcome = await write(input)
      if (comesNow('after commit')) die()
      return outcome
    }
  return {
    ...store,
    appendMessage: mayDieAfter(store.appendMessage),
    changeReactions: mayDieAfter(store.changeReactions),
    setRoomFlag: mayDieAfter(store.setRoomFlag),
    markMessages: mayDieAfter(store.markMessages),
    putDraft: mayDieAfter(store.putDraft),
  }
}

/** Acked, but never published: the event is dropped and the process ends once the ack is sent. */
function aroundBus(bus: Bus): Bus {
  return {
    ...bus,
    publish(event) {
      const isChange = event.t === 'message' || event.t === 'own'
      if (!isChange || !comesNow('after ack')) return bus.publish(event)
      setTimeout(die, 1)
    },
  }
}

const clock: Clock = {
  now: () => Date.now() + clockAhead,
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

const send = (message: FromServer) => process.send?.(message)

process.on('message', (message: ToServer) => {
  switch (message.t) {
    case 'die':
      armed = message
      return
    case 'widget':
      makeWidget(message).then(send, fail)
      return
    case 'reader':
      makeReader(message).then(send, fail)
      return
    case 'subscribe':
      subscribe(message).then(send, fail)
      return
    case 'clock':
      clockAhead = message.ahead
      return
  }
})
// Without the process that started it, nothing would end it.
process.on('disconnect', () => process.exit(0))

const app: App = await startServer(process.env, {
  overrides: { clock, around: { store: aroundStore, bus: aroundBus } },
})
send({ t: 'ready', url: app.config.publicUrl, port: app.config.port })

async function makeWidget({ usersInfoUrl, log, settings }: ToServer & { t: 'widget' }): Promise<FromServer> {
  const { id } = await app.widgets.create(null, {
    name: 'Load',
    origins: [],
    settings: { messages_per_minute: 6_000, ...settings },
    ...(usersInfoUrl === null ? {} : { users_info_url: usersInfoUrl }),
  })
  if (log) await app.store.chat.keepEvents({ widget_id: id, keep: true })
  const widget = await app.widgets.find(id)
  return { t: 'widget', id, secretKey: widget?.secretKeys[0] ?? '' }
}

async function makeReader({ widgetId, webhookUrl }: ToServer & { t: 'reader' }): Promise<FromServer> {
  const { config, store } = app
  const deps = { ...store, store: store.chat, clock, log: silentLog, limits: config.limits }
  const site = { widget_id: widgetId, role: 'owner', back_to: '' } as const
  const actor = { kind: 'dashboard', account_id: 'chaos', email: '', role: 'owner', site } as const
  const key = { name: 'Reader', scopes: ['events:read'], days: null } as const
  const { secret } = await createApiKeys(deps).create(actor, widgetId, key)
  const secrets = await openSecrets(store, config)
  // The dispatcher looks for endpoints once a second.
  const webhooks = createWebhooks({ ...deps, secrets, events: store.chat, call: noCall, changed() {} })
  const endpoint = { url: webhookUrl, description: '', types: null, language: 'en' } as const
  const made = await webhooks.create(widgetId, endpoint)
  return { t: 'reader', apiKey: secret, webhookSecret: made.secrets[0]?.value ?? '' }
}

async function subscribe({ widgetId: widget_id, browsers }: ToServer & { t: 'subscribe' }): Promise<FromServer> {
  const { config, store, widgets } = app
  const secrets = await openSecrets(store, config)
  const subscriptions = createSubscriptions({ ...store, secrets, now: clock.now })
  const key = (await widgets.find(widget_id))?.secretKeys[0] ?? ''
  for (const { user, given } of browsers) {
    const signedIn = { widget_id, user_id: user, signed_with: keyMark(key), signed_at: clock.now() }
    await subscriptions.put(signedIn, given, 1)
  }
  await store.chat.keepEvents({ widget_id, keep: true })
  const after_id = (await store.chat.eventSpan(widget_id))?.last_id ?? 0
  await store.control.insertInto('notifier').values({ widget_id, after_id, lease: null, lease_until: null }).execute()
  return { t: 'subscribed' }
}

const noCall = () => Promise.reject(new Error('nothing is called while a webhook is made'))

function fail(error: unknown): void {
  process.stderr.write(`${String(error)}\n`)
  process.exit(1)
}
