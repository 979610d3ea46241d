import type { Entry } from './history.ts'
import { RULES } from './rules/index.ts'
import { readRun } from './run.ts'
import type { StoreExport } from './store-export.ts'

/** A rule whose every second message is broken would fill the screen; so many of each are told. */
const MAX_TOLD = 20

/** Everything that a history or the store shows to be broken; empty when all promises were kept. Begins with the numbers of docs/spec.md. */
export function check(entries: readonly Entry[], store: StoreExport): string[] {
  const run = readRun(entries, store)
  return RULES.flatMap((rule) => {
    const found = [...rule.check(run)].map((fault) => `${rule.promises}: ${fault}`)
    const untold = found.length - MAX_TOLD
    return untold > 0 ? [...found.slice(0, MAX_TOLD), `${rule.promises}: … and ${untold} more`] : found
  })
}
