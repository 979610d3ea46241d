import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { sourceFiles, testFiles } from '../test-run/test-files.ts'
import { singleLooks } from './waits.ts'

const sources = testFiles().map((file) => ({ file, source: readFileSync(file, 'utf8') }))

test('no test waits by expect().rejects, for which Bun stops the event loop', () => {
  const files = sourceFiles().filter((file) => /\)\s*\.rejects\./.test(readFileSync(file, 'utf8')))
  expect(files).toEqual([])
})

test('no browser test expects of a page, at a single look, what may come a moment later', () => {
  const looks = sources
    .filter(({ file }) => file.startsWith('e2e/'))
    .flatMap(({ file, source }) => singleLooks(source).map((line) => `${file}: ${line.trim()}`))
  expect(looks).toEqual([])
})

test('a single look is found outside of what waits, and an absence is none', () => {
  const source = `
  expect(await row.count()).toBe(1)
  expect(await row.count()).toBe(0)
  await eventually(async () => expect(await row.count()).toBe(1))
  await eventually(async () => {
    expect(await row.getAttribute('aria-current')).toBe('true')
  })
  await eventually(async () =>
    expect(await row.count()).toBe(2),
  )`
  expect(singleLooks(source)).toEqual(['  expect(await row.count()).toBe(1)'])
})

test('no test waits for a duration by waitForTimeout', () => {
  expect(sources.filter(({ source }) => /\.waitForTimeout\(\d/.test(source)).map(({ file }) => file)).toEqual([])
})
