import { readdirSync, readFileSync } from 'node:fs'
import { Client } from 'pg'
import { cpuOf } from '../tools/load/process-cost.ts'

/** All processes of a PostgreSQL on this machine. Session processes come and go; the first process stays. */
export interface DatabaseProcesses {
  /** CPU time that each running process has used, milliseconds by process id */
  cpu(): Map<number, number>
}

/** @param url of any of its databases */
export async function processesOfDatabase(url: string): Promise<DatabaseProcesses> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const first = parentOf(rows[0]?.pid ?? 0)
    return {
      cpu: () => new Map([first, ...childrenOf(first)].map((pid) => [pid, cpuIfAny(pid)])),
    }
  } finally {
    await client.end()
  }
}

/** Milliseconds used between two readings. The time of a process that ended in between is lost. */
export function usedBetween(before: Map<number, number>, after: Map<number, number>): number {
  let used = 0
  for (const [pid, ms] of after) used += Math.max(0, ms - (before.get(pid) ?? 0))
  return used
}

/** A session's process may end between being listed and being read. */
function cpuIfAny(pid: number): number {
  try {
    return cpuOf(pid).total
  } catch {
    return 0
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent)
}

/** 0 if the process is gone */
function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return 0
  }
}
