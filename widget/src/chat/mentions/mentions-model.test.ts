import { expect, test } from 'bun:test'
import { languages } from '@imbachat/protocol/phrases/languages'
import { cpuTime } from '../../../../sdk/src/testing/cpu-time.ts'
import { laterIn } from '../i18n/catalog.ts'
import { ALL_LABELS, beginningAt, findMentions } from './mentions-model.ts'

const labels = new Map<string, string | null>([
  ['@Anna', '1'],
  ['@Anna Petrova', '2'],
  ['@Jörg_1', '3'],
  ['@all', null],
  ['@👍 Max', '4'],
])
const found = (text: string) =>
  findMentions(text, labels).map(({ type, offset, length, user_id }) => [
    text.slice(offset, offset + length),
    user_id ?? type,
  ])

test('MENTION-11 a mention is found wherever it stands, the longest name first', () => {
  expect(found('@Anna, ask @Anna Petrova!')).toEqual([
    ['@Anna', '1'],
    ['@Anna Petrova', '2'],
  ])
  expect(found('(@Jörg_1)@Anna')).toEqual([
    ['@Jörg_1', '3'],
    ['@Anna', '1'],
  ])
  expect(found('@all: @👍 Max')).toEqual([
    ['@all', 'mention_all'],
    ['@👍 Max', '4'],
  ])
  expect(found('@Anna Petrov')).toEqual([['@Anna', '1']])
})

test('MENTION-11 a part of a word is no mention', () => {
  for (const text of ['mail@Anna', '@Annabel', '@Anna_', '@ Anna', 'Anna', '@', '@@', '@allow']) {
    expect([text, found(text)]).toEqual([text, []])
  }
})

test('MENTION-11 100,000 signs are read in time', () => {
  const many = new Map(Array.from({ length: 200 }, (_, n) => [`@name${n} of somebody`, String(n)]))
  expect(cpuTime(() => findMentions('@ '.repeat(5_000) + '@'.repeat(5_000), many))).toBeLessThan(500)
})

test('MENTION-12 suggestions begin with @ at the beginning of a word, and go on through a name', () => {
  expect(beginningAt('@', 1)).toEqual({ from: 0, query: '' })
  expect(beginningAt('hi @an', 6)).toEqual({ from: 3, query: 'an' })
  expect(beginningAt('hi @anna pe', 11)).toEqual({ from: 3, query: 'anna pe' })
  expect(beginningAt('hi @anna', 5)).toEqual({ from: 3, query: 'a' })
  for (const text of ['hi', 'a@b', '@ anna', '@anna\nb', `@${'x'.repeat(50)}`]) {
    expect([text, beginningAt(text, text.length)]).toEqual([text, null])
  }
})

test.each([...languages])('the word of %s for everyone calls everyone', (language) => {
  expect(ALL_LABELS as readonly string[]).toContain(`@${laterIn(language).own.talk.mentionAll}`)
})
