import { readdirSync, readFileSync } from 'node:fs'

/** CPU time that a process has used since its start, by thread, as the scheduler counts it. */
export interface CpuUse {
  /** milliseconds */
  total: number
  /** the main thread: the event loop */
  main: number
}

export function cpuOf(pid: number): CpuUse {
  const threads = threadsOf(pid)
  return {
    total: threads.reduce((sum, { ms }) => sum + ms, 0),
    main: threads.find(({ id }) => id === pid)?.ms ?? 0,
  }
}

/** Its threads with their names, and the milliseconds that each has used. */
export function threadsOf(pid: number): { id: number; name: string; ms: number }[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    const read = (file: string) => readFileSync(`/proc/${pid}/task/${thread}/${file}`, 'utf8')
    try {
      const ms = Number(read('schedstat').split(' ')[0]) / 1e6
      return [{ id: Number(thread), name: read('comm').trim(), ms }]
    } catch {
      // it ended between being listed and being read
      return []
    }
  })
}

/** Resident memory, bytes. */
export function memoryOf(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}
