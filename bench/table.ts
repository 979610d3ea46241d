/** The result of a section. */
export interface Table {
  title: string
  /** how it was measured, in a sentence or two */
  how: string
  columns: string[]
  rows: string[][]
  verdicts: Verdict[]
  /** average number of runnable processes at the start: how busy the machine was otherwise */
  load: number
  /** figures as numbers */
  data: unknown
}

/** A target of the design and the measured value. */
export interface Verdict {
  what: string
  target: string
  measured: string
  /** how far on the good side: 1 is the target itself, 2 is twice as good */
  ratio: number
}

export const isMet = ({ ratio }: Verdict): boolean => ratio >= 1

/** The measured value must be at least the target. */
export function atLeast(what: string, measured: number, target: number, shown: (value: number) => string): Verdict {
  return { what, target: `≥ ${shown(target)}`, measured: shown(measured), ratio: measured / target }
}

/** The measured value must be at most the target. */
export function atMost(what: string, measured: number, target: number, shown: (value: number) => string): Verdict {
  return { what, target: `≤ ${shown(target)}`, measured: shown(measured), ratio: target / measured }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en')
export const ms = (value: number): string => (Number.isNaN(value) ? '–' : `${value.toFixed(value < 10 ? 2 : 0)} ms`)
/** 0 means that there was nothing to measure. */
export const micros = (value: number): string => (value === 0 ? '–' : `${value.toFixed(value < 10 ? 2 : 1)} µs`)
export const percent = (value: number): string => `${Math.round(value * 100)}%`
export const times = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)}×`
export const kib = (value: number): string => `${(value / 1024).toFixed(1)} KiB`
