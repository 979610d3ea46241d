// `npm test`: types, lint, sizes and every test, or only the tests whose path matches: `npm test -- e2e/loader`.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findChromium, installChromium } from '../programs/chromium.ts'
import { findNode, installNode, NODE_LINES } from '../programs/node.ts'
import { installPackages, mayInstall, missingPackages } from '../programs/programs.ts'
import { bunTest, ended } from './bun-test.ts'
import { testsOfChange } from './changed.ts'
import { makeMemoryFolder } from './memory-folder.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import { MOST_FLAKY, type Outcome, repeatFailed } from './repeat.ts'
import { type Counts, countCases, REPORT, type Repeated, type TestCase, writeReport } from './report.ts'
import { filesOfShard } from './shard.ts'
import { readTimings, TIMINGS, testFiles } from './test-files.ts'

/** Beside tests they get little of a busy machine. */
const CHECK_TIMEOUT_MS = 30 * 60_000
/** More would push the totals out of what a build server shows of the end. */
const FAILURES_NAMED = 15
const FAILURES_EXPLAINED = 3
const SLOW_FILES_NAMED = 12
const BROWSERS_AT_ONCE = 2
/** A file without a recorded time begins early: at the end, a long one would leave a core idle. */
const UNRECORDED_MS = 60_000
/**
 * Browser tests that wait for more than half of their time, for closed ports and unanswered calls. Beside those of
 * browsers, which use both cores, they would leave one idle.
 */
const WAITING: readonly string[] = [
  'e2e/calls/address-change.test.ts',
  'e2e/calls/closed-port.test.ts',
  'e2e/calls/closed-port-relay.test.ts',
  'e2e/calls/missed.test.ts',
  'e2e/dashboard/call-test.test.ts',
]
/** Twice two cores: these wait for disks, clocks and other programs, and three left a quarter of the time idle. */
const OTHERS_AT_ONCE = 4

/** Gives what it runs no more than the time that is left of both cores. Chromium is in a session of its own, too. */
const YIELDING = '{ echo 19 >/proc/self/autogroup; } 2>/dev/null; exec nice -n 19 "$@"'
const CAN_YIELD = Bun.which('nice') !== null && Bun.which('sh') !== null

const bin = (name: string) => join('node_modules', '.bin', name)

const options = asked()
const isWhole = options.paths.length === 0 && !options.changed && options.shard === undefined
const summary: string[] = []
const cases: TestCase[] = []
const seconds: [file: string, seconds: number][] = []
/** Of checks and of what had to be installed. */
const others: Counts = { passed: 0, failed: 0 }

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
bring('a browser', findChromium() === undefined, installChromium)
for (const line of NODE_LINES) bring(`Node ${line}`, findNode(line) === undefined, () => installNode(line))
const packages = missingPackages()
bring(packages.join(', '), packages.length > 0 && mayInstall(), () => installPackages(packages))
const hasChecks = options.paths.length === 0 && (options.shard?.index ?? 1) === 1
const checks = hasChecks ? check() : Promise.resolve()
// tests beside a compiler of the same priority would wait too long for a core
if (!CAN_YIELD) await checks
// thousands of commits and files of Chromium wait for the disk otherwise; no test cuts the power
const temporary = options.paths.length === 0 ? makeMemoryFolder() : null
// memory that nothing frees until the machine starts again
process.once('exit', () => temporary !== null && rmSync(temporary, { recursive: true, force: true }))
await tests(options)
await checks
if (isWhole && options.keepTimings) writeTimings()
process.exit(report(options.strict ? { cases, repeated: [] } : await repeat()) ? 0 : 1)

function asked(): Options {
  try {
    return readOptions(process.argv.slice(2))
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error))
  }
}

function stop(message: string): never {
  console.error(`${message}\n${USAGE}`)
  process.exit(1)
}

async function repeat(): Promise<Outcome> {
  const started = performance.now()
  const outcome = await repeatFailed(cases, (file, given) => bunTest([file], given, temporary))
  const { repeated } = outcome
  const passed = repeated.filter(({ again }) => again.result === 'passed').length
  if (repeated.length > 0) addLine('again', { passed, failed: repeated.length - passed }, started)
  return outcome
}

/** Names last: a build server may show no more than the end. @returns false if the run failed */
function report(outcome: Outcome): boolean {
  mkdirSync(dirname(REPORT), { recursive: true })
  writeFileSync(REPORT, writeReport(outcome.cases, outcome.repeated))
  const slowest = seconds.toSorted(([, a], [, b]) => b - a).slice(0, SLOW_FILES_NAMED)
  console.log(
    `\nThe slowest files:\n${slowest.map(([file, s]) => `${s.toFixed(0).padStart(4)} s  ${file}`).join('\n')}`,
  )
  const failed = outcome.cases.filter(({ result }) => result === 'failed')
  const flaky = outcome.repeated.filter(({ again }) => again.result === 'passed')
  if (flaky.length > 0) console.log(`\nFlaky: failed in the run, passed alone\n${flaky.map(explainFlaky).join('\n')}`)
  if (failed.length > 0) {
    console.log(`\nWhat differed:\n${failed.slice(0, FAILURES_EXPLAINED).map(explain).join('\n')}`)
    console.log(`\nFailed:\n${failed.slice(0, FAILURES_NAMED).map(nameWithPlace).join('\n')}`)
  }
  console.log(`\n${summary.join('\n')}`)
  for (const { first } of flaky) console.log(`flaky ${nameOf(first)}`)
  const tooMany = flaky.length > MOST_FLAKY ? flaky.length : 0
  if (tooMany > 0) console.log(`${tooMany} flaky tests count as failed: at most ${MOST_FLAKY} may be`)
  const counts = countCases(outcome.cases)
  const allFailed = others.failed + counts.failed + tooMany
  console.log(`${others.passed + counts.passed - tooMany} passed, ${allFailed} failed`)
  return allFailed === 0
}

function nameOf({ file, name }: TestCase): string {
  return file === '' ? name : `${file}: ${name}`
}

function explain(one: TestCase): string {
  return [nameOf(one), ...one.message.map((line) => `    ${line}`)].join('\n')
}

function explainFlaky({ first, again }: Repeated): string {
  const times = `${first.seconds.toFixed(1)} s in the run, ${again.seconds.toFixed(1)} s alone`
  return `${explain(first)}\n    (${times})`
}

function nameWithPlace(one: TestCase): string {
  const place = one.message.findLast((line) => line.trimStart().startsWith('at '))
  return place === undefined ? nameOf(one) : `${nameOf(one)} (${place.trim()})`
}

/** Checks that are not tests: types, lint, sizes. */
async function check(): Promise<void> {
  // in parallel, `tsc` checks many types more than once
  await run('types', bin('tsc'), ['--noEmit', '--singleThreaded'])
  await run('lint', bin('biome'), ['check', '--error-on-warnings', '.'])
  await run('size', process.execPath, ['tools/size-check.ts'])
}

async function run(name: string, command: string, args: string[]): Promise<void> {
  const started = performance.now()
  const [program, ...given] = CAN_YIELD ? ['sh', '-c', YIELDING, 'sh', command, ...args] : [command, ...args]
  const running = spawn(program as string, given, {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: CHECK_TIMEOUT_MS,
    detached: CAN_YIELD,
  })
  // in a session of its own, so that Ctrl-C does not reach it; a compiler answers no other signal until it is done
  const end = () => running.pid !== undefined && running.exitCode === null && process.kill(-running.pid, 'SIGKILL')
  if (CAN_YIELD) process.once('exit', end)
  // shown together, since the others speak at the same time
  const output: Uint8Array[] = []
  running.stdout.on('data', (part: Uint8Array) => output.push(part))
  running.stderr.on('data', (part: Uint8Array) => output.push(part))
  const status = await ended(running)
  process.off('exit', end)
  process.stdout.write(Buffer.concat(output))
  add(name, status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }, started)
}

/** Prints failures only: an installed program proves nothing about the chat. */
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
 * Files of browser tests share one browser and one chat in each process, and use nearly all of two cores: two processes
 * take them, the longest file first. Then four others take what remains, each with a PostgreSQL server: three would
 * leave the cores idle for a quarter of the time. All side by side would be no quicker, and browser tests would time
 * out.
 */
async function tests({ paths, title, changed, shard }: Options): Promise<void> {
  const all = changed ? await testsOfChange() : testFiles()
  const files = paths.length === 0 ? all : all.filter((file) => paths.some((path) => file.includes(path)))
  if (files.length === 0) stop(`no test file has ${paths.join(' or ')} in its path`)
  const timings = readTimings()
  const ofShard = (group: string[]) => (shard === undefined ? group : filesOfShard(group, shard, timings))
  if (paths.length > 0) {
    return runTests('tests', ofShard(files), title === undefined ? [] : [`--test-name-pattern=${title}`])
  }
  const isBrowserTest = (file: string) => file.startsWith('e2e/') && !WAITING.includes(file)
  await inParallel('browser', ofShard(files.filter(isBrowserTest)), BROWSERS_AT_ONCE)
  await inParallel('others', ofShard(files.filter((file) => !isBrowserTest(file))), OTHERS_AT_ONCE)
}

async function inParallel(name: string, files: readonly string[], processes: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-timings-'))
  const timings = join(folder, 'timings.json')
  const known = readTimings()
  const times = Object.fromEntries(files.map((file) => [file, known[file] ?? UNRECORDED_MS]))
  writeFileSync(timings, JSON.stringify({ version: 1, files: times }))
  await runTests(name, files, [`--parallel=${processes}`, '--no-isolate', `--timings=${timings}`])
  rmSync(folder, { recursive: true })
}

async function runTests(name: string, files: readonly string[], given: readonly string[]): Promise<void> {
  // without one, `bun test` would run all
  if (files.length === 0) return
  const started = performance.now()
  const run = await bunTest(files, given, temporary)
  cases.push(...run.cases)
  seconds.push(...run.seconds)
  addLine(name, countCases(run.cases), started)
}

/** By which the next runs are balanced. */
function writeTimings(): void {
  const files = Object.fromEntries(seconds.toSorted().map(([file, s]) => [file, Math.round(s * 1000)]))
  writeFileSync(TIMINGS, `${JSON.stringify({ version: 1, files }, null, 2)}\n`)
}

function add(name: string, counts: Counts, started: number): void {
  others.passed += counts.passed
  others.failed += counts.failed
  addLine(name, counts, started)
}

function addLine(name: string, counts: Counts, started: number): void {
  const took = ((performance.now() - started) / 1000).toFixed(1)
  summary.push(
    `${counts.failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(8)} ${counts.passed} passed, ${counts.failed} ` +
      `failed, ${took} s`,
  )
}
