import { expect, test } from 'bun:test'
import { writesOf } from './import-history.ts'

const reactions = (each: number, emojis = 1) =>
  Array.from({ length: emojis }, (_, n) => ({ emoji: `:${n}:`, user_ids: Array<string>(each).fill('ann') }))

test('WRITE-3 one write has at most 100 messages and 1,000 reactions, or one message, so that others do not wait for all', () => {
  const plain = Array.from({ length: 250 }, () => ({ reactions: [] }))
  expect(writesOf(plain).map(({ length }) => length)).toEqual([100, 100, 50])
  const liked = Array.from({ length: 6 }, () => ({ reactions: reactions(200, 2) }))
  expect(writesOf(liked).map(({ length }) => length)).toEqual([2, 2, 2])
  const loved = [{ reactions: reactions(200, 20) }, { reactions: reactions(1) }, { reactions: [] }]
  expect(writesOf(loved).map(({ length }) => length)).toEqual([1, 2])
  expect(writesOf([...liked, ...loved]).flat()).toEqual([...liked, ...loved])
})
