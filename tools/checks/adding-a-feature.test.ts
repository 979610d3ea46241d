import { expect, test } from 'bun:test'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const repository = resolve(import.meta.dir, '..', '..')
const guide = readFileSync(join(repository, 'docs/adding-a-feature.md'), 'utf8')
const steps = [...guide.matchAll(/^\| `([\w./-]+)` \| `(.+?)` \|/gm)].map(([, file = '', line = '']) => ({
  file,
  line: line.replaceAll('\\|', '|'),
}))

test('docs/adding-a-feature.md names files and lines that exist', () => {
  expect(steps.length).toBeGreaterThan(20)
  const wrong = steps.filter(({ file, line }) => {
    const path = join(repository, file)
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(line)
  })
  expect(wrong).toEqual([])
})
