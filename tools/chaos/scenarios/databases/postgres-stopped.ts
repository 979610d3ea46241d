import { freshPostgresDatabase } from '@imbachat/server/store/testing/postgres-database'
import { startPostgresServer } from '@imbachat/server/store/testing/postgres-server'
import { pairs, talk } from '../../conversations.ts'
import type { Scenario } from '../../scenario.ts'
import { Stage } from '../../stage.ts'

const ROUNDS = 3
const AWAY_MS = 1_500

/** PostgreSQL stops without a checkpoint, and comes back. */
export const scenario: Scenario = {
  name: 'PostgreSQL stopped immediate',
  async play() {
    const postgres = await startPostgresServer()
    try {
      const { url } = await freshPostgresDatabase(postgres.url)
      const stage = await Stage.set({ env: { DATABASE_URL: url }, widgets: 2 })
      try {
        const speakers = await pairs(stage, 3)
        const talking = talk(speakers, 15)
        for (let round = 0; round < ROUNDS; round++) {
          await Bun.sleep(1_500)
          await postgres.stopImmediately()
          await Bun.sleep(AWAY_MS)
          await postgres.start()
        }
        await talking.stop()
        const refused = stage.count('refused')
        return {
          figures: `stopped ${ROUNDS} times for ${AWAY_MS} ms, ${refused} writes refused`,
          verdict: await stage.verdict(),
        }
      } finally {
        await stage.close()
      }
    } finally {
      await postgres.remove()
    }
  },
}
