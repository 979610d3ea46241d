// `npm run soak -- --runs 10 --busy`: runs the tests again and again, and writes which of them failed in how many runs.
import { spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ended } from './bun-test.ts'
import { REPORT, readReport, type TestCase } from './report.ts'
import { type SoakRun, soakTable } from './soak-table.ts'

const USAGE = 'npm run soak -- [--runs 10] [--busy] [part of a path …] [-t TITLE] [--shard 2/4]'
const RUN = resolve(import.meta.dirname, 'run.ts')
/** What each run printed. */
const LOGS = 'tmp/soak'
const TABLE = 'tmp/soak.md'

const { count, busy, given } = asked()
rmSync(LOGS, { recursive: true, force: true })
mkdirSync(LOGS, { recursive: true })
const spinning = busy ? Array.from({ length: availableParallelism() }, spin) : []
const end = () => {
  for (const program of spinning) program.kill('SIGKILL')
}
process.once('exit', end)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const runs: SoakRun[] = []
for (let index = 1; index <= count; index += 1) {
  runs.push(await oneRun(index))
  // after each, since this takes hours
  writeFileSync(TABLE, soakTable(runs))
  console.log(`run ${index} of ${count}: ${runs.at(-1)?.failed.length} failed`)
}
console.log(`\n${soakTable(runs)}\nThe table is in ${TABLE}, what each run printed in ${LOGS}.`)
process.exit(runs.every(({ failed }) => failed.length === 0) ? 0 : 1)

async function oneRun(index: number): Promise<SoakRun> {
  rmSync(REPORT, { force: true })
  const log = openSync(join(LOGS, `run-${index}.log`), 'w')
  const started = performance.now()
  const exitCode = await ended(
    spawn(process.execPath, ['--no-orphans', RUN, '--strict', ...given], {
      stdio: ['ignore', log, log],
      env: { ...process.env, CI: 'true' },
    }),
  )
  const seconds = (performance.now() - started) / 1000
  const cases = readReport(report())
  const failed = cases.filter(({ result }) => result === 'failed')
  if (exitCode !== 0 && failed.length === 0) {
    failed.push(withoutReport(seconds, `the run ended with ${exitCode ?? 'a signal'}`))
  }
  return { seconds, tests: cases.length, failed }
}

function withoutReport(seconds: number, message: string): TestCase {
  const name = 'types, lint, sizes or the run itself'
  return { file: '', name, isTest: false, seconds, result: 'failed', message: [message] }
}

function report(): string | undefined {
  try {
    return readFileSync(REPORT, 'utf8')
  } catch {
    return undefined
  }
}

/** A core is never idle beside it. */
function spin() {
  return spawn(process.execPath, ['--no-orphans', '-e', 'for (;;);'], { stdio: 'ignore' })
}

/** @returns how often, beside a load or not, and what each `npm test` is given */
function asked(): { count: number; busy: boolean; given: string[] } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        runs: { type: 'string', default: '10' },
        busy: { type: 'boolean', default: false },
        shard: { type: 'string' },
        'test-name-pattern': { type: 'string', short: 't' },
      },
    })
    const count = Number(values.runs)
    if (!Number.isInteger(count) || count < 1) throw new Error(`--runs: ${values.runs} must be a number from 1`)
    const { runs, busy, ...forEach } = values
    const options = Object.entries(forEach).map(([name, value]) => `--${name}=${value}`)
    return { count, busy, given: [...options, ...positionals] }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${USAGE}`)
    process.exit(1)
  }
}
