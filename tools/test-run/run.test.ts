import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { REPORT } from './report.ts'

const root = mkdtempSync(join(tmpdir(), 'imbachat-test-run-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Fails when it runs for the first time: what it leaves in the folder tells. */
const ONCE = `import { describe, test, beforeAll } from 'bun:test'
import { existsSync, writeFileSync } from 'node:fs'
const failOnce = (name) => {
  const isFirst = !existsSync(name)
  writeFileSync(name, '')
  if (isFirst) throw new Error(name + ' was disturbed')
}
`
const FLAKY = `${ONCE}
describe('a group (of [two])', () => {
  test('one fails once', () => failOnce('one'))
  test('passes', () => {})
})`
const BROKEN = `import { test } from 'bun:test'
test('a sum is wrong', () => { throw new Error('wrong') })`

/** @returns the last lines of `npm test` for these test files, and the JUnit report */
async function testRun(files: Record<string, string>, ...options: string[]) {
  const folder = mkdtempSync(join(root, 'run-'))
  mkdirSync(join(folder, 'src'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'src', name), text)
  const running = Bun.spawn([process.execPath, resolve('tools/test-run/run.ts'), 'src/', ...options], {
    cwd: folder,
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [output, errors] = await Promise.all([new Response(running.stdout).text(), new Response(running.stderr).text()])
  const lines = output.trimEnd().split('\n')
  const report = await Bun.file(join(folder, REPORT))
    .text()
    .catch(() => '')
  return { exitCode: await running.exited, output, errors, report, last: lines.at(-1), lastButOne: lines.at(-2) }
}

test('a test that fails in the run and passes alone is named as flaky, and the run passes', async () => {
  const { exitCode, output, last, lastButOne, report } = await testRun({ 'a.test.ts': FLAKY })
  expect(lastButOne).toBe('flaky src/a.test.ts: a group (of [two]) one fails once')
  expect(last).toBe('2 passed, 0 failed')
  expect(exitCode).toBe(0)
  expect(output).toMatch(/Flaky: failed in the run, passed alone\n.*one fails once\n.*one was disturbed\n/)
  expect(output).toMatch(/\(\d\.\d s in the run, \d\.\d s alone\)/)
  expect(report).toMatch(/<flakyFailure message="[^"]*one was disturbed/)
})

test('with --strict nothing runs again', async () => {
  const { exitCode, last, report } = await testRun({ 'a.test.ts': FLAKY }, '--strict')
  expect(last).toBe('1 passed, 1 failed')
  expect(exitCode).toBe(1)
  expect(report).toContain('<failure message')
})

test('a test that fails alone, too, fails the run', async () => {
  const { exitCode, last, report } = await testRun({ 'a.test.ts': FLAKY, 'b.test.ts': BROKEN })
  expect(last).toBe('2 passed, 1 failed')
  expect(exitCode).toBe(1)
  expect(report).toContain('<rerunFailure')
})

test('four flaky tests fail the run', async () => {
  const many = `${ONCE}for (const name of ['a', 'b', 'c', 'd']) test(name, () => failOnce(name))`
  const { exitCode, last, lastButOne } = await testRun({ 'a.test.ts': many })
  expect(lastButOne).toBe('4 flaky tests count as failed: at most 3 may be')
  expect(last).toBe('0 passed, 4 failed')
  expect(exitCode).toBe(1)
})

test('a file whose hook fails runs again as a whole, and all its tests count', async () => {
  const hook = `${ONCE}
describe('a group', () => {
  beforeAll(() => failOnce('hook'))
  test('first', () => {})
  test('second', () => {})
})
test('third', () => failOnce('third'))`
  const { exitCode, last, lastButOne } = await testRun({ 'a.test.ts': hook })
  expect(lastButOne).toBe('flaky src/a.test.ts: a group (unnamed)')
  expect(last).toBe('3 passed, 0 failed')
  expect(exitCode).toBe(0)
})

test('a file that ends the process of its tests runs again as a whole', async () => {
  const ends = `${ONCE}
test('a process ends', () => { try { failOnce('ends') } catch { process.exit(7) } })
test('second', () => {})`
  const { exitCode, last, output } = await testRun({ 'a.test.ts': ends })
  expect(output).toContain('bun test ended with 7')
  expect(last).toBe('2 passed, 0 failed')
  expect(exitCode).toBe(0)
})

test('a file that can not be loaded fails the run', async () => {
  const { exitCode, last } = await testRun({ 'a.test.ts': FLAKY, 'b.test.ts': "throw new Error('not loaded')" })
  expect(last).toBe('2 passed, 1 failed')
  expect(exitCode).toBe(1)
})

test('of eleven failures none runs again: the run has failed', async () => {
  const many = `${ONCE}for (let n = 0; n < 11; n += 1) test('test ' + n, () => failOnce('test-' + n))`
  const { exitCode, last, output } = await testRun({ 'a.test.ts': many })
  expect(last).toBe('0 passed, 11 failed')
  expect(output).not.toContain('again')
  expect(exitCode).toBe(1)
})

test('an argument that is not known is refused by name', async () => {
  const { exitCode, errors } = await testRun({ 'a.test.ts': FLAKY }, '--stric')
  expect(errors).toContain("'--stric'")
  expect(errors).toContain('npm test -- ')
  expect(exitCode).toBe(1)
})

test('a path without tests is refused: it would be a run of nothing', async () => {
  const { exitCode, errors } = await testRun({ 'a.txt': '' })
  expect(errors).toContain('no test file has src/ in its path')
  expect(exitCode).toBe(1)
})
