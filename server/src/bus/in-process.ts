import type { Bus, BusEvent } from '../chat/bus.ts'
import { type Log, silentLog } from '../chat/log.ts'

/** The bus of a single node: `publish` calls the receivers in the order of their subscription, and then returns. */
export function inProcessBus(log: Log = silentLog): Bus {
  const node_id = crypto.randomUUID()
  const receivers = new Set<(event: BusEvent, from: string) => void>()
  return {
    node_id,
    publish: (event) => deliver(receivers, event, node_id, log),
    subscribe(receive) {
      receivers.add(receive)
      return () => receivers.delete(receive)
    },
    broadcast: () => undefined,
    onNews: () => () => undefined,
    follow: async () => undefined,
    ask: () => Promise.reject(new Error('there are no other nodes')),
    answer: () => undefined,
    link: () => 'alone',
    onLink: () => () => undefined,
    onLoss: () => () => undefined,
    close: async () => undefined,
  }
}

/** A published event is already committed: a failing receiver must not fail the publisher. */
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
