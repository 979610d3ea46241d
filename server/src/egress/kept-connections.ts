import { type ClientRequestArgs, Agent as HttpAgent, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { Duplex } from 'node:stream'

export const KEPT = {
  /**
   * milliseconds that an idle connection stays open if its server names no time: shorter than servers keep it, since a
   * POST on a connection that just ended fails
   */
  idleMs: 1_500,
  /** the maximum if it names a time, and how much earlier the connection is closed then */
  mostIdleMs: 30_000,
  earlierMs: 1_000,
  /** idle connections of one host, and of all hosts */
  ofHost: 64,
  inAll: 512,
}

/** Connections that stay open between calls. */
export interface KeptConnections {
  agentFor(protocol: string): HttpAgent
  /** An answer came; its server may name the time for which it keeps the connection. */
  answered(response: IncomingMessage): void
}

/**
 * An option of a request: no connection serves calls with different keys, schemes, hosts, ports or TLS names. A key has
 * the addresses that the host has now, so a connection to an address that it had before is not used any more.
 */
export interface KeyedRequest {
  connectionKey?: string
}

export function keepConnections(): KeptConnections {
  const options = { keepAlive: true, maxFreeSockets: KEPT.ofHost, timeout: KEPT.idleMs }
  const idleMs = new WeakMap<object, number>()
  const agents = { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) }

  const idle = () =>
    Object.values(agents).reduce(
      (sum, { freeSockets }) => Object.values(freeSockets).reduce((of, list) => of + (list?.length ?? 0), sum),
      0,
    )
  for (const agent of Object.values<HttpAgent>(agents)) {
    const nameOf = agent.getName.bind(agent)
    agent.getName = (given: ClientRequestArgs & KeyedRequest = {}) => `${nameOf(given)}|${given.connectionKey}`
    // false: it is closed
    const keeps = agent.keepSocketAlive.bind(agent) as (socket: Duplex) => unknown
    agent.keepSocketAlive = (socket: Duplex & { setTimeout?(ms: number): void }) => {
      if (idle() >= KEPT.inAll || keeps(socket) === false) return false
      socket.setTimeout?.(idleMs.get(socket) ?? KEPT.idleMs)
      return true
    }
  }

  return {
    agentFor: (protocol) => (protocol === 'https:' ? agents['https:'] : agents['http:']),
    answered({ headers, socket }) {
      const seconds = /timeout=(\d{1,9})/i.exec(String(headers['keep-alive']))?.[1]
      if (seconds === undefined) return
      idleMs.set(socket, Math.max(1, Math.min(Number(seconds) * 1_000 - KEPT.earlierMs, KEPT.mostIdleMs)))
    },
  }
}
