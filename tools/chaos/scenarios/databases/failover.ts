import { startNatsServer } from '@imbachat/server/bus/testing/nats-server'
import { type PostgresServer, startPostgresPair } from '@imbachat/server/store/testing/postgres-server'
import { Client } from 'pg'
import { NODES, noCluster } from '../../cluster.ts'
import { pairs, type Talk, talk } from '../../conversations.ts'
import { ms, type Outcome, type Scenario } from '../../scenario.ts'
import { Stage } from '../../stage.ts'
import { tcpProxy } from '../../tcp-proxy.ts'

/** Milliseconds that a cluster manager may take to notice that the primary is gone. */
const NOTICED_AFTER_MS = 1_000
const TALK_MS = 4_000

/** PostgreSQL with a synchronous standby: the primary is killed under load, the standby is promoted. */
export const killed: Scenario = {
  name: 'failover: primary killed, standby promoted',
  impossible: noCluster,
  play: () => failover({ fault: (primary) => primary.kill() }),
}

/** The primary's machine hangs: its connections stay open, and nothing comes over them. */
export const hangs: Scenario = {
  name: 'failover: primary hangs, standby promoted',
  impossible: noCluster,
  play: () => failover({ fault: async (primary) => primary.freeze() }),
}

/** DATABASE_URL is one address that always leads to the primary, as HAProxy or a managed service has. */
export const behindOneAddress: Scenario = {
  name: 'failover: behind one address',
  impossible: noCluster,
  play: () => failover({ fault: (primary) => primary.kill(), oneAddress: true }),
}

async function failover({
  fault,
  oneAddress = false,
}: {
  fault: (primary: PostgresServer) => Promise<void>
  oneAddress?: boolean
}): Promise<Outcome> {
  const { primary, standby } = await startPostgresPair()
  const nats = await startNatsServer()
  let leader = primary
  const proxy = await tcpProxy(
    () => Number(new URL(leader.url).port),
    () => Number.POSITIVE_INFINITY,
  )
  try {
    const hosts = oneAddress ? [`127.0.0.1:${proxy.port}`] : [primary, standby].map(({ url }) => new URL(url).host)
    const target = oneAddress ? '' : '?target_session_attrs=read-write'
    const url = `postgres://postgres@${hosts.join(',')}/postgres${target}`
    const stage = await Stage.set({ nodes: NODES, widgets: 2, env: { DATABASE_URL: url, NATS_URL: nats.url } })
    try {
      const speakers = await pairs(stage, 3)
      const talking = talk(speakers, 15)
      await Bun.sleep(TALK_MS)
      const silence = longestSilence(talking)
      await fault(primary)
      await Bun.sleep(NOTICED_AFTER_MS)
      const promoting = performance.now()
      await promote(standby)
      const promoted = performance.now() - promoting
      leader = standby
      await Bun.sleep(2 * TALK_MS)
      const longest = silence()
      await talking.stop()
      const refused = stage.count('refused')
      return {
        figures:
          `noticed after ${ms(NOTICED_AFTER_MS)}, promoted in ${ms(promoted)}, ` +
          `no ack for ${ms(longest)} in all, ${refused} writes refused`,
        verdict: await stage.verdict(),
      }
    } finally {
      await stage.close()
    }
  } finally {
    await proxy.close()
    await nats.kill()
    await primary.kill()
    await Promise.all([primary.remove(), standby.remove()])
  }
}

async function promote(standby: PostgresServer): Promise<void> {
  const client = new Client({ connectionString: standby.url })
  await client.connect()
  await client.query('select pg_promote()')
  await client.end()
}

/** @returns ends the measuring: the longest time without an ack, milliseconds */
function longestSilence({ latencies }: Talk): () => number {
  let [acks, at, longest] = [latencies.length, performance.now(), 0]
  const timer = setInterval(() => {
    if (latencies.length === acks) return
    const now = performance.now()
    longest = Math.max(longest, now - at)
    acks = latencies.length
    at = now
  }, 10)
  return () => {
    clearInterval(timer)
    return Math.max(longest, performance.now() - at)
  }
}
