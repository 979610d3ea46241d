import { readdirSync, readFileSync } from 'node:fs'

/** CPU time that a process has used since its start, by thread, as the scheduler counts it. */
export interface CpuUse {
  /** milliseconds */
  total: number
  /** the main thread: the event loop */
  main: number
}

export function cpuOf(pid: number): CpuUse {
  let total = 0
  let main = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const ms = threadMs(pid, thread)
    total += ms
    if (thread === String(pid)) main = ms
  }
  return { total, main }
}

/** A thread may end between being listed and being read. */
function threadMs(pid: number, thread: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return 0
  }
}

/** Resident memory, bytes. */
export function memoryOf(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}
