// Breaks a running server in every way that we know of, under load, and compares what its clients saw with the store.
//   npm run chaos [-- WORD…]     only the scenarios whose names contain one of the words
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scenario } from './scenario.ts'
import { SCENARIOS } from './scenarios/index.ts'

/** A run that takes longer hangs. Its servers end with it. */
const DEADLINE_MS = 30 * 60_000
const SCENARIO_DEADLINE_MS = 2 * 60_000

const words = process.argv.slice(2)
const chosen = SCENARIOS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
if (chosen.length === 0) {
  console.error(`no scenario has that name; the scenarios are:\n${SCENARIOS.map(({ name }) => `  ${name}`).join('\n')}`)
  process.exit(2)
}

setTimeout(() => {
  console.log(`FAIL not done after ${DEADLINE_MS / 60_000} minutes`)
  process.exit(1)
}, DEADLINE_MS)

let failed = 0
for (const scenario of chosen) if (!(await play(scenario))) failed++
console.log(failed === 0 ? 'Nothing lost, nothing repeated.' : `${failed} of ${chosen.length} scenarios failed.`)
process.exit(failed === 0 ? 0 : 1)

async function play({ name, impossible, deadlineMs = SCENARIO_DEADLINE_MS, play }: Scenario): Promise<boolean> {
  const why = impossible?.()
  if (why !== undefined) {
    console.log(`skip ${name}: ${why}`)
    return true
  }
  const begun = performance.now()
  try {
    const { figures, verdict } = await Promise.race([play(), tooLate(deadlineMs)])
    const { acked, reactions, own, stored, gaps, broken, history } = verdict
    const seconds = ((performance.now() - begun) / 1_000).toFixed(0)
    const acks = `${acked} messages, ${reactions} reactions and ${own} own changes acked`
    const counts = `${acks}, ${stored} stored, ${gaps} gaps filled, ${broken.length} promises broken`
    console.log(`${broken.length === 0 ? 'ok  ' : 'FAIL'} ${name}: ${figures}; ${counts}; ${seconds} s`)
    if (broken.length === 0) return true
    const path = join(mkdtempSync(join(tmpdir(), 'imbachat-chaos-')), 'history.jsonl')
    history.write(path)
    console.log([...broken, `histories: ${path}`].map((line) => `     ${line}`).join('\n'))
  } catch (error) {
    console.log(`FAIL ${name}: ${error instanceof Error ? error.stack : String(error)}`)
  }
  return false
}

async function tooLate(deadlineMs: number): Promise<never> {
  await Bun.sleep(deadlineMs)
  throw new Error(`not done after ${deadlineMs / 1_000} s`)
}
