import { pairs, talk } from '../../conversations.ts'
import type { Scenario } from '../../scenario.ts'
import { Stage } from '../../stage.ts'

const APART_MS = 10 * 60_000
const STEPS = 6
const STEP_MS = 800

/** Clients whose clocks are wrong by up to ten minutes, and a server whose clock jumps as far, forward and back. */
export const scenario: Scenario = {
  name: 'clocks apart by ten minutes',
  async play() {
    const stage = await Stage.set({ widgets: 2 })
    try {
      const skew = () => Math.random() * 2 * APART_MS - APART_MS
      const speakers = await pairs(stage, 3, { now: clockWith(skew()) })
      for (const { client } of speakers) client.options.now = clockWith(skew())
      const talking = talk(speakers, 15)
      for (let step = 0; step < STEPS; step++) {
        stage.server.send({ t: 'clock', ahead: step % 2 === 0 ? APART_MS : -APART_MS })
        await Bun.sleep(STEP_MS)
        if (step !== 3) continue
        await stage.server.kill('SIGKILL')
        await stage.restart()
      }
      await talking.stop()
      return {
        figures: `clients ±10 min, the server's clock jumped ${STEPS} times by 20 min`,
        verdict: await stage.verdict(),
      }
    } finally {
      await stage.close()
    }
  },
}

const clockWith = (ahead: number) => () => Date.now() + ahead
