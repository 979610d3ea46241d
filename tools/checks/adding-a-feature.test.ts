import { expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const repository = resolve(import.meta.dir, '..', '..')
const guide = readFileSync(join(repository, 'docs/adding-a-feature.md'), 'utf8')
const files = [...guide.matchAll(/^\| `([\w./-]+)` \|/gm)].map(([, file = '']) => file)

test('docs/adding-a-feature.md names files that exist', () => {
  expect(files.length).toBeGreaterThan(20)
  expect(files.filter((file) => !existsSync(join(repository, file)))).toEqual([])
})
