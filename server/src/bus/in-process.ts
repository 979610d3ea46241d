import { type Log, silentLog } from '../domain/log.ts'
import type { Bus, BusEvent } from '../domain/ports.ts'

/** The bus of a single node: receivers are called before `publish` returns, in the order of their subscription. */
export function inProcessBus(log: Log = silentLog): Bus {
  const receivers = new Set<(event: BusEvent) => void>()
  return {
    publish(event) {
      for (const receive of receivers) {
        try {
          receive(event)
        } catch (error) {
          // What was published is committed; a receiver that fails must not turn that into an error of the sender.
          log.error('a receiver of the bus failed', { event: event.t, error: String(error) })
        }
      }
    },
    subscribe(receive) {
      receivers.add(receive)
      return () => receivers.delete(receive)
    },
  }
}
