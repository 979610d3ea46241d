import { expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { testFiles } from '../test-run/test-files.ts'
import { lacksSubject, titlesOf } from './titles.ts'

test("each test's title has a subject, so that it is a promise without its describe", () => {
  const titles = testFiles().flatMap((file) => titlesOf(readFileSync(file, 'utf8')).map((title) => ({ file, title })))
  expect(titles.length).toBeGreaterThan(2_500)
  expect(titles.filter(({ title }) => lacksSubject(title))).toEqual([])
})

test('a title that begins with a verb or a pronoun lacks a subject, one that begins with a plural noun does not', () => {
  const without = [
    'is refused',
    'MSG-1 SYNC-2 keeps all',
    'names the users who type',
    'again ends the oldest',
    'that is not there',
    'MSG-1 what is no message is refused',
  ]
  expect(without.filter((title) => !lacksSubject(title))).toEqual([])
  const whole = [
    'a room is refused',
    'names and avatars are the newest',
    'joins and leaves have a rate',
    'writes to one room',
  ]
  expect(whole.filter(lacksSubject)).toEqual([])
})
