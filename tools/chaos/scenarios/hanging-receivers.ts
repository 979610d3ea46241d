import { startReceiver } from '@imbachat/server/webhooks/testing/receiver'
import { until } from '../../../sdk/src/testing/until.ts'
import { ms, type Outcome, quantile, type Scenario } from '../scenario.ts'
import { Stage } from '../stage.ts'
import { pairs, talk } from '../talk.ts'

const WIDGETS = 4
const HANGING_OF_EACH = 5
/** Each state lasts so long, in turns. A call that hangs is given up after 15 s. */
const TURN_MS = 8_000
const TURNS = 4
/** HOOK-10 */
const MOST_MS = 2_000

/** Twenty receivers of four widgets answer, then hang, in turns; one receiver of each widget answers always. */
export const scenario: Scenario = {
  name: 'webhooks: 20 receivers hang',
  deadlineMs: 4 * 60_000,
  play,
}

async function play(): Promise<Outcome> {
  const clock = { now: Date.now, after: () => () => {} }
  let hang = false
  const hanging = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    fetch: () => (hang ? new Promise<Response>(() => {}) : new Response(null, { status: 204 })),
  })
  const receivers = Array.from({ length: WIDGETS }, () => startReceiver(clock))
  const stage = await Stage.set({ widgets: WIDGETS })
  try {
    for (const [index, receiver] of receivers.entries()) {
      const { id } = stage.widgets[index] ?? { id: 0 }
      receiver.setSecret((await stage.server.makeReader(id, receiver.url)).webhookSecret)
      for (let n = 0; n < HANGING_OF_EACH; n++) await stage.server.makeReader(id, `${hanging.url}hook`)
    }
    const talking = talk(await pairs(stage, 2), 10)
    const acks: Record<'answers' | 'hangs', number[]> = { answers: [], hangs: [] }
    for (let turn = 0; turn < TURNS; turn++) {
      hang = turn % 2 === 1
      const before = talking.latencies.length
      await Bun.sleep(TURN_MS)
      acks[hang ? 'hangs' : 'answers'].push(...talking.latencies.slice(before))
    }
    const late = () => receivers.flatMap(({ received }) => received.map(({ at, body }) => at - timeOf(body)))
    await talking.stop()
    const verdict = await stage.verdict()
    const taken = () => receivers.reduce((sum, receiver) => sum + receiver.taken.length, 0)
    await until(() => taken() >= verdict.events.length, 'all events are delivered')
    const p99 = quantile(late(), 0.99)
    if (p99 > MOST_MS) verdict.broken.push(`HOOK-10: p99 from the commit to the receipt is ${ms(p99)}`)
    const ack = (values: readonly number[]) => `p50 ${ms(quantile(values, 0.5))}, p99 ${ms(quantile(values, 0.99))}`
    return {
      figures:
        `${taken()} events to receivers that answer, p50 ${ms(quantile(late(), 0.5))}, p99 ${ms(p99)}; ` +
        `acks while all answer ${ack(acks.answers)}, while they hang ${ack(acks.hangs)}`,
      verdict,
    }
  } finally {
    await stage.close()
    for (const receiver of receivers) receiver.stop()
    hanging.stop(true)
  }
}

const timeOf = (body: string) => Date.parse((JSON.parse(body) as { timestamp: string }).timestamp)
