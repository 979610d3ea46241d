import type { Verdict } from './stage.ts'

export interface Scenario {
  name: string
  /** why this machine can't run the scenario; undefined: it can */
  impossible?(): string | undefined
  /** how long it may take, milliseconds; missing: two minutes */
  deadlineMs?: number
  play(): Promise<Outcome>
}

/** `figures`: the work that was done, and its measures, in one line. */
export interface Outcome {
  figures: string
  verdict: Verdict
}

/** The value below which this share of the values lies; 0 without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

/** As text: `3.2 ms`, `150 ms`. */
export const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
