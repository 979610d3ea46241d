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
