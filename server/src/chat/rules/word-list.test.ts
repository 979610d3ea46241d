import { expect, test } from 'bun:test'
import { findWords, foldedText, indexWords } from './word-list.ts'

const INDEX = indexWords([
  { entries: ['spam', 'Ёлка', 'buy now', 'café'], list: 'refused' },
  { entries: ['buy', 'spam', '!!!'], list: 'flagged' },
])
const listsOf = (text: string) => new Set(findWords(text, INDEX).map(({ list }) => list))

test.each(['this is SPAM!', 'spam', 'елка горит', 'ЁЛКА', 'please Buy — now', 'the cafe is open', 'ｓｐａｍ'])(
  'SAFE-13 %j has a word of the list',
  (text) => {
    expect(listsOf(text).has('refused')).toBe(true)
  },
)

test.each(['spammer', 'buy it now', 'ёлкам', 'antispam', '', 'hello !!!'])(
  'SAFE-13 %j has none: only whole words count',
  (text) => {
    expect(listsOf(text).has('refused')).toBe(false)
  },
)

test('RULE-2 a word counts in each of its lists, also inside of a phrase of another list', () => {
  expect(findWords('buy now, spam', INDEX)).toEqual([
    { start: 0, end: 3, list: 'flagged' },
    { start: 0, end: 7, list: 'refused' },
    { start: 9, end: 13, list: 'refused' },
    { start: 9, end: 13, list: 'flagged' },
  ])
})

test('RULE-7 texts that differ in case, punctuation and what nobody sees say the same', () => {
  expect(foldedText('Buy\u200b NOW!!!')).toBe(foldedText('buy — now'))
})
