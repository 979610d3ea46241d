import { type Clock, steady } from '../chat/clock.ts'

export interface BreakerLimits {
  /** failures in a row that open it */
  failures: number
  /** milliseconds that it stays open before one call may try */
  openMs: number
  /** the most targets to remember; the one that failed longest ago is forgotten first */
  targets: number
}

/** Stops calls to targets that failed several times in a row, and lets a single call through now and then. */
export interface Breaker {
  /** 0: make the call and report its result; else milliseconds until the next try */
  ask(target: string): number
  /** milliseconds until a call may try; 0: it may now. Unlike `ask`, makes no call the trial */
  openFor(target: string): number
  succeeded(target: string): void
  failed(target: string): void
  /** The call ended without a result that shows the target's health. */
  undecided(target: string): void
}

interface Failing {
  failures: number
  /** no call before this time; during a trial, no other call after it either */
  openUntil: number
  trialUnderWay: boolean
}

export function breaker(clock: Clock, { failures, openMs, targets }: BreakerLimits): Breaker {
  const time = steady(clock)
  const failing = new Map<string, Failing>()
  return {
    ask(target) {
      const state = failing.get(target)
      if (state === undefined || state.failures < failures) return 0
      const left = state.openUntil - time.now()
      if (left > 0) return left
      if (state.trialUnderWay) return openMs
      state.trialUnderWay = true
      return 0
    },
    openFor(target) {
      const state = failing.get(target)
      if (state === undefined || state.failures < failures) return 0
      return Math.max(0, state.openUntil - time.now())
    },
    succeeded(target) {
      failing.delete(target)
    },
    failed(target) {
      const before = failing.get(target)?.failures ?? 0
      failing.delete(target)
      failing.set(target, { failures: before + 1, openUntil: time.now() + openMs, trialUnderWay: false })
      const oldest = failing.keys().next().value
      if (failing.size > targets && oldest !== undefined) failing.delete(oldest)
    },
    undecided(target) {
      const state = failing.get(target)
      if (state !== undefined) state.trialUnderWay = false
    },
  }
}
