import { expect, test } from 'bun:test'
import { isOldIdiom, MOST, oldIdiom } from './counts.ts'

test('prose in code and docs does not return to the old idiom', () => {
  const lines = oldIdiom()
  if (lines.length > MOST['lines of the old idiom']) throw new Error(`write in plain English:\n${lines.join('\n')}`)
  expect(lines.length).toBeLessThanOrEqual(MOST['lines of the old idiom'])
})

test('former terms are found in docs, comments and titles, and may name things in code', () => {
  const found = [
    ['docs/a.md', 'The seat of a member.'],
    ['a.ts', '  // all members hear it'],
    ['a.ts', "test('a conference is left', () => {"],
    ['a.ts', "test('MOD-1 who is muted does not write', () => {"],
    ['a.ts', "throw new Error('kept for ever')"],
  ]
  for (const [file = '', line = ''] of found) expect([line, isOldIdiom(file, line)]).toEqual([line, true])
  const allowed = [
    ['docs/a.md', 'On the wire it is a `conference`.'],
    ['a.ts', 'const seat = seats.get(userId)'],
    ['a.ts', "test('MOD-1 a user who is muted does not write', () => {"],
  ]
  for (const [file = '', line = ''] of allowed) expect([line, isOldIdiom(file, line)]).toEqual([line, false])
})
