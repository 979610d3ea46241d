import { startCommandWorker } from '../../load/command-worker.ts'
import { cpuOf } from '../../load/process-cost.ts'
import type { BracketCommand, BracketReport } from '../bracket-flooder.ts'
import { pairs, talk } from '../conversations.ts'
import { ms, type Outcome, quantile, type Scenario } from '../scenario.ts'
import { Stage } from '../stage.ts'

const GUESTS = 8
/** Frames per second and guest: the limit for ordinary frames of a guest. */
const PER_SECOND = 50

/** The longest that another widget's message may wait for its ack meanwhile. Milliseconds. */
const UNTOUCHED_MS = 500

/** One widget's guests send frames of 65,000 brackets; on the same server, users of another widget just talk. */
export async function nestedJson(seconds: number): Promise<Outcome> {
  const stage = await Stage.set()
  const flooder = startCommandWorker<BracketCommand>(new URL('../bracket-flooder.ts', import.meta.url))
  try {
    const noisy = await stage.unwatchedWidget()
    const url = `ws://127.0.0.1:${stage.server.port}/imbachat/v1/${noisy.id}/ws`
    const speakers = await pairs(stage, 4)
    const calm = talk(speakers, 10)
    await Bun.sleep(seconds * 1_000)
    await calm.stop()

    await flooder.run({ t: 'flood', url, guests: GUESTS, perSecond: PER_SECOND })
    const cpuBefore = cpuOf(stage.server.pid).main
    const flooded = talk(speakers, 10)
    await Bun.sleep(seconds * 1_000)
    const share = (cpuOf(stage.server.pid).main - cpuBefore) / (seconds * 1_000)
    await flooded.stop()
    const { sent, ended } = (await flooder.run({ t: 'stop' })) as BracketReport

    const verdict = await stage.verdict()
    const slowest = quantile(flooded.latencies, 0.99)
    if (slowest > UNTOUCHED_MS)
      verdict.broken.push(`LIMIT-6: neighbours of nested JSON waited ${ms(slowest)} for their acks`)
    const times = (latencies: number[]) => `p50 ${ms(quantile(latencies, 0.5))} p99 ${ms(quantile(latencies, 0.99))}`
    const figures =
      `${Math.round(sent / seconds)} frames/s of 65,000 brackets by ${GUESTS} guests, ${ended} times ` +
      `disconnected, ${Math.round(share * 100)} % of a core; ` +
      `acks of a neighbour ${times(calm.latencies)} before, ${times(flooded.latencies)} meanwhile`
    return { figures, verdict }
  } finally {
    await flooder.end()
    await stage.close()
  }
}

export const scenario: Scenario = { name: 'guests who send nested JSON', play: () => nestedJson(5) }
