import { expect, test } from 'bun:test'
import { countCases, readReport, secondsOfFiles, type TestCase, writeReport } from './report.ts'

const REPORT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="bun test" tests="5" assertions="3" failures="3" skipped="1" time="0.5">
  <testsuite name="e2e/a.test.ts" file="e2e/a.test.ts" tests="1" failures="0" skipped="0" time="1.5" hostname="x">
    <testcase name="MSG-1 is sent" classname="" time="0.1" file="e2e/a.test.ts" line="9" assertions="1" />
  </testsuite>
  <testsuite name="e2e/b.test.ts" file="e2e/b.test.ts" tests="4" failures="3" skipped="1" time="20.25" hostname="x">
    <testsuite name="outer" file="e2e/b.test.ts" line="2" tests="2" failures="2" skipped="0" time="0" hostname="x">
      <testsuite name="a &amp; b" file="e2e/b.test.ts" line="3" tests="1" failures="1" skipped="0" time="0" hostname="x">
        <testcase name="isn&apos;t &lt;lost&gt;" classname="a &amp; b &gt; outer" time="0.2" file="e2e/b.test.ts" line="98">
          <failure type="Error" message="differs&#10;">Error: differs&#10;&#10;- &quot;one&quot;&#10;+ &quot;two&quot;&#10;</failure>
        </testcase>
      </testsuite>
      <testcase name="(unnamed)" classname="outer" time="0.3" file="e2e/b.test.ts" assertions="0">
        <failure type="Error" message="hook broke">Error: hook broke&#10;</failure>
      </testcase>
    </testsuite>
    <testcase name="MSG-3" classname="" time="0.2" file="e2e/b.test.ts" line="99" assertions="0">
      <failure type="Error" message="too slow&#10;at a line of the stack" />
    </testcase>
    <testcase name="MSG-4" classname="" time="0" file="e2e/b.test.ts" line="100" assertions="0">
      <skipped message="TODO" />
    </testcase>
  </testsuite>
</testsuites>`

test('each test of a report is read with its groups, its file and what differed', () => {
  const b = { file: 'e2e/b.test.ts', isTest: true, result: 'failed' } as const
  expect(readReport(REPORT)).toEqual([
    { file: 'e2e/a.test.ts', name: 'MSG-1 is sent', isTest: true, seconds: 0.1, result: 'passed', message: [] },
    { ...b, name: "outer a & b isn't <lost>", seconds: 0.2, message: ['Error: differs', '- "one"', '+ "two"'] },
    { ...b, name: 'outer (unnamed)', isTest: false, seconds: 0.3, message: ['Error: hook broke'] },
    { ...b, name: 'MSG-3', seconds: 0.2, message: ['too slow', 'at a line of the stack'] },
    { ...b, name: 'MSG-4', seconds: 0, result: 'skipped', message: [] },
  ])
  expect(readReport(undefined)).toEqual([])
})

test('a skipped test counts neither as passed nor as failed', () => {
  expect(countCases(readReport(REPORT))).toEqual({ passed: 1, failed: 3 })
})

test('the files of a report have the seconds of their hooks, too', () => {
  expect(secondsOfFiles(REPORT)).toEqual([
    ['e2e/a.test.ts', 1.5],
    ['e2e/b.test.ts', 20.25],
  ])
  expect(secondsOfFiles(undefined)).toEqual([])
})

test('the report of a run keeps both attempts of a test that ran again', () => {
  const first: TestCase = {
    file: 'a.test.ts',
    name: 'a "b" <c>',
    isTest: true,
    seconds: 3,
    result: 'failed',
    message: ['first & foremost', 'bell \u0007'],
  }
  const passed: TestCase = { ...first, seconds: 1, result: 'passed', message: [] }
  const failed: TestCase = { ...first, name: 'd', seconds: 2, message: ['second'] }
  const repeated = [
    { first, again: passed },
    { first: { ...first, name: 'd' }, again: failed },
  ]
  const [flaky = '', broken = ''] = writeReport([passed, failed], repeated).match(/<testcase.*<\/testcase>/g) ?? []
  expect(flaky).toContain('name="a &quot;b&quot; &lt;c&gt;" classname="a.test.ts" file="a.test.ts" time="1"')
  expect(flaky).toContain('<flakyFailure message="first &amp; foremost">first &amp; foremost&#10;bell \ufffd</')
  expect(flaky).not.toContain('<failure')
  expect(broken).toContain('<failure message="first &amp; foremost">')
  expect(broken).toContain('<rerunFailure message="second">second</rerunFailure>')
})
