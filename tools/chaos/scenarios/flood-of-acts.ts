import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freshPostgresDatabase } from '@imbachat/server/store/testing/postgres-database'
import { startPostgresServer } from '@imbachat/server/store/testing/postgres-server'
import { historyRecorder } from '../../load/history-recorder.ts'
import { slowActs } from '../flood-of-each-act.ts'
import type { Outcome, Scenario } from '../scenario.ts'

/** As many frames of each user as the limit of frames lets through at once. */
const BURST = { users: 8, each: 390, rooms: 50 }

/** Bursts of each kind of request that the protocol declares, beside a neighbour who talks. */
async function floodOfActs(env: Record<string, string> = {}): Promise<Outcome> {
  const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-flood-'))
  try {
    const { slow, silent, figures } = await slowActs({
      ...BURST,
      dataDir: join(dataDir, 'data'),
      env,
      said: (line) => console.log(`     ${line}`),
    })
    const broken = [
      ...slow.map((act) => `WRITE-3 LIMIT-3: ${act}`),
      ...silent.map((name) => `${name} was always refused`),
    ]
    const none = { acked: 0, reactions: 0, own: 0, stored: 0, gaps: 0 }
    return { figures, verdict: { ...none, events: [], broken, history: historyRecorder() } }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const DEADLINE_MS = 10 * 60_000

export const scenario: Scenario = { name: 'a flood of each act', deadlineMs: DEADLINE_MS, play: () => floodOfActs() }

export const onPostgres: Scenario = {
  name: 'a flood of each act on PostgreSQL',
  deadlineMs: DEADLINE_MS,
  async play() {
    const postgres = await startPostgresServer()
    try {
      return await floodOfActs({ DATABASE_URL: (await freshPostgresDatabase(postgres.url)).url })
    } finally {
      await postgres.remove()
    }
  },
}
