/**
 * Different ports of loopback, below those that connections of other processes take: they stay free while what listens
 * there is stopped and started again.
 */
export function freePorts(count: number): number[] {
  const found = new Set<number>()
  while (found.size < count) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    try {
      Bun.listen({ hostname: '127.0.0.1', port, socket: { data() {} } }).stop(true)
      found.add(port)
    } catch {
      // in use: another one
    }
  }
  return [...found]
}
