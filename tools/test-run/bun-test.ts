import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readReport, secondsOfFiles, type TestCase } from './report.ts'

/** A run that hangs is ended and reported, rather than left to whatever started it. */
const TIMEOUT_MS = 40 * 60_000
const TEST_TIMEOUT_MS = 180_000

export interface TestRun {
  /** Something that did not run is a failed case. */
  cases: TestCase[]
  /** Of each file, with its hooks. */
  seconds: [file: string, seconds: number][]
}

/**
 * Runs test files with one `bun test`, which prints each test.
 *
 * @param options for `bun test`
 * @param temporary where tests make their folders; missing or null: where the system has them
 */
export async function bunTest(
  files: readonly string[],
  options: readonly string[] = [],
  temporary?: string | null,
): Promise<TestRun> {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-tests-'))
  const reportFile = join(folder, 'report.xml')
  const args = ['--no-orphans', 'test', `--timeout=${TEST_TIMEOUT_MS}`, '--reporter=junit']
  const paths = files.map((file) => `./${file}`)
  const running = spawn(process.execPath, [...args, `--reporter-outfile=${reportFile}`, ...options, ...paths], {
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: TIMEOUT_MS,
    env: { ...process.env, ...(temporary && { TMPDIR: temporary, EVIDENCE_FOLDER: tmpdir() }) },
  })
  const exitCode = await ended(running)
  const report = read(reportFile)
  rmSync(folder, { recursive: true })
  const cases = readReport(report)
  if (exitCode !== 0) cases.push(...missing(files, cases, exitCode))
  return { cases, seconds: secondsOfFiles(report) }
}

/** A file that can't be loaded fails a run without being in its report. A run that ends early may leave none at all. */
function missing(files: readonly string[], cases: readonly TestCase[], exitCode: number | null): TestCase[] {
  const reported = new Set(cases.map(({ file }) => file))
  const absent = files.filter((file) => !reported.has(file))
  const hasFailed = cases.some(({ result }) => result === 'failed')
  const without = absent.length === 0 && !hasFailed ? [''] : absent
  const message = [`bun test ended with ${exitCode ?? 'a signal'}`]
  return without.map((file) => ({ file, name: '(did not run)', isTest: false, seconds: 0, result: 'failed', message }))
}

/** @returns its exit code; null: it did not start, or took too long */
export function ended(running: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    running.on('error', (error) => {
      console.error(error.message)
      resolve(null)
    })
    running.on('close', resolve)
  })
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
