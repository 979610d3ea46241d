// What failed in a run is tried once more, alone. A test that passes then was disturbed by something: it is flaky.
import type { TestRun } from './bun-test.ts'
import type { Repeated, TestCase } from './report.ts'

/** With more flaky tests a run fails. */
export const MOST_FLAKY = 3
/** With more failures a run has failed whatever comes of them alone, and they are left as they are. */
const MOST_REPEATED = 10

export interface Outcome {
  /** What counts in the end. */
  cases: readonly TestCase[]
  repeated: readonly Repeated[]
}

/**
 * @param cases of the run
 * @param runAlone `bun test` of one file, in a process of its own
 */
export async function repeatFailed(
  cases: readonly TestCase[],
  runAlone: (file: string, options: readonly string[]) => Promise<TestRun>,
): Promise<Outcome> {
  const failures = cases.filter(({ result }) => result === 'failed')
  if (failures.length > MOST_REPEATED) return { cases, repeated: [] }
  let counted = cases
  const repeated: Repeated[] = []
  for (const first of failures) {
    // settled with its whole file, or with another test of the same name
    if (first.file === '' || !counted.includes(first)) continue
    // where no test failed but a hook or the process, the tests of the file are not known
    const isWhole = failures.some(({ file, isTest }) => file === first.file && !isTest)
    const alone = await runAlone(first.file, isWhole ? [] : ['-t', `^${RegExp.escape(first.name)}$`])
    const again = verdict(first, alone.cases)
    const isReplaced = (one: TestCase) => one.file === first.file && (isWhole || one.name === first.name)
    if (again.result === 'failed') counted = counted.map((one) => (one === first ? again : one))
    else counted = [...counted.filter((one) => !isReplaced(one)), ...(isWhole ? alone.cases : []), again]
    repeated.push({ first, again })
  }
  return { cases: counted, repeated }
}

function verdict(first: TestCase, alone: readonly TestCase[]): TestCase {
  const ran = alone.filter(({ result }) => result !== 'skipped')
  const failure = ran.find(({ result }) => result === 'failed')
  const seconds = ran.reduce((sum, one) => sum + one.seconds, 0)
  if (failure) return { ...first, seconds, message: failure.message }
  if (ran.length === 0) return { ...first, seconds, message: ['Alone, no test of this name ran.'] }
  return { ...first, seconds, result: 'passed', message: [] }
}
