import { pairs, talk } from '../conversations.ts'
import { ms, quantile, type Scenario } from '../scenario.ts'
import { Stage } from '../stage.ts'

const TALK_MS = 8_000

/** The longest a message may wait for its ack while the site does not answer. Milliseconds. */
const UNTOUCHED_MS = 1_000

/** Milliseconds that the first message of a user waits at most, while the site has not described the user. */
const FIRST_MS = 3_000 + UNTOUCHED_MS

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
      const begun = performance.now()
      await Promise.all(speakers.map(({ client, room }) => client.send(room, `${client.options.client} begins`)))
      const first = performance.now() - begun
      const talking = talk(speakers, 15)
      await Bun.sleep(TALK_MS)
      await talking.stop()
      const slowest = quantile(talking.latencies, 0.99)
      const verdict = await stage.verdict()
      if (asked === 0) verdict.broken.push('the site was never asked')
      if (first > FIRST_MS) verdict.broken.push(`ACCESS-9: first messages waited ${ms(first)} for the site`)
      if (slowest > UNTOUCHED_MS)
        verdict.broken.push(`ACCESS-9: messages waited ${ms(slowest)} while the site did not answer`)
      const acks = `p50 ${ms(quantile(talking.latencies, 0.5))}, p99 ${ms(slowest)}`
      return {
        figures: `${asked} requests hung; first messages within ${ms(first)}, then acks ${acks}`,
        verdict,
      }
    } finally {
      await stage.close()
      await site.stop(true)
    }
  },
}
