import { expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { counts, MOST } from './counts.ts'

const now = counts()

test.each(Object.keys(MOST) as (keyof typeof MOST)[])('the number of %s does not rise', (name) => {
  expect(now[name]).toBeGreaterThanOrEqual(0)
  expect(now[name]).toBeLessThanOrEqual(MOST[name])
})

test('each count finds what it counts', () => {
  expect(now["files on a message's path"]).toBeGreaterThan(20)
  expect(now['files of the feature reactions']).toBeGreaterThan(20)
  expect(now['shared files that name a feature, on average']).toBeGreaterThan(4)
})

test('nothing imports the bench', () => {
  const { stdout } = spawnSync(
    'git',
    ['grep', '-lE', "from '(\\.\\./)+bench/|@imbachat/bench", '--', '*.ts', '*.tsx'],
    {
      cwd: join(import.meta.dir, '..', '..'),
      encoding: 'utf8',
    },
  )
  expect(stdout.split('\n').filter((file) => !/^(bench\/|$)/.test(file) && !file.startsWith('tools/checks/'))).toEqual(
    [],
  )
})
