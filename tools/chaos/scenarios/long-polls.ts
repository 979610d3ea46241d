import { freshPostgresDatabase } from '@imbachat/server/store/testing/postgres-database'
import { startPostgresServer } from '@imbachat/server/store/testing/postgres-server'
import { until } from '../../../sdk/src/testing/until.ts'
import type { LoadClient } from '../../load/load-client.ts'
import { LongPoll } from '../../load/long-poll.ts'
import { cpuOf, memoryOf } from '../../load/process-cost.ts'
import { pairs, talk } from '../conversations.ts'
import { ms, type Outcome, quantile, type Scenario } from '../scenario.ts'
import { Stage } from '../stage.ts'

const CALLS = 1_000
/** Milliseconds of each state, and between two messages of each read widget. */
const TURN_MS = 8_000
const EVENT_MS = 2_000
/** the longest `wait` that there is */
const WAIT_SECONDS = 30
/** All calls have come and wait. */
const SETTLED_MS = 2_000
/** Milliseconds from sending a message to its answer, and to an ack of another widget, all on one machine. */
const ANSWER_MS = 2_000
const UNTOUCHED_MS = 1_000

export const ofOneWidget: Scenario = {
  name: `long polls: ${CALLS} calls wait for the events of one widget`,
  play: () => longPolls(1),
}

export const ofManyWidgets: Scenario = {
  name: `long polls: ${CALLS} calls wait for the events of 100 widgets`,
  play: () => longPolls(100),
}

export const onPostgres: Scenario = {
  name: `long polls: ${CALLS} calls wait for the events of one widget, PostgreSQL`,
  async play() {
    const postgres = await startPostgresServer()
    try {
      const { url } = await freshPostgresDatabase(postgres.url)
      return await longPolls(1, { DATABASE_URL: url })
    } finally {
      await postgres.remove()
    }
  },
}

/** Users of one widget talk. Programs of other widgets' sites wait for events, of which a few come. */
async function longPolls(widgets: number, env: Record<string, string> = {}): Promise<Outcome> {
  const each = CALLS / widgets
  const unlimited = { API_CALLS_PER_SECOND: '0', REST_CALLS_PER_SECOND: '0', EVENT_WAITS_PER_WIDGET: String(each) }
  const stage = await Stage.set({ env: { ...unlimited, ...env } })
  const { port, pid } = stage.server
  const polls: LongPoll[] = []
  try {
    const read: { ann: LoadClient; room: number; apiKey: string }[] = []
    for (let n = 0; n < widgets; n++) {
      const of = await stage.unwatchedWidget()
      const { apiKey } = await stage.server.makeReader(of.id, 'http://127.0.0.1:9/')
      const ann = stage.client('ann', { of, record: () => {} })
      await ann.start()
      read.push({ ann, room: await ann.openRoom('news'), apiKey })
    }
    const speakers = await pairs(stage, 4)

    /** People talk for a while. @returns their acks, the CPU time of the server a second and what it holds */
    async function turn(beside: () => Promise<void>) {
      const before = cpuOf(pid).main
      const talking = talk(speakers, 10, { acts: 'messages' })
      await Promise.all([Bun.sleep(TURN_MS), beside()])
      await talking.stop()
      return { acks: talking.latencies, cpu: (cpuOf(pid).main - before) / (TURN_MS / 1_000), memory: memoryOf(pid) }
    }

    const calm = await turn(async () => {})
    for (const { apiKey } of read) {
      const page = await fetch(`http://127.0.0.1:${port}/v3/events?limit=1000`, {
        headers: { authorization: `Bearer ${apiKey}` },
      })
      const { next } = (await page.json()) as { next: string }
      for (let n = 0; n < each; n++) polls.push(new LongPoll({ port, apiKey, waitSeconds: WAIT_SECONDS }, next))
    }
    await Promise.all(polls.map((poll) => poll.start()))
    await Bun.sleep(SETTLED_MS)
    const waiting = await turn(async () => {})

    const delays: number[] = []
    let sent = 0
    const answered = await turn(async () => {
      for (let passed = 0; passed < TURN_MS; passed += EVENT_MS) {
        const at = performance.now()
        sent += 1
        await Promise.all(read.map(({ ann, room }) => ann.send(room, 'news')))
        await until(() => polls.every(({ answeredAt }) => answeredAt.length >= sent), 'all calls are answered')
        delays.push(...polls.map(({ answeredAt }) => (answeredAt.at(-1) ?? 0) - at))
        await Bun.sleep(Math.max(0, EVENT_MS - (performance.now() - at)))
      }
    })
    const verdict = await stage.verdict()
    const slowest = quantile(delays, 1)
    if (slowest > ANSWER_MS) verdict.broken.push(`API-20: an answer came ${ms(slowest)} after its message was sent`)
    for (const { acks } of [waiting, answered]) {
      const late = quantile(acks, 0.99)
      if (late > UNTOUCHED_MS) verdict.broken.push(`API-20: messages waited ${ms(late)} beside calls that wait`)
    }
    const state = ({ acks, cpu, memory }: typeof calm) =>
      `acks p50 ${ms(quantile(acks, 0.5))} p99 ${ms(quantile(acks, 0.99))}, main thread ${ms(cpu)}/s, ` +
      `${Math.round(memory / 1024 / 1024)} MiB`
    return {
      figures:
        `no call: ${state(calm)}; all wait: ${state(waiting)}; ${sent} events each: ${state(answered)}, ` +
        `answers p50 ${ms(quantile(delays, 0.5))} p99 ${ms(quantile(delays, 0.99))}`,
      verdict,
    }
  } finally {
    for (const poll of polls) poll.end()
    await stage.close()
  }
}
