import { expect, test } from 'bun:test'
import { findWords, foldedText, indexWords, type Wanted } from './word-list.ts'

const INDEX = indexWords([
  { entries: ['spam', 'Ёлка', 'buy now', 'café'], list: 'refused' },
  { entries: ['buy', 'spam', '!!!'], list: 'flagged' },
])
const ALL: Wanted<string> = { most: 1_000, mustFindAll: () => false }

function find(text: string, index = INDEX, wanted = ALL) {
  const steps = findWords(text, index, wanted)
  for (let count = 1; ; count++) {
    const { done, value } = steps.next()
    if (done) return { found: value, steps: count }
  }
}
const listsOf = (text: string) => new Set(find(text).found.map(({ list }) => list))

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
  expect(find('buy now, spam').found).toEqual([
    { start: 0, end: 3, list: 'flagged' },
    { start: 0, end: 7, list: 'refused' },
    { start: 9, end: 13, list: 'refused' },
    { start: 9, end: 13, list: 'flagged' },
  ])
})

test('RULE-7 texts that differ in case, punctuation and what nobody sees say the same', () => {
  expect(foldedText('Buy\u200b NOW!!!')).toBe(foldedText('buy — now'))
})

test('RULE-3 a list finds so many in a text, one at a word, and others have their turn', () => {
  const entries = Array.from({ length: 20 }, (_, more) => 'a '.repeat(more + 1))
  const lists = Array.from({ length: 20 }, (_, n) => ({ entries, list: `list ${n}` }))
  const text = 'a '.repeat(1_000)
  const { found, steps } = find(text, indexWords(lists), { most: 5, mustFindAll: () => false })
  expect(found).toHaveLength(20 * 5)
  expect(found[0]).toEqual({ start: 0, end: 39, list: 'list 0' })
  expect(steps).toBeGreaterThan(5)
})

test('RULE-3 a list that must find all finds every match, beyond the limit of findings', () => {
  const index = indexWords(['one', 'two'].map((list) => ({ entries: ['damn', 'damn it'], list })))
  const text = 'damn '.repeat(50)
  const { found } = find(`${text}damn it`, index, { most: 5, mustFindAll: () => true })
  const starts = new Set(found.map(({ start }) => start))
  expect(starts.size).toBe(51)
  expect(found.at(-1)).toMatchObject({ start: 250, end: 257 })
  expect(found).toHaveLength(51 + 5)
})
