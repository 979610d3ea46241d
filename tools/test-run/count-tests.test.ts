import { expect, test } from 'bun:test'
import { countTests, failuresOf, secondsOfFiles } from './count-tests.ts'

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

test('each failed test is reported with its file, its title and what differed', () => {
  const suite = `${report('tests="3" failures="2" skipped="0"')}
  <testcase name="MSG-1 is sent" classname="" time="0.1" file="e2e/a.test.ts" line="9" assertions="1" />
  <testcase name="MSG-2 isn&apos;t &lt;lost&gt;" classname="a &amp; b" time="0.2" file="e2e/b.test.ts" line="98" assertions="0">
    <failure type="Error" message="differs&#10;">Error: differs&#10;&#10;- &quot;one&quot;&#10;+ &quot;two&quot;&#10;</failure>
  </testcase>
  <testcase name="MSG-3" classname="" time="0.2" file="e2e/b.test.ts" line="99" assertions="0">
    <failure type="Error" message="too slow&#10;at a line of the stack" />
  </testcase>`
  expect(failuresOf(suite)).toEqual([
    { name: "e2e/b.test.ts: MSG-2 isn't <lost>", message: ['Error: differs', '- "one"', '+ "two"'] },
    { name: 'e2e/b.test.ts: MSG-3', message: ['too slow', 'at a line of the stack'] },
  ])
  expect(failuresOf(undefined)).toEqual([])
})

test('the files of a report are listed by their time, without the groups inside them', () => {
  const suite = (name: string, file: string, time: string) =>
    `<testsuite name="${name}" file="${file}" tests="1" failures="0" time="${time}" hostname="x">`
  const suites = [suite('a.test.ts', 'a.test.ts', '1.5'), suite('a group', 'a.test.ts', '1'), suite('b', 'b', '20.25')]
  expect(secondsOfFiles(suites.join('\n'))).toEqual([
    ['b', 20.25],
    ['a.test.ts', 1.5],
  ])
  expect(secondsOfFiles(undefined)).toEqual([])
})
