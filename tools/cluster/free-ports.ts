import { freePort } from '@imbachat/server/testing/free-port'

/** Different ports of loopback; they stay free while what listens there is stopped and started again. */
export function freePorts(count: number): number[] {
  const found = new Set<number>()
  while (found.size < count) found.add(freePort())
  return [...found]
}
