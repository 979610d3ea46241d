import { noCluster, withCluster } from '../../cluster.ts'
import { pairs, talk } from '../../conversations.ts'
import type { Scenario } from '../../scenario.ts'

const AWAY_MS = 30_000
const BESIDE_MS = 3_000

/** The bus between three nodes is stopped for half a minute. Messages are nevertheless accepted and delivered. */
export const scenario: Scenario = {
  name: 'NATS stopped for 30 s',
  impossible: noCluster,
  play: () =>
    withCluster(async ({ stage, nats }) => {
      const speakers = await pairs(stage, 3)
      const talking = talk(speakers, 8)
      await Bun.sleep(BESIDE_MS)
      await nats.kill()
      const before = { acked: stage.count('acked'), heard: stage.count('received') }
      await Bun.sleep(AWAY_MS)
      const acked = stage.count('acked') - before.acked
      const heard = stage.count('received') - before.heard
      await nats.start()
      await Bun.sleep(BESIDE_MS)
      await talking.stop()
      const verdict = await stage.verdict()
      if (acked === 0) verdict.broken.push('NODE-2: nothing was accepted while NATS was stopped')
      if (heard < acked)
        verdict.broken.push(`NODE-2: of ${acked} messages only ${heard} were delivered while NATS was stopped`)
      return { figures: `meanwhile ${acked} acks and ${heard} deliveries`, verdict }
    }),
}
