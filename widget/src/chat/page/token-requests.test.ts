import { expect, test } from 'bun:test'
import { createTokenRequests } from './token-requests.ts'

test('two requests at once ask the page once, and get the same answer', async () => {
  let asked = 0
  const tokens = createTokenRequests(() => asked++)
  const answers = Promise.all([tokens.ask(), tokens.ask()])
  expect(tokens.answer('fresh')).toBe(true)
  expect(await answers).toEqual(['fresh', 'fresh'])
  expect(asked).toBe(1)
})

test('a token that was not requested is not taken for an answer', () => {
  expect(createTokenRequests(() => {}).answer('fresh')).toBe(false)
})

test('the next question is put to the page again', async () => {
  let asked = 0
  const tokens = createTokenRequests(() => asked++)
  const first = tokens.ask()
  tokens.answer(null)
  expect(await first).toBeNull()
  const second = tokens.ask()
  tokens.answer('fresh')
  expect(await second).toBe('fresh')
  expect(asked).toBe(2)
})
