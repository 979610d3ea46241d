import { expect, test } from 'bun:test'
import { hasListedWord } from './word-list.ts'

const LIST = ['spam', 'Ёлка', 'buy now', 'café']

test.each(['this is SPAM!', 'spam', 'елка горит', 'ЁЛКА', 'please Buy — now', 'the cafe is open', 'ｓｐａｍ'])(
  'SAFE-13 %j has a word of the list',
  (text) => {
    expect(hasListedWord(text, LIST)).toBe(true)
  },
)

test.each(['spammer', 'buy it now', 'ёлкам', 'antispam', ''])('SAFE-13 %j has none: only whole words count', (text) => {
  expect(hasListedWord(text, LIST)).toBe(false)
})

test('SAFE-13 an entry without a letter or digit refuses nothing', () => {
  expect(hasListedWord('hello !!!', ['!!!'])).toBe(false)
})
