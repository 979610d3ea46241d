import { afterAll, beforeAll } from 'bun:test'
import { natsBus } from '../../bus/nats.ts'
import { type Cable, layCable } from '../../bus/testing/cable.ts'
import { type NatsServer, startNatsServer } from '../../bus/testing/nats-server.ts'
import type { Bus, BusEvent } from '../../chat/bus.ts'
import { type Log, silentLog } from '../../chat/log.ts'
import { dataDirWithTables } from '../../store/testing/data-dir.ts'
import { type ChatServer, startChat } from './chat-server.ts'

export interface ChatNode extends ChatServer {
  /** Which events of other nodes arrive here, and how often: a bus may do anything. */
  weather: { arrives(event: BusEvent): boolean; repeats: boolean }
  /** its way to NATS */
  cable: Cable
}

/** Nodes of one service: one store, one NATS, connections and memory of their own. */
export interface Service {
  /** the first is 0 */
  node(n: number): ChatNode
  /** the name that its nodes share on NATS */
  space: string
  natsUrl(): string
  /** The site has users with these ids. */
  siteKnows(...user_ids: string[]): void
  /** NATS crashes; resolves when every node has noticed. */
  natsGone(): Promise<void>
  /** NATS starts again; resolves when every node has joined. */
  natsBack(): Promise<void>
}

/**
 * A service for the tests of the calling file: it starts before the first of them and stops after the last.
 * @param logOf gets the traces of a node's requests
 */
export function serviceOfNodes(count: number, logOf: (node: number) => Log | undefined = () => undefined): Service {
  const space = crypto.randomUUID().slice(0, 8)
  const nodes: ChatNode[] = []
  /** everything that was started, to be stopped in the opposite order */
  const ends: (() => void | Promise<void>)[] = []
  let nats: NatsServer

  async function startNode(dataDir: string): Promise<ChatNode> {
    const cable = await layCable(nats.url)
    ends.push(cable.close)
    const weather: ChatNode['weather'] = { arrives: () => true, repeats: false }
    const bus = stormy(natsBus({ url: cable.url, space, log: silentLog }), weather)
    const chat = await startChat({
      node: { dataDir, bus, widget_id: nodes[0]?.widget_id },
      traced: logOf(nodes.length),
      limits: { FRAMES_PER_SECOND: 10_000, FRAMES_PER_SECOND_PER_ADDRESS: 0 },
    })
    ends.push(chat.stop)
    return Object.assign(chat, { weather, cable })
  }

  const allAre = (link: ReturnType<Bus['link']>) => Promise.all(nodes.map(({ bus }) => linked(bus, link)))

  beforeAll(async () => {
    nats = await startNatsServer()
    ends.push(nats.kill)
    const { dataDir, remove } = await dataDirWithTables()
    ends.push(remove)
    while (nodes.length < count) nodes.push(await startNode(dataDir))
    await allAre('joined')
  })
  afterAll(async () => {
    for (const end of ends.reverse()) await end()
  })

  return {
    node: (n) => nodes[n] as ChatNode,
    space,
    natsUrl: () => nats.url,
    siteKnows(...user_ids) {
      // the first node made the widget, so the server asks that node's site
      for (const id of user_ids) nodes[0]?.siteUsers.set(id, { name: id })
    },
    async natsGone() {
      await nats.kill()
      await allAre('away')
    },
    async natsBack() {
      await nats.start()
      await allAre('joined')
    },
  }
}

/** Resolves when the bus is, or has come to be, `joined` or `away`. */
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
        if (from === bus.node_id) return receive(event, from)
        if (!weather.arrives(event)) return
        receive(event, from)
        if (weather.repeats) receive(event, from)
      }),
  }
}
