import { ms, quantile, type Scenario } from '../scenario.ts'
import { Stage } from '../stage.ts'
import { pairs, talk } from '../talk.ts'

const TALK_MS = 8_000

/** The longest a message may wait for its ack while the site does not answer. Milliseconds. */
const UNTOUCHED_MS = 1_000

/** The site accepts the request for its users and never answers. */
export const scenario: Scenario = {
  name: 'Users info URL that hangs',
  async play() {
    let asked = 0
    const site = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch() {
        asked++
        return new Promise<Response>(() => undefined)
      },
    })
    const stage = await Stage.set({ usersInfoUrl: `http://127.0.0.1:${site.port}/users`, widgets: 2 })
    try {
      const speakers = await pairs(stage, 3)
      const talking = talk(speakers, 15)
      await Bun.sleep(TALK_MS)
      await talking.stop()
      const slowest = quantile(talking.latencies, 0.99)
      const verdict = await stage.verdict()
      if (asked === 0) verdict.broken.push('the site was never asked')
      if (slowest > UNTOUCHED_MS)
        verdict.broken.push(`DIALOG-3: messages waited ${ms(slowest)} while the site did not answer`)
      return {
        figures: `${asked} requests hung; acks p50 ${ms(quantile(talking.latencies, 0.5))}, p99 ${ms(slowest)}`,
        verdict,
      }
    } finally {
      await stage.close()
      await site.stop(true)
    }
  },
}
