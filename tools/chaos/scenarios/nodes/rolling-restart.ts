import { NODES, noCluster, withCluster } from '../../cluster.ts'
import { pairs, talk } from '../../conversations.ts'
import { ms, quantile, type Scenario } from '../../scenario.ts'

const ROUNDS = 2

/** Each node in turn drains, ends and comes back, as in an update. */
export const scenario: Scenario = {
  name: 'rolling restart of three nodes',
  impossible: noCluster,
  play: () =>
    withCluster(async ({ stage }) => {
      const speakers = await pairs(stage, 3)
      const talking = talk(speakers, 10)
      for (let n = 0; n < ROUNDS * NODES; n++) {
        await Bun.sleep(1_000)
        await stage.nodes[n % NODES]?.kill('SIGTERM')
        await stage.restart(n % NODES)
      }
      await talking.stop()
      const verdict = await stage.verdict()
      const [half, most] = [0.5, 0.99].map((share) => ms(quantile(talking.latencies, share)))
      return { figures: `${ROUNDS * NODES} restarts; acks p50 ${half}, p99 ${most}`, verdict }
    }),
}
