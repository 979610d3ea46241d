import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { withFigures } from './capacity.ts'

const page = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), 'utf8')

test('docs/operate/capacity.md has the figures of docs/bench.md: bun bench/capacity.ts writes them', () => {
  expect(page('operate/capacity.md')).toBe(withFigures(page('operate/capacity.md'), page('bench.md')))
})

test('a figure that the bench no longer measures is an error', () => {
  const without = page('bench.md').replaceAll('a socket', 'another word')
  expect(() => withFigures(page('operate/capacity.md'), without)).toThrow('docs/bench.md has no a socket of ImbaChat')
})
