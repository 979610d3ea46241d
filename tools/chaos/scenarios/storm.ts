import type { LoadClient } from '../../load/load-client.ts'
import { ms, quantile, type Scenario } from '../scenario.ts'
import { Stage } from '../stage.ts'

const SOCKETS = 5_000

/** Clients that connect at once at the start; the storm comes later. */
const WAVE = 200

/** The target: within this time after the server is back, this share of the clients is online and has caught up. */
const BACK_WITHIN_MS = 15_000
const SHARE = 0.99

/**
 * A server with thousands of clients dies. All of them reconnect at once, half of them with a message that they wrote
 * meanwhile.
 */
export const scenario: Scenario = {
  name: `${SOCKETS} sockets reconnecting at once`,
  async play() {
    // Behind a proxy that reports the clients' addresses, which differ as those of visitors do.
    const stage = await Stage.set({ env: { TRUSTED_PROXIES: '127.0.0.0/8' } })
    try {
      const back = new Map<LoadClient, number>()
      let killedAt = 0
      const clients = Array.from({ length: SOCKETS }, (_, n) => {
        const client: LoadClient = stage.client(`user${n}`, {
          headers: { 'x-forwarded-for': `10.0.${n >> 8}.${n & 255}` },
          patienceMs: 40_000,
          // As in docs/protocol.md.
          retryMs: (attempt) => Math.random() * Math.min(30_000, 500 * 2 ** attempt),
          onCaughtUp: () => killedAt > 0 && back.set(client, performance.now()),
        })
        return client
      })
      await inWaves(clients, (client) => client.start())
      const callers = clients.filter((_, n) => n % 2 === 0)
      const rooms = new Map<LoadClient, number>()
      await inWaves(callers, async (client) => {
        const peer = clients[clients.indexOf(client) + 1]?.options.user ?? ''
        const room = await client.openDialog(peer)
        rooms.set(client, room)
        await client.send(room, `hello ${peer}`)
      })

      await stage.server.kill('SIGKILL')
      killedAt = performance.now()
      const sending = callers.map((client) => client.send(rooms.get(client) ?? 0, 'written while you were away'))
      await stage.restart()
      const readyAt = performance.now()
      while (back.size < SOCKETS && performance.now() - readyAt < 2 * BACK_WITHIN_MS) await Bun.sleep(50)
      const waits = clients.map((client) => (back.get(client) ?? Number.POSITIVE_INFINITY) - readyAt)
      const most = quantile(waits, SHARE)
      await Promise.all(sending)
      const verdict = await stage.verdict()
      if (most > BACK_WITHIN_MS)
        verdict.broken.push(`${SHARE * 100}% were back after ${ms(most)}, expected at most ${ms(BACK_WITHIN_MS)}`)
      return { figures: `half of them back after ${ms(quantile(waits, 0.5))}, 99% after ${ms(most)}`, verdict }
    } finally {
      await stage.close()
    }
  },
}

async function inWaves<T>(all: readonly T[], act: (one: T) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < all.length; start += WAVE) await Promise.all(all.slice(start, start + WAVE).map(act))
}
