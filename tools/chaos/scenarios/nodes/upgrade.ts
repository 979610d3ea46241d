import { startNatsServer } from '@imbachat/server/bus/testing/nats-server'
import { connect } from '@imbachat/server/store/postgres/connections/connection'
import { postgresDialect, sessionOf } from '@imbachat/server/store/postgres/dialect'
import { fillOldDialogs } from '@imbachat/server/store/testing/last-release'
import { freshPostgresDatabase } from '@imbachat/server/store/testing/postgres-database'
import { startPostgresServer } from '@imbachat/server/store/testing/postgres-server'
import { Kysely, sql } from 'kysely'
import { NODES, noCluster } from '../../cluster.ts'
import { pairs, talk } from '../../conversations.ts'
import { noOldCode, unpackOldCode } from '../../last-release-code.ts'
import { ms, type Outcome, quantile, type Scenario } from '../../scenario.ts'
import { startServerProcess } from '../../server-process.ts'
import { Stage } from '../../stage.ts'

const DIALOGS = 1_000
const PER_DIALOG = 1_000
/** Two versions run side by side for this long after each node. */
const BESIDE_MS = 4_000

/** Three nodes of the last release, with a million messages and under load, are upgraded one at a time. */
export const scenario: Scenario = {
  name: 'upgrade of three nodes, one at a time',
  impossible: () => noCluster() ?? noOldCode(),
  deadlineMs: 6 * 60_000,
  play,
}

async function play(): Promise<Outcome> {
  const release = unpackOldCode()
  const postgres = await startPostgresServer()
  const nats = await startNatsServer()
  try {
    const { url } = await freshPostgresDatabase(postgres.url)
    const env = { DATABASE_URL: url, NATS_URL: nats.url, SEARCH: 'off' }
    const stage = await Stage.set({ nodes: NODES, widgets: 2, env, code: release.root })
    try {
      const { id: widgetId } = await stage.unwatchedWidget()
      const filled = await inDatabase(url, async (db) => {
        const started = performance.now()
        await fillOldDialogs(db, { widget_id: widgetId, dialogs: DIALOGS, perDialog: PER_DIALOG })
        await sql`analyze`.execute(db)
        return performance.now() - started
      })
      const speakers = await pairs(stage, 3)
      const talking = talk(speakers, 10)
      const broken: string[] = []
      const starts: number[] = []
      stage.upgrade()
      for (let node = 0; node < NODES; node++) {
        await Bun.sleep(BESIDE_MS)
        await stage.nodes[node]?.kill('SIGTERM')
        const started = performance.now()
        await stage.restart(node)
        starts.push(performance.now() - started)
        if (node === 0) broken.push(...(await oldNodeStarts(release.root, env, stage.dataDir)))
      }
      await Bun.sleep(BESIDE_MS)
      await talking.stop()
      const verdict = await stage.verdict()
      const left = await inDatabase(url, (db) => oldMessages(db, widgetId))
      if (left !== DIALOGS * PER_DIALOG) broken.push(`UPGRADE-1: of 1000000 old messages, ${left} are there`)
      verdict.broken.push(...broken)
      const most = ms(quantile(talking.latencies, 0.99))
      return {
        figures:
          `from ${release.name}, ${DIALOGS * PER_DIALOG} messages written ` +
          `in ${ms(filled)}, first start of the new version ` +
          `${ms(starts[0] ?? 0)}, the others ${ms(Math.max(...starts.slice(1)))}; acks p99 ${most}`,
        verdict,
      }
    } finally {
      await stage.close()
    }
  } finally {
    await nats.kill()
    await postgres.remove()
    release.remove()
  }
}

/** @returns the faults of the last release when it refuses a database of this version */
async function oldNodeStarts(code: string, env: Record<string, string>, dataDir: string): Promise<string[]> {
  const secret = { SECRET: 'the same for all servers of a chaos run', FILES_DIR: `${dataDir}/files` }
  try {
    const node = await startServerProcess({ port: 0, dataDir: `${dataDir}/old`, env: { ...env, ...secret }, code })
    await node.kill('SIGKILL')
    return ['UPGRADE-4: a node of the last release started on a database of this version']
  } catch (error) {
    const text = String(error)
    return text.includes('a newer server migrated the database') ? [] : [`UPGRADE-4: ${text}`]
  }
}

async function oldMessages(db: Kysely<never>, widgetId: number): Promise<number> {
  const { rows } = await sql<{ whole: number }>`
    select count(distinct (room_id, seq))::int as whole from message
    where widget_id = ${widgetId} and text = 'message ' || seq and client_id = 'old-' || rev`.execute(db)
  return rows[0]?.whole ?? 0
}

async function inDatabase<T>(url: string, act: (db: Kysely<never>) => Promise<T>): Promise<T> {
  const client = await connect(url, 'migrate')
  const session = sessionOf(client, () => undefined)
  try {
    return await act(
      new Kysely<never>({ dialect: postgresDialect({ connect: async () => session, end: async () => undefined }) }),
    )
  } finally {
    await client.leave()
  }
}
