import { startReceiver } from '@imbachat/server/webhooks/testing/receiver'
import { until } from '../../../sdk/src/testing/until.ts'
import { pairs, talk } from '../conversations.ts'
import { ms, type Outcome, quantile, type Scenario } from '../scenario.ts'
import { Stage } from '../stage.ts'

const WIDGETS = 4
const HANGING_OF_EACH = 5
/** Each state lasts so long, in turns. A call that hangs is given up after 15 s. */
const TURN_MS = 8_000
const TURNS = 4
/** HOOK-10: milliseconds that hanging receivers may add */
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
    const talking = talk(await pairs(stage, 2), 3)
    const acks: Record<'answers' | 'hangs', number[]> = { answers: [], hangs: [] }
    const late: typeof acks = { answers: [], hangs: [] }
    const received = () => receivers.flatMap((receiver) => receiver.received)
    for (let turn = 0; turn < TURNS; turn++) {
      hang = turn % 2 === 1
      const before = { acks: talking.latencies.length, at: Date.now() }
      await Bun.sleep(TURN_MS)
      const state = hang ? 'hangs' : 'answers'
      acks[state].push(...talking.latencies.slice(before.acks))
      const its = received().filter(({ at }) => at >= before.at)
      late[state].push(...its.map(({ at, body }) => at - timeOf(body)))
    }
    await talking.stop()
    const verdict = await stage.verdict()
    const taken = () => receivers.reduce((sum, receiver) => sum + receiver.taken.length, 0)
    await until(() => taken() >= verdict.events.length, 'all events are delivered')
    const added = quantile(late.hangs, 0.99) - quantile(late.answers, 0.99)
    if (added > MOST_MS) verdict.broken.push(`HOOK-10: receivers that hang add ${ms(added)} to p99`)
    const both = (values: readonly number[]) => `p50 ${ms(quantile(values, 0.5))}, p99 ${ms(quantile(values, 0.99))}`
    return {
      figures:
        `${taken()} events to receivers that answer; from the commit to the receipt while all answer ` +
        `${both(late.answers)}, while they hang ${both(late.hangs)}; ` +
        `acks while all answer ${both(acks.answers)}, while they hang ${both(acks.hangs)}`,
      verdict,
    }
  } finally {
    await stage.close()
    for (const receiver of receivers) receiver.stop()
    hanging.stop(true)
  }
}

const timeOf = (body: string) => Date.parse((JSON.parse(body) as { timestamp: string }).timestamp)
