import { expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const repository = resolve(import.meta.dir, '..', '..')
const document = readFileSync(join(repository, 'docs/architecture.md'), 'utf8')

/** Folders that the document's short paths begin in. */
const STARTS = ['', 'server/src', 'widget/src', 'sdk/src']
const isThere = (path: string) => STARTS.some((start) => existsSync(join(repository, start, path)))

test('docs/architecture.md names files that exist', () => {
  const named = [...document.matchAll(/`([\w-]+\/[\w./-]+\.tsx?)`/g)].map(([, path = '']) => path)
  expect(named.length).toBeGreaterThan(40)
  expect(named.filter((path) => !isThere(path))).toEqual([])
})

test("a message's path from one composer to the other's screen has at most 35 files", () => {
  const [path = ''] = document.slice(document.indexOf('## The path of one message') + 1).split('\n## ')
  const steps = [...path.matchAll(/^\| \d+ \| `([^`]+)` \|/gm)].map(([, file = '']) => file)
  expect(steps.length).toBeGreaterThan(20)
  expect(new Set(steps).size).toBeLessThanOrEqual(35)
})
