import { NODES, noCluster, withCluster } from '../../cluster.ts'
import { pairs, talk } from '../../conversations.ts'
import type { Scenario } from '../../scenario.ts'

const ROUNDS = 6
const LIFE_MS = 1_500

/** One node of three is killed with -9 and comes back; its clients go to the other nodes. */
export const scenario: Scenario = {
  name: 'one node of three killed',
  impossible: noCluster,
  play: () =>
    withCluster(async ({ stage }) => {
      const speakers = await pairs(stage, 3)
      const talking = talk(speakers, 10)
      for (let round = 0; round < ROUNDS; round++) {
        await Bun.sleep(LIFE_MS)
        await stage.nodes[round % NODES]?.kill('SIGKILL')
        await Bun.sleep(LIFE_MS)
        await stage.restart(round % NODES)
      }
      await talking.stop()
      return { figures: `${ROUNDS} times`, verdict: await stage.verdict() }
    }),
}
