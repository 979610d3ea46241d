import { expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

const repository = resolve(import.meta.dir, '..', '..')

/** Words of the old idiom: see docs/glossary.md for the present ones. */
const OLD_WORDS = 'he|his|him|himself|whoever|whom|stranger|strangers|rooms? of many'

/** Lines that still have one. The number may only fall; some are quotations or plain grammar. */
const MOST_LINES = 105

test('prose in code and docs does not return to the old idiom', () => {
  const { stdout } = spawnSync('git', ['grep', '-nwiE', OLD_WORDS, '--', '*.ts', '*.tsx', '*.mjs', '*.css', '*.md'], {
    cwd: repository,
    encoding: 'utf8',
  })
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('tools/checks/plain-english'))
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.length).toBeLessThanOrEqual(MOST_LINES)
})
