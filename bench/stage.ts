import { freshPostgresDatabase } from '../server/src/store/testing/postgres-database.ts'
import { startPostgresServer } from '../server/src/store/testing/postgres-server.ts'
import { type LoadProcess, startLoadProcess } from './load/fleet.ts'
import type { Plan } from './plan.ts'

/** Processes and worlds that all sections share, and their clean-up. */
export interface Stage {
  plan: Plan
  processes: readonly LoadProcess[]
  /** a fresh database; null if this machine has no PostgreSQL for the bench, or the plan does not use it */
  postgres(): Promise<string | null>
  /** Runs at the end, last added first. */
  after(end: () => Promise<void> | void): void
  /** measurements that failed, and why */
  notes: string[]
}

export async function withStage(plan: Plan, act: (stage: Stage) => Promise<void>): Promise<void> {
  const ends: (() => Promise<void> | void)[] = []
  const processes = Array.from({ length: plan.loadProcesses }, startLoadProcess)
  for (const process of processes) ends.push(() => process.end())
  const stage: Stage = { plan, processes, notes: [], postgres, after: (end) => void ends.push(end) }
  let server: Promise<string | null> | undefined

  async function postgres(): Promise<string | null> {
    if (!plan.others) return null
    server ??= startServer()
    const url = await server
    return url === null ? null : (await freshPostgresDatabase(url)).url
  }

  async function startServer(): Promise<string | null> {
    try {
      const { url, remove } = await startPostgresServer()
      ends.push(remove)
      return url
    } catch (error) {
      stage.notes.push(`PostgreSQL was not measured: ${error instanceof Error ? error.message : String(error)}`)
      return null
    }
  }

  try {
    await act(stage)
  } finally {
    for (const end of ends.reverse()) await end()
  }
}
