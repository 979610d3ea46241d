import { pairs, talk } from '../conversations.ts'
import type { Outcome, Scenario } from '../scenario.ts'
import { Stage } from '../stage.ts'
import { tcpProxy } from '../tcp-proxy.ts'

/** From the first byte of the handshake to some hundred frames, each order of magnitude with the same probability. */
const randomBytes = () => Math.floor(Math.exp(Math.random() * Math.log(60_000)))

/** Clients' waits between two connections, milliseconds: short, to allow many cuts. */
const RETRY_MS = 20

/** @param over the transport: WebSockets, or the streams and POSTs of clients whose WebSockets are blocked */
export async function randomCuts(times: number, over: 'socket' | 'stream' = 'socket'): Promise<Outcome> {
  const stage = await Stage.set({ widgets: 2 })
  const proxy = await tcpProxy(() => stage.server.port, randomBytes)
  try {
    const speakers = await pairs(stage, 3, { over, port: () => proxy.port, retryMs: () => Math.random() * RETRY_MS })
    const talking = talk(speakers, 15)
    while (proxy.cuts < times) await Bun.sleep(20)
    await talking.stop()
    proxy.behave()
    const verdict = await stage.verdict()
    const connects = stage.clients.reduce((sum, client) => sum + client.connects, 0)
    return { figures: `cut ${proxy.cuts} times, ${connects} times online`, verdict }
  } finally {
    await proxy.close()
    await stage.close()
  }
}

export const scenario: Scenario = { name: 'sockets cut at random bytes', play: () => randomCuts(1_000) }

export const overHttp: Scenario = {
  name: 'streams over HTTP cut at random bytes',
  play: () => randomCuts(1_000, 'stream'),
}
