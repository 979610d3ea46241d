import { afterEach, beforeEach, expect, test } from 'bun:test'
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  currentBuild,
  MADE_OF,
  OWN_SCRIPTS,
  ownScript,
  removeUnfinished,
  sourcesNow,
  unfinishedBuild,
} from './built.ts'

let root: string
const build = () => join(root, 'dist/server')

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'imbachat-built-'))
  for (const part of ['protocol', 'sdk', 'widget', 'dashboard', 'server']) write(`${part}/src/main.ts`, 'run()')
  write('package-lock.json', '{}')
  write(join('dist/server', MADE_OF), sourcesNow(root))
})
afterEach(() => rmSync(root, { recursive: true }))

test('LIFE-24 a build is used while its sources stay as they were, and a changed test does not matter', () => {
  expect(currentBuild(root)).toBe(build())
  write('server/src/main.test.ts', 'test()')
  expect(currentBuild(root)).toBe(build())
})

test('LIFE-24 a build is left alone when a source was changed, touched or added, or packages were', () => {
  const paths = ['server/src/main.ts', 'widget/src/look.css', 'package-lock.json', 'node_modules/.package-lock.json']
  for (const path of paths) {
    write(path, 'run(it)')
    expect(currentBuild(root)).toBeNull()
    write(join('dist/server', MADE_OF), sourcesNow(root))
    expect(currentBuild(root)).toBe(build())
  }
  utimesSync(join(root, 'server/src/main.ts'), 1, 1)
  expect(currentBuild(root)).toBeNull()
})

test('LIFE-24 the next build removes what a killed one has left, and no build that is being made', () => {
  // no system gives such a number
  const [killed, running] = [unfinishedBuild(2 ** 30, root), unfinishedBuild(process.pid, root)]
  for (const folder of [killed, running]) mkdirSync(join(folder, 'assets'), { recursive: true })
  removeUnfinished(root)
  expect([killed, running, build()].map((folder) => existsSync(folder))).toEqual([false, true, true])
})

test('LIFE-24 each thread and process of the server has a script in its sources', () => {
  for (const name of Object.keys(OWN_SCRIPTS) as (keyof typeof OWN_SCRIPTS)[]) {
    expect([name, existsSync(ownScript(name, null))]).toEqual([name, true])
  }
})
