import type { SdkClock } from './types.ts'

export const systemClock: SdkClock = {
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
