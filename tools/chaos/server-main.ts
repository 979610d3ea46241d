// The real server in its own process, with widgets to load and commands that cause faults. Started by
// `server-process.ts`.
import type { App } from '@imbachat/server/app'
import type { Bus } from '@imbachat/server/chat/bus'
import type { Clock } from '@imbachat/server/chat/clock'
import type { ChatStore } from '@imbachat/server/chat/ports'
import { startServer } from '@imbachat/server/main'
import type { FromServer, ToServer } from './server-messages.ts'

let armed: (ToServer & { t: 'die' }) | undefined
let clockAhead = 0

/** Nothing runs after this line: no handler, no flush, no drain. */
const die = () => process.kill(process.pid, 'SIGKILL')

/** Whether the wanted moment is now. Counts down the writes until then. */
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

const tell = (message: FromServer) => process.send?.(message)

process.on('message', (message: ToServer) => {
  switch (message.t) {
    case 'die':
      armed = message
      return
    case 'widget':
      makeWidget(message.usersInfoUrl).then(tell, fail)
      return
    case 'clock':
      clockAhead = message.ahead
      return
  }
})
// Without the process that started it, nothing would end it.
process.on('disconnect', () => process.exit(0))

const app: App = await startServer(process.env, { overrides: { clock, aroundStore, aroundBus } })
tell({ t: 'ready', url: app.config.publicUrl, port: app.config.port })

async function makeWidget(usersInfoUrl: string | null): Promise<FromServer> {
  const { id } = await app.widgets.create(null, {
    name: 'Load',
    origins: [],
    settings: { messages_per_minute: 6_000 },
    ...(usersInfoUrl === null ? {} : { users_info_url: usersInfoUrl }),
  })
  const widget = await app.widgets.find(id)
  return { t: 'widget', id, secretKey: widget?.secretKeys[0] ?? '' }
}

function fail(error: unknown): void {
  process.stderr.write(`${String(error)}\n`)
  process.exit(1)
}
