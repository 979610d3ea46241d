import { expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../../docs/decisions/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const records = readdirSync(folder).filter((name) => /^\d{4}-/.test(name))

test('each decision stands in the index once, under its title', () => {
  const index = read('README.md')
  const wrong = records.filter((name) => {
    const title = read(name).split('\n')[0]?.slice(2) ?? ''
    return index.split(`- [${title}](${name})`).length !== 2
  })
  expect(wrong).toEqual([])
})

test('each decision begins with two sentences', () => {
  const begins = (name: string) => read(name).split('\n\n')[1] ?? ''
  const prose = (text: string) => /^[^#|*>-]/.test(text) && (text.match(/[.?](?=\s|$)/g)?.length ?? 0) >= 2
  expect(records.filter((name) => !prose(begins(name)))).toEqual([])
})
