import { expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'

/** More than a reader takes in at a look. */
const MOST_FILES = 20

/** Histories: each of their files has a number, and is never changed. */
const LISTS = ['docs/decisions', 'server/src/store/migrations']

test(`a folder holds at most ${MOST_FILES} files, tests included`, () => {
  const { stdout } = spawnSync('git', ['ls-files'], { cwd: join(import.meta.dir, '..', '..'), encoding: 'utf8' })
  const files = new Map<string, number>()
  for (const file of stdout.trim().split('\n')) files.set(dirname(file), (files.get(dirname(file)) ?? 0) + 1)
  expect(files.size).toBeGreaterThan(100)
  expect([...files].filter(([folder, count]) => count > MOST_FILES && !LISTS.includes(folder))).toEqual([])
})
