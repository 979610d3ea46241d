import { afterAll, beforeEach, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findOldCode } from './last-release-code.ts'

const folder = mkdtempSync(join(tmpdir(), 'imbachat-old-code-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const RELEASE = { version: '1.1.0', lastMigration: '0002-pins' }
const NO_NAME = undefined
let root = ''
let repositories = 0

const git = (...args: string[]): string => {
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@b.example', '-c', 'commit.gpgsign=false']
  const { status, stdout, stderr } = spawnSync('git', [...author, ...args], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout.trim()
}
const commit = (file: string): string => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), file)
  git('add', '-A')
  git('commit', '-qm', file)
  return git('rev-parse', 'HEAD')
}

/** Three commits, each with a migration; nothing is tagged. */
let commits: string[] = []
beforeEach(() => {
  root = join(folder, String(++repositories))
  mkdirSync(root)
  git('init', '-q')
  commits = ['0001-rooms', '0002-pins', '0003-polls'].map((name) => commit(`server/src/store/migrations/${name}.ts`))
})

test('UPGRADE-1 without tags the upgrade begins at the commit with the last migration of the last release', () => {
  expect(findOldCode(root, NO_NAME, RELEASE)).toEqual({
    commit: commits[1] ?? '',
    name: `${commits[1]?.slice(0, 8)} (no release is tagged)`,
  })
})

test('UPGRADE-1 the tag of the last release comes before newer ones, and any release before a migration', () => {
  git('tag', 'v1.0.0', commits[0] ?? '')
  expect(findOldCode(root, NO_NAME, RELEASE)).toEqual({ commit: commits[0] ?? '', name: 'v1.0.0' })
  git('tag', 'v1.1.0', commits[1] ?? '')
  git('tag', 'v1.2.0', commits[2] ?? '')
  expect(findOldCode(root, NO_NAME, RELEASE)).toEqual({ commit: commits[1] ?? '', name: 'v1.1.0' })
})

test('UPGRADE-1 a commit that is named comes before all, and one that does not exist is said', () => {
  git('tag', 'v1.1.0')
  expect(findOldCode(root, 'HEAD~2', RELEASE)).toEqual({ commit: commits[0] ?? '', name: 'HEAD~2' })
  expect(findOldCode(root, 'v9', RELEASE)).toEqual({ fault: 'UPGRADE_FROM: this repository has no commit v9' })
})

test('UPGRADE-1 a copy without history says what to do', () => {
  expect(findOldCode(join(folder, 'none'), NO_NAME, RELEASE)).toEqual({
    fault: expect.stringContaining('git fetch --tags --unshallow'),
  })
  expect(findOldCode(root, NO_NAME, { ...RELEASE, lastMigration: '0009-none' })).toEqual({
    fault: expect.stringContaining('UPGRADE_FROM=COMMIT npm run chaos -- upgrade'),
  })
})
