import type { Message, RequestFrame } from '@imbachat/protocol'
import type { Bus, BusEvent } from '../chat/bus.ts'
import type { Log } from '../chat/log.ts'
import type { ChatStore } from '../chat/ports.ts'
import { requestIdOf } from './request-id.ts'

/**
 * Follows a request through the log at level `debug`: received, stored, published, delivered, answered. A message is
 * known by its `client_id` on all nodes, another change by `room_id` and `rev`. At other levels there is no trace and
 * no cost.
 */
export interface Trace {
  request(from: { number: number; widget_id: number }, frame: RequestFrame, user_id: string | null): void
  answered(from: { number: number }, frame: RequestFrame, outcome: string, ms: number): void
  /** a frame that was refused before its request began. @param id null: it could not be read */
  refused(from: { number: number; widget_id: number }, id: number | null, outcome: string): void
  /** @param topic of a room; @param frame as it is sent; @param connections that receive it on this node */
  delivered(topic: string, frame: string, connections: number): void
  aroundStore(store: ChatStore): ChatStore
  aroundBus(bus: Bus): Bus
  http(fields: { request_id: string; method: string; route: string; status: number; ms: number }): void
}

export function createTrace({ debug }: Pick<Log, 'debug'>): Trace {
  return {
    request(from, frame, user_id) {
      const request_id = requestIdOf(from, frame.id)
      debug('a request came', { request_id, request: frame.t, widget_id: from.widget_id, user_id, ...of(frame) })
    },
    answered(from, frame, outcome, ms) {
      debug('a request was answered', { request_id: requestIdOf(from, frame.id), request: frame.t, outcome, ms })
    },
    refused(from, id, outcome) {
      debug('a frame was refused', { request_id: requestIdOf(from, id), widget_id: from.widget_id, outcome })
    },
    delivered(topic, frame, connections) {
      const sent = JSON.parse(frame) as { t: string; message?: Message; messages?: Message[] }
      for (const message of sent.messages ?? (sent.message ? [sent.message] : [])) {
        debug('a change was sent to connections', { room: topic, ...changeOf(message), connections })
      }
    },
    aroundStore: (store) => ({
      ...store,
      async appendMessage(input) {
        const outcome = await store.appendMessage(input)
        const { widget_id, room_id, client_id } = input
        const stored = outcome.kind === 'refused' ? { reason: outcome.reason } : changeOf(outcome.message)
        debug('a message reached the store', { widget_id, room_id, client_id, outcome: outcome.kind, ...stored })
        return outcome
      },
    }),
    aroundBus(bus) {
      bus.subscribe((event, from) => {
        if (from !== bus.node_id) debug('an event came from another node', { from, ...eventOf(event) })
      })
      return {
        ...bus,
        publish(event) {
          debug('an event is published', eventOf(event))
          bus.publish(event)
        },
      }
    },
    http: (fields) => debug('an HTTP request was answered', fields),
  }
}

/** Only ids: texts of users are never logged. */
function of(frame: RequestFrame): Record<string, unknown> {
  const { room_id, client_id, seq } = frame as { room_id?: unknown; client_id?: unknown; seq?: unknown }
  return { room_id, client_id, seq }
}

const changeOf = ({ seq, rev, client_id }: Message) => ({ seq, rev, client_id })

const eventOf = (event: BusEvent): Record<string, unknown> => ({
  event: event.t,
  widget_id: event.widget_id,
  ...('room_id' in event && { room_id: event.room_id }),
  ...(event.t === 'message' && changeOf(event.message)),
})
