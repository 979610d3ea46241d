import { pairs, talk } from '../../conversations.ts'
import type { Scenario } from '../../scenario.ts'
import { Stage } from '../../stage.ts'

const ROUNDS = 6

/** Ends the server at two moments of a write that an external signal would hardly ever hit. */
export const scenario: Scenario = {
  name: 'killed between commit and ack, ack and publish',
  async play() {
    const stage = await Stage.set({ widgets: 2 })
    try {
      const speakers = await pairs(stage, 3)
      const talking = talk(speakers, 15)
      const moments = ['after commit', 'after ack'] as const
      for (let n = 0; n < ROUNDS * moments.length; n++) {
        const moment = moments[n % moments.length] ?? 'after commit'
        stage.server.send({ t: 'die', moment, afterWrites: Math.floor(Math.random() * 60) })
        await stage.server.ended
        await stage.restart()
      }
      await talking.stop()
      const figures = `${ROUNDS} times between commit and ack, ${ROUNDS} times between ack and publish`
      return { figures, verdict: await stage.verdict() }
    } finally {
      await stage.close()
    }
  },
}
