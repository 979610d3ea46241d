/** Milliseconds of processor time that a work takes: unlike a clock, it does not count what else the machine does. */
export function cpuTime(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}
