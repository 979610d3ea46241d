import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = mkdtempSync(join(tmpdir(), 'imbachat-soak-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Fails in every second run: what it leaves in the folder tells. */
const EVERY_SECOND_TIME = `import { test } from 'bun:test'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
test('a | fails now and then', () => {
  if (existsSync('failed')) return rmSync('failed')
  writeFileSync('failed', '')
  throw new Error('disturbed')
})
test('one passes', () => {})
`

async function soak(...options: string[]) {
  const folder = mkdtempSync(join(root, 'soak-'))
  mkdirSync(join(folder, 'src'))
  writeFileSync(join(folder, 'src', 'a.test.ts'), EVERY_SECOND_TIME)
  const running = Bun.spawn([process.execPath, resolve('tools/test-run/soak.ts'), ...options], {
    cwd: folder,
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [output, errors] = await Promise.all([new Response(running.stdout).text(), new Response(running.stderr).text()])
  return { exitCode: await running.exited, output, errors, folder }
}

test('a soak says in how many runs each test failed, and what differed first', async () => {
  const { exitCode, output, folder } = await soak('--runs', '3', 'src/')
  const table = readFileSync(join(folder, 'tmp/soak.md'), 'utf8')
  expect(table).toMatch(/^\| src\/a\.test\.ts: a \\\| fails now and then \| 2 of 3 \(1, 3\) \| .*disturbed.* \|$/m)
  expect(table).not.toContain('one passes')
  expect(table).toMatch(/^\| 2 \| \d\.\d \| 2 \| 0 \|$/m)
  expect(output).toContain(table)
  expect(readFileSync(join(folder, 'tmp/soak/run-1.log'), 'utf8')).toContain('1 passed, 1 failed')
  expect(exitCode).toBe(1)
})

test('a soak beside a load that ends well exits with 0', async () => {
  const { exitCode, output } = await soak('--runs', '1', '--busy', 'src/', '-t', 'passes')
  expect(output).toContain('run 1 of 1: 0 failed')
  expect(exitCode).toBe(0)
})

test('a soak of which a run fails without a report counts it as failed', async () => {
  const { exitCode, output } = await soak('--runs', '1', 'nowhere/')
  expect(output).toContain('| types, lint, sizes or the run itself | 1 of 1 (1) | the run ended with 1 |')
  expect(exitCode).toBe(1)
})

test('an argument of a soak that is not known is refused with the usage', async () => {
  for (const [given, message] of [
    [['--often'], '--often'],
    [['--runs', 'many'], '--runs: many must be a number from 1'],
  ] as const) {
    const { exitCode, errors } = await soak(...given)
    expect(errors).toContain(message)
    expect(errors).toContain('npm run soak -- [--runs 10]')
    expect(exitCode).toBe(1)
  }
})
