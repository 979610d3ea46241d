import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../docs/spec/', import.meta.url)
const spec = readdirSync(folder)
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n')
const rules = [...spec.matchAll(/^- \*\*([A-Z][A-Z0-9]*-\d+) /gm)].map((match) => match[1] ?? '')

/** What each rule says, without its title and the table below it. */
const texts = spec.split(/^(?=- \*\*[A-Z][A-Z0-9]*-\d+ |#)/m).flatMap((part) => {
  const [, id, text = ''] = /^- \*\*([A-Z][A-Z0-9]*-\d+) [^*]*\*\*(.*)/s.exec(part) ?? []
  return id ? [{ id, text: text.replace(/^\|.*$/gm, '') }] : []
})

test('each rule of docs/spec has a test whose title begins with its id, and each such id is a rule', () => {
  const shown = new Set<string>()
  const repository = new URL('../..', import.meta.url).pathname
  const patterns = ['protocol', 'server', 'sdk', 'widget', 'dashboard', 'tools'].map((name) => `${name}/**/*.test.ts`)
  for (const path of [...patterns, 'server/src/**/*.ts', 'e2e/**/*.ts'].flatMap((pattern) => [
    ...new Bun.Glob(pattern).scanSync(repository),
  ])) {
    const source = readFileSync(`${repository}/${path}`, 'utf8')
    for (const [, numbers = ''] of source.matchAll(/['"`]((?:[A-Z][A-Z0-9]*-\d+ )+)/g)) {
      for (const number of numbers.trim().split(' ')) shown.add(number)
    }
  }
  expect(rules.filter((rule) => !shown.has(rule))).toEqual([])
  expect([...shown].filter((rule) => !rules.includes(rule))).toEqual([])
})

test('every rule of docs/spec has at most 40 words', () => {
  const long = texts.map(({ id, text }) => ({ id, words: text.match(/\S+/g)?.length ?? 0 }))
  expect(long.filter(({ words }) => words > 40)).toEqual([])
})

test('every rule of docs/spec says MUST or MUST NOT, or MAY if it is a permission', () => {
  expect(texts.filter(({ text }) => !/\b(MUST|MAY)\b/.test(text)).map(({ id }) => id)).toEqual([])
})

test('no number is given to two rules', () => {
  expect(new Set(rules).size).toBe(rules.length)
  expect(rules.length).toBeGreaterThan(30)
  expect(texts.map(({ id }) => id)).toEqual(rules)
})
