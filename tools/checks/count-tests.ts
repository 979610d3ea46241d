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

/** What failed in a JUnit report, a line each: file, title, and how the message begins. */
export function namesOfFailures(report: string | undefined): string[] {
  const cases = report?.matchAll(/<testcase name="([^"]*)"[^>]* file="([^"]*)"[^>]*>\s*<(?:failure|error)\b([^>]*)>/g)
  return [...(cases ?? [])].map(([, title, file, failure]) => {
    const message = failure?.match(/ message="([^"]*)"/)?.[1] ?? ''
    return [file, title, firstWords(message)].map((part) => plainText(part ?? '')).join(': ')
  })
}

/** The files of a JUnit report with the seconds of their tests, the slowest first. */
export function secondsOfFiles(report: string | undefined): [file: string, seconds: number][] {
  const suites = report?.matchAll(/<testsuite name="([^"]*)" file="\1"[^>]* time="([\d.]+)"/g)
  const files = [...(suites ?? [])].map(([, file = '', seconds]): [string, number] => [file, Number(seconds)])
  return files.sort(([, a], [, b]) => b - a)
}

const LONGEST_MESSAGE = 120

function firstWords(message: string): string {
  return message.split(/&#10;|\n/)[0]?.slice(0, LONGEST_MESSAGE) ?? ''
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

function plainText(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (entity, name: string) => ENTITIES[name] ?? entity)
}
