export interface Counts {
  passed: number
  failed: number
}

/**
 * Reads the totals of a JUnit report. `exitCode` is the test run's: a file that can't be loaded fails the run without
 * being counted in the report, and a test that ends the process leaves no report at all; both are one failure more.
 */
export function countTests(report: string | undefined, exitCode: number | null): Counts {
  const totals = report?.match(/<testsuites\b[^>]*>/)?.[0]
  if (!totals) return { passed: 0, failed: 1 }
  const read = (name: string) => Number(totals.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0)
  const failures = read('failures') + read('errors')
  const passed = read('tests') - failures - read('skipped')
  return { passed, failed: failures === 0 && exitCode !== 0 ? 1 : failures }
}

/** A failed test: its file and title, and the lines of its message with the stack, as far as a person reads them. */
export interface Failure {
  name: string
  message: string[]
}

/** Failed tests of a JUnit report. */
export function failuresOf(report: string | undefined): Failure[] {
  const cases = report?.matchAll(
    /<testcase name="([^"]*)"[^>]* file="([^"]*)"[^>]*>\s*<(?:failure|error)\b([^>]*?)(?:\/>|>([^<]*))/g,
  )
  return [...(cases ?? [])].map(([, title = '', file = '', attributes = '', body = '']) => {
    const message = body.trim() === '' ? (attributes.match(/ message="([^"]*)"/)?.[1] ?? '') : body
    const lines = plainText(message).split('\n')
    return {
      name: `${plainText(file)}: ${plainText(title)}`,
      message: lines.filter((line) => line.trim() !== '').slice(0, LINES_OF_A_MESSAGE),
    }
  })
}

/** The files of a JUnit report with the seconds of their tests, the slowest first. */
export function secondsOfFiles(report: string | undefined): [file: string, seconds: number][] {
  const suites = report?.matchAll(/<testsuite name="([^"]*)" file="\1"[^>]* time="([\d.]+)"/g)
  const files = [...(suites ?? [])].map(([, file = '', seconds]): [string, number] => [file, Number(seconds)])
  return files.sort(([, a], [, b]) => b - a)
}

const LINES_OF_A_MESSAGE = 30

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&', '#10': '\n' }

function plainText(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp|#10);/g, (entity, name: string) => ENTITIES[name] ?? entity)
}
