import { expect, test } from 'bun:test'
import { matchesWords } from './matches-words.ts'

test('a name is found by any of its words, in any case, and ё is found by е', () => {
  expect(matchesWords('Игорь Мельников', 'мель ИГ')).toBe(true)
  expect(matchesWords('Алёна', ' алена ')).toBe(true)
  expect(matchesWords('Anna Sokolova', 'anna x')).toBe(false)
})
