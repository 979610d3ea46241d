import { NODES, noCluster, withCluster } from '../cluster.ts'
import { pairs, talk } from '../conversations.ts'
import { LogReader } from '../log-reader.ts'
import type { Outcome, Scenario } from '../scenario.ts'
import { Stage } from '../stage.ts'

const READERS = 3
const LIFE_MS = 800

export const scenario: Scenario = {
  name: 'readers of the event log, one server killed',
  async play() {
    const stage = await Stage.set()
    try {
      return await readers(stage, 8)
    } finally {
      await stage.close()
    }
  },
}

export const onNodes: Scenario = {
  name: 'readers of the event log, nodes killed',
  impossible: noCluster,
  deadlineMs: 4 * 60_000,
  play: () => withCluster(({ stage }) => readers(stage, 3 * NODES)),
}

/** Several programs follow one widget's events, each by any node, while all nodes write and are killed in turn. */
async function readers(stage: Stage, kills: number): Promise<Outcome> {
  const [widget] = stage.widgets
  if (!widget) throw new Error('there is no widget')
  // Nothing listens there: the webhook makes one more reader, whose events wait.
  const { apiKey } = await stage.server.makeReader(widget.id, 'http://127.0.0.1:9/')
  const reading = Array.from({ length: READERS }, () => new LogReader(() => stage.anyPort(), apiKey))
  const talking = talk(await pairs(stage, 6), 15)
  for (let kill = 0; kill < kills; kill++) {
    await Bun.sleep(Math.random() * 2 * LIFE_MS)
    const node = kill % stage.nodes.length
    await stage.nodes[node]?.kill('SIGKILL')
    if (stage.nodes.length > 1) await Bun.sleep(Math.random() * LIFE_MS)
    await stage.restart(node)
  }
  await talking.stop()
  await Promise.all(reading.map((reader) => reader.end()))
  const verdict = await stage.verdict()
  verdict.broken.push(...reading.flatMap((reader) => reader.faults(widget.id, verdict.events)))
  const figures = `${kills} kills, ${READERS} readers of ${verdict.events.length} events each`
  return { figures, verdict }
}
