import { pairs, talk } from '../../conversations.ts'
import { ms, type Outcome, quantile, type Scenario } from '../../scenario.ts'
import { Stage } from '../../stage.ts'

/**
 * Milliseconds that the server runs each time: long enough for commits, short enough to hit every moment of a start.
 */
const LIFE_MS = { least: 300, more: 1_500 }

/** @param times how often the server is killed, at any moment, also during a start */
export async function killNine(times: number): Promise<Outcome> {
  const stage = await Stage.set({ widgets: 2 })
  try {
    const speakers = await pairs(stage, 3)
    const talking = talk(speakers, 15)
    const restarts: number[] = []
    for (let n = 0; n < times; n++) {
      await Bun.sleep(LIFE_MS.least + Math.random() * LIFE_MS.more)
      await stage.server.kill('SIGKILL')
      const killed = performance.now()
      await stage.restart()
      restarts.push(performance.now() - killed)
    }
    await talking.stop()
    const verdict = await stage.verdict()
    const figures =
      `killed ${times} times, ready again after ${ms(quantile(restarts, 0.5))} (longest ` +
      `${ms(Math.max(...restarts))})`
    return { figures, verdict }
  } finally {
    await stage.close()
  }
}

export const scenario: Scenario = { name: 'kill -9 under load', play: () => killNine(20) }
