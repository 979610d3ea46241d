import { expect, test } from 'bun:test'
import { countTests } from './count-tests.ts'

const report = (numbers: string) => `<?xml version="1.0"?>\n<testsuites name="bun test" ${numbers} time="3.0">\n`

test('a skipped test counts neither as passed nor as failed', () => {
  const counts = countTests(report('tests="7" assertions="3" failures="2" skipped="2"'), 1)
  expect(counts).toEqual({ passed: 3, failed: 2 })
})

test('a run that fails without a failing test counts one failure', () => {
  expect(countTests(report('tests="5" failures="0" skipped="0"'), 1)).toEqual({ passed: 5, failed: 1 })
})

test('a run that left no report is one failure, whatever its exit code', () => {
  expect(countTests(undefined, 0)).toEqual({ passed: 0, failed: 1 })
})
