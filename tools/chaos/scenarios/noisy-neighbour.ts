import { getJwt } from '@imbachat/demo/token'
import { freshPostgresDatabase } from '@imbachat/server/store/testing/postgres-database'
import { startPostgresServer } from '@imbachat/server/store/testing/postgres-server'
import { startCommandWorker } from '../../load/command-worker.ts'
import { pairs, talk } from '../conversations.ts'
import type { FloodCommand, FloodReport } from '../flooder.ts'
import { ms, type Outcome, quantile, type Scenario } from '../scenario.ts'
import { Stage } from '../stage.ts'

const USERS = 2_000
/** Frames per second and user: within the limit of each user, but together more than the machine can handle. */
const PER_SECOND = 8

/**
 * The longest that another widget's message may wait for its ack, with flood, server and clients on one machine.
 * Milliseconds.
 */
const UNTOUCHED_MS = 1_000

/**
 * One widget's users request far more than the server can handle; on the same server, users of another widget just
 * talk. Decision 0076 says what other writes of the neighbour add on PostgreSQL.
 */
export async function noisyNeighbour(seconds: number, env: Record<string, string> = {}): Promise<Outcome> {
  const stage = await Stage.set({ env })
  const flooder = startCommandWorker<FloodCommand>(new URL('../flooder.ts', import.meta.url))
  try {
    const noisy = await stage.unwatchedWidget()
    const users = Array.from({ length: USERS }, (_, n) => [`n${n}`, getJwt(`n${n}`, noisy.secretKey, 3_600)] as const)
    const url = `ws://127.0.0.1:${stage.server.port}/imbachat/v1/${noisy.id}/ws`
    await flooder.run({ t: 'open', url, users: users.map(([name, token]) => [name, token]) })
    const speakers = await pairs(stage, 4)

    const calm = talk(speakers, 10, { acts: 'messages' })
    await Bun.sleep(seconds * 1_000)
    await calm.stop()
    await flooder.run({ t: 'flood', perSecond: PER_SECOND })
    await Bun.sleep(1_000)
    const before = { ...((await flooder.run({ t: 'report' })) as FloodReport) }
    const flooded = talk(speakers, 10, { acts: 'messages' })
    await Bun.sleep(seconds * 1_000)
    const after = (await flooder.run({ t: 'report' })) as FloodReport
    await flooded.stop()
    await flooder.run({ t: 'flood', perSecond: 0 })

    const verdict = await stage.verdict()
    const slowest = quantile(flooded.latencies, 0.99)
    if (slowest > UNTOUCHED_MS)
      verdict.broken.push(`WRITE-3 LIMIT-3: neighbours of a flood waited ${ms(slowest)} for their acks`)
    const times = (latencies: number[]) => `p50 ${ms(quantile(latencies, 0.5))} p99 ${ms(quantile(latencies, 0.99))}`
    const perSecond = (count: keyof FloodReport) => Math.round((after[count] - before[count]) / seconds)
    const figures =
      `${USERS * PER_SECOND} frames/s sent by one widget, ${perSecond('answered')}/s answered and ` +
      `${perSecond('refused')}/s refused; ` +
      `acks of its neighbour ${times(calm.latencies)} before, ${times(flooded.latencies)} meanwhile`
    return { figures, verdict }
  } finally {
    await flooder.end()
    await stage.close()
  }
}

export const scenario: Scenario = { name: 'a noisy neighbour', play: () => noisyNeighbour(5) }

export const onPostgres: Scenario = {
  name: 'a noisy neighbour on PostgreSQL',
  async play() {
    const postgres = await startPostgresServer()
    try {
      const { url } = await freshPostgresDatabase(postgres.url)
      return await noisyNeighbour(5, { DATABASE_URL: url })
    } finally {
      await postgres.remove()
    }
  },
}
