// `npm test`. With arguments only the tests that match them: `npm test -- e2e/loader`. With `--changed` the tests that
// a change is most likely to break. `--keep-timings` stores the time of each file.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testsOfChange } from './changed.ts'
import { findChromium, installChromium } from './chromium.ts'
import { type Counts, countTests, type Failure, failuresOf, secondsOfFiles } from './count-tests.ts'
import { makeMemoryFolder } from './memory-folder.ts'
import { findNode, installNode, NODE_LINES } from './node.ts'
import { installPackages, mayInstall, missingPackages } from './programs.ts'
import { readTimings, TIMINGS, testFiles } from './test-files.ts'

/** A run that hangs is ended and reported, rather than left to whatever started it. */
const TESTS_TIMEOUT_MS = 40 * 60_000
/** Beside tests they get little of a busy machine. */
const CHECK_TIMEOUT_MS = 30 * 60_000
const TEST_TIMEOUT_MS = 60_000
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

const filters = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
const isChange = process.argv.includes('--changed')
const keepTimings = process.argv.includes('--keep-timings')
const summary: string[] = []
const failed: Failure[] = []
const seconds: [file: string, seconds: number][] = []
const total: Counts = { passed: 0, failed: 0 }

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
bring('a browser', findChromium() === undefined, installChromium)
for (const line of NODE_LINES) bring(`Node ${line}`, findNode(line) === undefined, () => installNode(line))
const packages = missingPackages()
bring(packages.join(', '), packages.length > 0 && mayInstall(), () => installPackages(packages))
const checks = filters.length === 0 ? check() : Promise.resolve()
// tests beside a compiler of the same priority would wait too long for a core
if (!CAN_YIELD) await checks
await tests()
await checks

const slowest = seconds.toSorted(([, a], [, b]) => b - a).slice(0, SLOW_FILES_NAMED)
console.log(`\nThe slowest files:\n${slowest.map(([file, s]) => `${s.toFixed(0).padStart(4)} s  ${file}`).join('\n')}`)
if (keepTimings && filters.length === 0 && !isChange) writeTimings()
// names last: a build server may show no more than the end, where long differences would hide them
if (failed.length > 0) {
  console.log(`\nWhat differed:\n${failed.slice(0, FAILURES_EXPLAINED).map(explain).join('\n')}`)
  console.log(`\nFailed:\n${failed.slice(0, FAILURES_NAMED).map(nameWithPlace).join('\n')}`)
}
console.log(`\n${summary.join('\n')}`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 ? 0 : 1)

function explain({ name, message }: Failure): string {
  return [name, ...message.map((line) => `    ${line}`)].join('\n')
}

function nameWithPlace({ name, message }: Failure): string {
  const place = message.findLast((line) => line.trimStart().startsWith('at '))
  return place === undefined ? name : `${name} (${place.trim()})`
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
  const status = await ended(name, running)
  process.off('exit', end)
  process.stdout.write(Buffer.concat(output))
  add(name, status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }, started)
}

/** @returns its exit code; null: it did not start, or took too long */
function ended(name: string, running: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    running.on('error', (error) => {
      console.error(`${name}: ${error.message}`)
      resolve(null)
    })
    running.on('close', resolve)
  })
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
async function tests(): Promise<void> {
  if (filters.length > 0) return runTests('tests', filters)
  const files = isChange ? await testsOfChange() : testFiles()
  const isBrowserTest = (file: string) => file.startsWith('e2e/') && !WAITING.includes(file)
  // thousands of commits and files of Chromium wait for the disk otherwise; no test cuts the power
  const temporary = makeMemoryFolder()
  const remove = () => temporary !== null && rmSync(temporary, { recursive: true, force: true })
  // memory that nothing frees until the machine starts again
  process.once('exit', remove)
  await inParallel('browser', files.filter(isBrowserTest), BROWSERS_AT_ONCE, temporary)
  await inParallel(
    'others',
    files.filter((file) => !isBrowserTest(file)),
    OTHERS_AT_ONCE,
    temporary,
  )
}

async function inParallel(
  name: string,
  files: readonly string[],
  processes: number,
  temporary: string | null,
): Promise<void> {
  if (files.length === 0) return
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-timings-'))
  const timings = join(folder, 'timings.json')
  const known = readTimings()
  const times = Object.fromEntries(files.map((file) => [file, known[file] ?? UNRECORDED_MS]))
  writeFileSync(timings, JSON.stringify({ version: 1, files: times }))
  const options = [`--parallel=${processes}`, '--no-isolate', `--timings=${timings}`]
  await runTests(name, [...options, ...files.map((file) => `./${file}`)], temporary)
  rmSync(folder, { recursive: true })
}

/** @param temporary where tests make their folders; missing or null: where the system has them */
async function runTests(name: string, given: readonly string[], temporary?: string | null): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-tests-'))
  const started = performance.now()
  const reportFile = join(folder, 'report.xml')
  const args = ['--no-orphans', 'test', `--timeout=${TEST_TIMEOUT_MS}`, '--reporter=junit']
  const running = spawn(process.execPath, [...args, `--reporter-outfile=${reportFile}`, ...given], {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: TESTS_TIMEOUT_MS,
    env: { ...process.env, ...(temporary && { TMPDIR: temporary, EVIDENCE_FOLDER: tmpdir() }) },
  })
  const status = await ended(name, running)
  const report = read(reportFile)
  failed.push(...failuresOf(report))
  seconds.push(...secondsOfFiles(report))
  add(name, countTests(report, status), started)
  rmSync(folder, { recursive: true })
}

/** By which the next runs are balanced. */
function writeTimings(): void {
  const files = Object.fromEntries(seconds.toSorted().map(([file, s]) => [file, Math.round(s * 1000)]))
  writeFileSync(TIMINGS, `${JSON.stringify({ version: 1, files }, null, 2)}\n`)
}

function add(name: string, counts: Counts, started: number): void {
  total.passed += counts.passed
  total.failed += counts.failed
  const took = ((performance.now() - started) / 1000).toFixed(1)
  summary.push(
    `${counts.failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(8)} ${counts.passed} passed, ${counts.failed} ` +
      `failed, ${took} s`,
  )
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
