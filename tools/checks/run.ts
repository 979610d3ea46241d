// What `npm test` runs, in this order. With arguments only the tests that match them: `npm test -- e2e/loader`.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium, installChromium } from './chromium.ts'
import { type Counts, countTests, namesOfFailures, secondsOfFiles } from './count-tests.ts'
import { findNode, installNode, NODE_LINES } from './node.ts'
import { installPackages, mayInstall, missingPackages } from './programs.ts'

/** A run that hangs is ended and reported, rather than left to whatever started it. */
const TESTS_TIMEOUT_MS = 40 * 60_000
const CHECK_TIMEOUT_MS = 3 * 60_000
const TEST_TIMEOUT_MS = 20_000
/** More would push the totals out of what a build server shows of the end. */
const FAILURES_NAMED = 15
const SLOW_FILES_NAMED = 12

const bin = (name: string) => join('node_modules', '.bin', name)

const filters = process.argv.slice(2)
const summary: string[] = []
const failed: string[] = []
const slowest: string[] = []
const total: Counts = { passed: 0, failed: 0 }

if (filters.length === 0) {
  check('types', bin('tsc'), ['--noEmit'])
  check('lint', bin('biome'), ['check', '--error-on-warnings', '.'])
  check('size', process.execPath, ['tools/size-check.ts'])
}
bring('a browser', findChromium() === undefined, installChromium)
for (const line of NODE_LINES) bring(`Node ${line}`, findNode(line) === undefined, () => installNode(line))
const packages = missingPackages()
bring(packages.join(', '), packages.length > 0 && mayInstall(), () => installPackages(packages))
await tests()

console.log(`\nThe slowest files:\n${slowest.join('\n')}`)
if (failed.length > 0) console.log(`\nFailed:\n${failed.slice(0, FAILURES_NAMED).join('\n')}`)
console.log(`\n${summary.join('\n')}`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 ? 0 : 1)

function check(name: string, command: string, args: string[]): void {
  const started = performance.now()
  const done = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], timeout: CHECK_TIMEOUT_MS })
  const ok = done.status === 0
  if (done.error) console.error(`${name}: ${done.error.message}`)
  add(name, ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }, started)
}

/** Only a failure is worth a line: what is there proves nothing about the chat. */
function bring(what: string, missing: boolean, install: () => void): void {
  if (!missing) return
  const started = performance.now()
  console.log(`Installing ${what} for the tests (once) …`)
  try {
    install()
  } catch (error) {
    console.error(String(error))
    add(what, { passed: 0, failed: 1 }, started)
  }
}

/**
 * Browser tests share one browser and one chat. All others wait more than they compute, so two processes run them, each
 * with a PostgreSQL server. One half follows the other: side by side, browser tests waited in vain.
 */
async function tests(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-tests-'))
  const halves: [name: string, args: string[]][] =
    filters.length > 0
      ? [['tests', filters]]
      : [
          ['browser', ['./e2e']],
          ['others', ['--parallel=2', '--no-isolate', ...foldersBesideBrowserTests()]],
        ]
  for (const [name, given] of halves) {
    const started = performance.now()
    const report = join(folder, `${name}.xml`)
    const status = await runTests(given, report)
    add(name, countTests(read(report), status), started)
    failed.push(...namesOfFailures(read(report)))
    const files = secondsOfFiles(read(report)).slice(0, SLOW_FILES_NAMED)
    slowest.push(...files.map(([file, seconds]) => `${seconds.toFixed(0).padStart(4)} s  ${file}`))
  }
  rmSync(folder, { recursive: true, force: true })
}

function runTests(given: readonly string[], report: string): Promise<number | null> {
  const args = ['--no-orphans', 'test', `--timeout=${TEST_TIMEOUT_MS}`, '--reporter=junit']
  const running = spawn(process.execPath, [...args, `--reporter-outfile=${report}`, ...given], {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: TESTS_TIMEOUT_MS,
  })
  return new Promise((resolve) => {
    running.on('error', (error) => {
      console.error(`tests: ${error.message}`)
      resolve(null)
    })
    running.on('exit', resolve)
  })
}

function foldersBesideBrowserTests(): string[] {
  return readdirSync('.', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^(?:\.|node_modules$|e2e$|tmp$)/.test(entry.name))
    .map(({ name }) => `./${name}`)
}

function add(name: string, counts: Counts, started: number): void {
  total.passed += counts.passed
  total.failed += counts.failed
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  summary.push(
    `${counts.failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(8)} ${counts.passed} passed, ${counts.failed} ` +
      `failed, ${seconds} s`,
  )
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
