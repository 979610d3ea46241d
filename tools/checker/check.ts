import type { Entry } from './history.ts'
import { RULES } from './rules/index.ts'
import { readRun } from './run.ts'
import type { StoreExport } from './store-export.ts'

/** The most violations of one rule to report: a rule that every second message breaks would fill the screen. */
const MAX_TOLD = 20

/**
 * Reports every promise that the histories or the store show to be broken; empty if all were kept. Each line begins
 * with the rules of docs/spec.md.
 */
export function check(entries: readonly Entry[], store: StoreExport): string[] {
  const run = readRun(entries, store)
  return RULES.flatMap((rule) => {
    const found = [...rule.check(run)].map((fault) => `${rule.promises}: ${fault}`)
    const untold = found.length - MAX_TOLD
    return untold > 0 ? [...found.slice(0, MAX_TOLD), `${rule.promises}: … and ${untold} more`] : found
  })
}
