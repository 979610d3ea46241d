import { natsBus } from '../../bus/nats.ts'
import type { NatsServer } from '../../bus/testing/nats-server.ts'
import { silentLog } from '../../domain/log.ts'
import type { Bus, BusEvent } from '../../domain/ports.ts'
import { freshDataDir } from '../../store/testing/data-dir.ts'
import { type ChatServer, startChat } from './chat-server.ts'

export interface ChatNode extends ChatServer {
  /** What of the other nodes' events arrives here, and how often: a bus may do anything. */
  weather: { arrives(event: BusEvent): boolean; repeats: boolean }
}

type Limits = NonNullable<Parameters<typeof startChat>[0]>['limits']

/** Nodes of one service: one store, one NATS, sockets and memory of their own. */
export async function startNodes(
  nats: NatsServer,
  count: number,
  limits: NonNullable<Limits> = {},
): Promise<{ nodes: ChatNode[]; space: string; stop(): Promise<void> }> {
  const { dataDir, remove } = freshDataDir()
  const space = crypto.randomUUID().slice(0, 8)
  const nodes: ChatNode[] = []
  for (let n = 0; n < count; n++) {
    const weather: ChatNode['weather'] = { arrives: () => true, repeats: false }
    const bus = stormy(natsBus({ url: nats.url, space, log: silentLog }), weather)
    const widgetId = nodes[0]?.widgetId
    const node = { dataDir, bus, ...(widgetId === undefined ? {} : { widgetId }) }
    const chat = await startChat({ node, limits: { frames: { ofUser: 10_000, ofAddress: 0, ofWidget: 0 }, ...limits } })
    nodes.push(Object.assign(chat, { weather }))
  }
  await Promise.all(nodes.map((node) => linked(node.bus, 'joined')))
  return {
    nodes,
    space,
    async stop() {
      for (const node of nodes) await node.stop()
      remove()
    },
  }
}

export async function linked(bus: Bus, link: ReturnType<Bus['link']>): Promise<void> {
  while (bus.link() !== link) {
    await new Promise<void>((changed) => {
      const stop = bus.onLink(() => {
        stop()
        changed()
      })
    })
  }
}

function stormy(bus: Bus, weather: ChatNode['weather']): Bus {
  return {
    ...bus,
    subscribe: (receive) =>
      bus.subscribe((event, from) => {
        if (from === bus.nodeId) return receive(event, from)
        if (!weather.arrives(event)) return
        receive(event, from)
        if (weather.repeats) receive(event, from)
      }),
  }
}
