import type { Clock } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import { createTokenBuckets } from '../chat/token-buckets.ts'
import { messageOf } from '../error-message.ts'
import { answerTo } from './stun-message.ts'

/** A browser asks a few times for each network of its device, and again when the network changes. */
const PER_ADDRESS = { burst: 60, perSecond: 10 }
/** All together: a flood must not take the loop from the chat. */
const IN_ALL = { burst: 4_000, perSecond: 2_000 }

export interface StunResponder {
  /** where it answers; null: nowhere */
  port: number | null
  close(): void
}

interface StunOptions {
  /** 0: it is turned off */
  port: number
  /** the addresses to listen on, the first that the system has */
  hosts: readonly string[]
  clock: Clock
  log: Log
}

/** Answers browsers with the address from which their request came. If it fails, the server starts all the same. */
export async function openStunResponder({ port, hosts, clock, log }: StunOptions): Promise<StunResponder> {
  if (port === 0) return { port: null, close() {} }
  const rates = createTokenBuckets(clock)
  const all = createTokenBuckets(clock)
  let reason: unknown
  for (const hostname of hosts) {
    try {
      const socket = await Bun.udpSocket({
        hostname,
        port,
        socket: {
          data(own, request, from, address) {
            if (all.take('all', IN_ALL) > 0 || rates.take(address, PER_ADDRESS) > 0) return
            const answer = answerTo(request, address, from)
            if (answer) own.send(answer, from, address)
          },
          error() {
            // an answer that nobody takes
          },
        },
      })
      return { port: socket.port, close: () => socket.close() }
    } catch (error) {
      reason = error
    }
  }
  log.warn('CALLS_UDP_PORT cannot be used, so calls between two networks need a TURN server; the chat goes on', {
    port,
    reason: messageOf(reason),
  })
  return { port: null, close() {} }
}
