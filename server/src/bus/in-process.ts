import type { Bus, BusEvent } from '../domain/bus.ts'
import { type Log, silentLog } from '../domain/log.ts'

/** The bus of a single node: receivers are called before `publish` returns, in the order of their subscription. */
export function inProcessBus(log: Log = silentLog): Bus {
  const nodeId = crypto.randomUUID()
  const receivers = new Set<(event: BusEvent, from: string) => void>()
  return {
    nodeId,
    publish: (event) => deliver(receivers, event, nodeId, log),
    subscribe(receive) {
      receivers.add(receive)
      return () => receivers.delete(receive)
    },
    follow: async () => undefined,
    ask: () => Promise.reject(new Error('there are no other nodes')),
    answer: () => undefined,
    link: () => 'alone',
    onLink: () => () => undefined,
    onLoss: () => () => undefined,
    close: async () => undefined,
  }
}

/** What was published is committed; a receiver that fails must not turn that into an error of the sender. */
export function deliver(
  receivers: Iterable<(event: BusEvent, from: string) => void>,
  event: BusEvent,
  from: string,
  log: Log,
): void {
  for (const receive of receivers) {
    try {
      receive(event, from)
    } catch (error) {
      log.error('a receiver of the bus failed', { event: event.t, error })
    }
  }
}
